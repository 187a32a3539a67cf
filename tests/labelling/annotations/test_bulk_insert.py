import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from annotator.labelling.annotations.bulk_insert import (
    ImportedAnnotation,
    RefusedAnnotationsError,
    bulk_insert_annotations,
)
from annotator.labelling.assignments.places import RECOUNT
from annotator.projects.models import Project
from tests.support.make import make_article

GROWING = (
    "corpus_article", "corpus_sentence", "labelling_assignment", "labelling_annotation",
)  # fmt: skip
STATEMENT = re.compile(r"\s*(WITH|INSERT|UPDATE|CREATE TEMP TABLE \w+ ON COMMIT DROP AS)")


def let_statistics_say_empty() -> None:
    """As after all rows were deleted, and before PostgreSQL looked at the new ones."""
    with connection.cursor() as cursor:
        for table in GROWING:
            cursor.execute(
                "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', %s, "
                "'relpages', 200, 'reltuples', 0::real)",
                [table],
            )


def test_a_bulk_insert_is_linear_when_the_statistics_are_out_of_date(project: Project) -> None:
    """A nested loop over these tables took 52 s for 1,000 labels."""
    texts = [f"Dam {number} held." for number in range(3)]
    articles = [
        make_article(project, text, sentences=(text,), numbers=(7,), original_ids=("s-7",))
        for text in texts
    ]
    let_statistics_say_empty()
    plans: dict[str, str] = {}

    def explain(
        execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any
    ) -> Any:
        # The places are counted article by article, by a key.
        if STATEMENT.match(statement) and statement != RECOUNT:
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN {statement}", values)
                plans[statement] = "\n".join(row[0] for row in cursor.cursor.fetchall())
        return execute(statement, values, many, context)

    with connection.execute_wrapper(explain):
        bulk_insert_annotations(
            project=project,
            rows=[
                ImportedAnnotation(
                    number, article.external_id, position, "zoe", "claim", original_id="s-7"
                )
                for number, (article, position) in enumerate(
                    zip(articles, (7, None, None), strict=True), start=1
                )
            ],
        )

    assert len(plans) >= 9
    assert [plan for plan in plans.values() if "Nested Loop" in plan] == []


@pytest.mark.parametrize(("target", "rank"), [(None, 0), (0, 1), (1, 4), (1, -1)])
def test_a_rank_that_does_not_fit_the_target_is_refused(
    project: Project, target: int | None, rank: int
) -> None:
    article = make_article(project)
    rows = [
        ImportedAnnotation(
            1, article.external_id, 2, "zoe", "denial", target=target, target_rank=rank
        )
    ]

    with pytest.raises(RefusedAnnotationsError) as refused:
        bulk_insert_annotations(project=project, rows=rows)

    assert refused.value.reasons == [(1, "its target_rank doesn’t fit its target")]
