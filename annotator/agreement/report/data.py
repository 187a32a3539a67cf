"""The annotations that count, as integer columns, and the filter of a report.

They are read as numpy columns and not as model instances, because a large project has a million.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from annotator.agreement.report.times import as_integers, time_columns
from annotator.agreement.statistics.annotations import (
    CANNOT_TELL,
    NOT_IN_ARTICLE,
    NOT_OFFERED,
    SKIPPED,
    UNANSWERED,
    Annotations,
)
from annotator.agreement.statistics.arrays import Bools, Ints
from annotator.corpus.models import Article, ArticleState
from annotator.labelling.choices import AssignmentState, SkipReason
from annotator.labelling.models import Annotation, Assignment
from annotator.lib.database.copy_streams import integer_rows
from annotator.projects.models import Label, Membership, Project

# The column with the person of a retest.
PERSON = "person"


@dataclass(frozen=True)
class ReportFilter:
    """Which annotations a report is about; empty fields filter nothing.

    `annotators` are pseudonyms, `since` and `until` days. `viewer` is the member who will see the
    figures; articles that they have open are left out.
    """

    rounds: Sequence[str] = ()
    unfinished: bool = False
    annotators: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    codebook: int | None = None
    source: str = ""
    languages: Sequence[str] = ()
    done_only: bool = False
    viewer: Membership | None = None

    def apply(self, annotations: QuerySet[Annotation]) -> QuerySet[Annotation]:
        """Return the annotations that the filter leaves."""
        # The figures of a single article would tell the viewer what others labelled on
        # it, while they still label it themselves.
        if self.viewer is not None:
            annotations = annotations.exclude(article__in=open_articles(self.viewer))

        return annotations.filter(self.condition())

    def condition(self, path: str = "") -> Q:
        """Return the filter as a condition on annotations, without the rule about the viewer.

        `path` leads from the queried model to its annotations.
        """
        conditions = {
            "assignment__annotator__pseudonym__in": self.annotators,
            "annotated_at__date__gte": self.since,
            "annotated_at__date__lte": self.until,
            "codebook__version": self.codebook,
        }
        return self.article_condition(path) & _all_given(path, conditions)

    def article_condition(self, path: str = "") -> Q:
        """Return the part of the filter that is about articles.

        `path` leads to something that belongs to an article.
        """
        conditions = {
            "article__round__in": self.rounds,
            "article__source": self.source,
            "article__language__in": self.languages,
            "article__done_at__isnull": False if self.done_only else None,
        }
        return _all_given(path, conditions)

    @property
    def filters_annotations(self) -> bool:
        """Whether it leaves some annotations of an article out, and others not."""
        return bool(self.annotators or self.since or self.until or self.codebook)


@dataclass(frozen=True)
class CountedAnnotations:
    """The annotations that count, and the numbers of the labels that take a target."""

    annotations: Annotations
    takes_target: Sequence[int]


def _all_given(path: str, conditions: Mapping[str, object]) -> Q:
    """Return the conditions that have a value."""
    # Empty values filter nothing, except False: `done_at` is not null.
    return Q(
        **{path + name: value for name, value in conditions.items() if value or value is False}
    )


def open_articles(member: Membership) -> QuerySet[Article]:
    """Return the articles that the member has open."""
    open_ones = Assignment.objects.open().filter(project=member.project_id, annotator=member)
    return Article.objects.filter(project=member.project_id, pk__in=open_ones.values("article"))


def load_rounds(project: Project, articles: Ints) -> NDArray[np.str_]:
    """Return the round of each of these articles, which are ids, ascending: (articles,)."""
    # An array of ids for each round: a row for each article takes ten times as long.
    rows = Article.objects.in_project(project).order_by().values_list("round")
    by_round = dict(rows.annotate(ids=ArrayAgg("pk")))

    names = np.array(["", *by_round])
    number = np.zeros(len(articles), np.int64)
    for at, ids in enumerate(by_round.values(), 1):
        number[np.isin(articles, np.array(ids))] = at
    return names[number]


def load_pseudonyms(project: Project, annotators: Ints) -> Mapping[int, str]:
    """Return the pseudonyms of annotators by their codes."""
    members = Membership.objects.filter(project=project, pk__in=annotators.tolist())
    return dict(members.values_list("pk", "pseudonym"))


def load_counted_annotations(
    project: Project,
    labels: Sequence[Label],
    report_filter: ReportFilter,
    *,
    tie_breaks: bool = False,
    with_times: bool = False,
) -> CountedAnnotations:
    """Return the annotations of the project that agreement counts, and that the filter leaves.

    `tie_breaks` adds those that only final labels count, `with_times` the columns of `times.py`.
    """
    rows = report_filter.apply(
        Annotation.objects.in_project(project).counted(
            unfinished=report_filter.unfinished, tie_breaks=tie_breaks
        )
    )
    return CountedAnnotations(
        load_annotations(rows, labels, with_times=with_times),
        [index for index, label in enumerate(labels) if label.takes_target],
    )


def load_retests(
    project: Project, labels: Sequence[Label], report_filter: ReportFilter
) -> Annotations:
    """Return passes 1 and 2 of the same people on the same articles.

    Each (sentence, person) becomes a sentence and each pass an annotator, so that agreement of
    people with themselves is computed like agreement between people. Each entry has its `PERSON`.
    """
    repeated = list(_retests_that_count(project).values_list("article", "annotator"))
    # Not `counted()`, which leaves out the second pass.
    submitted = (
        Annotation.objects.in_project(project)
        .current()
        .filter(assignment__state=AssignmentState.SUBMITTED)
    )
    rows = submitted.filter(
        Q(label__isnull=False) | ~Q(skip_reason=""),
        article__in={article for article, _ in repeated},
    )
    pass_number: Combinable = Cast(F("assignment__pass_number"), BigIntegerField())
    columns = read_columns(report_filter.apply(rows), {"pass": pass_number})

    # Of these articles, only the annotations of the people who labelled them twice.
    by_repeaters = _is_among(columns["article"], columns["annotator"], repeated)
    columns = {name: values[by_repeaters] for name, values in columns.items()}
    person_sentence = (
        columns["sentence"] * (columns["annotator"].max(initial=0) + 1) + columns["annotator"]
    )

    return Annotations.from_codes(
        article=columns["article"],
        sentence=person_sentence,
        annotator=columns["pass"],
        label=_label_numbers(columns["label"], labels),
        labels=len(labels),
        more={PERSON: columns["annotator"]},
    )


def why_no_retests(project: Project) -> str:
    """Return why no sentence has two labels of the same person."""
    if not Assignment.objects.in_project(project).filter(pass_number=2).exists():
        return "nobody has been given an article again"
    if not _retests_that_count(project).exists():
        return "no article that was given again has been submitted again"
    return "nobody gave the same sentence a label both times"


def _retests_that_count(project: Project) -> QuerySet[Assignment]:
    """Return the second passes that were submitted, of members who are not suspended."""
    again = Assignment.objects.in_project(project).submitted().filter(pass_number=2)
    return again.filter(annotator__suspended_at=None).exclude(article__state=ArticleState.WITHDRAWN)


def _is_among(articles: Ints, annotators: Ints, pairs: Sequence[tuple[int, int]]) -> Bools:
    """Return which (article, annotator) are among the pairs: (annotations,)."""
    # Each pair as one number, because numpy has no `isin` for pairs.
    of_pairs = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    span = int(max(annotators.max(initial=0), of_pairs[:, 1].max(initial=0))) + 1
    return np.isin(articles * span + annotators, of_pairs[:, 0] * span + of_pairs[:, 1])


def load_annotations(
    rows: QuerySet[Annotation],
    labels: Sequence[Label],
    *,
    using: BaseDatabaseWrapper | None = None,
    with_times: bool = False,
) -> Annotations:
    """Return these rows as arrays, read on this connection or on the usual one."""
    more = time_columns() if with_times else {}
    columns = read_columns(rows, target_columns() | more, using=using)
    return Annotations.from_codes(
        article=columns["article"],
        sentence=columns["sentence"],
        annotator=columns["annotator"],
        label=_label_numbers(columns["label"], labels),
        labels=len(labels),
        target=columns["target"],
        target_rank=columns["target_rank"],
        more=as_integers(columns, labels) if with_times else {},
    )


def target_columns() -> dict[str, Combinable]:
    """Return the columns of the target and of its rank among the offered ones."""
    target = Case(
        When(target_outside=True, then=Value(NOT_IN_ARTICLE)),
        When(target__isnull=True, then=Value(UNANSWERED)),
        default=F("target_id"),
        output_field=BigIntegerField(),
    )
    rank: Combinable = Cast(Coalesce("target_rank", Value(NOT_OFFERED)), BigIntegerField())
    return {"target": target, "target_rank": rank}


def read_columns(
    rows: QuerySet[Annotation],
    more: Mapping[str, Combinable],
    *,
    using: BaseDatabaseWrapper | None = None,
) -> Mapping[str, Ints]:
    """Return article, sentence, annotator and label of these rows as columns of integers, with
    `more` columns of eight bytes by name.
    """
    # Skips and missing targets become numbers in the database: `integer_rows` reads no NULL.
    skip = Case(
        When(skip_reason=SkipReason.CANNOT_TELL, then=Value(CANNOT_TELL)),
        default=Value(SKIPPED),
        output_field=BigIntegerField(),
    )
    values: dict[str, Combinable] = {
        "article": F("article_id"),
        "sentence": F("sentence_id"),
        "annotator": F("assignment__annotator_id"),
        "label": Coalesce(F("label_id"), skip, output_field=BigIntegerField()),
        **more,
    }

    try:
        statement, parameters = (
            rows.order_by().values_list(*values.values()).query.sql_with_params()
        )
    except EmptyResultSet:
        # Django sees that no row can match, for example with an empty list, and makes
        # no statement.
        return {name: np.zeros(0, dtype=np.int64) for name in values}

    return integer_rows(statement, parameters, list(values), using=using)


def _label_numbers(ids: Ints, labels: Sequence[Label]) -> Ints:
    """Return label ids as numbers within the project, and skips as they are: (annotations,)."""
    known = np.array([label.pk for label in labels], dtype=np.int64)
    order = np.argsort(known)
    # Skips are below every id and find some number too; `where` puts them back.
    numbers = order[np.searchsorted(known, ids, sorter=order).clip(max=len(known) - 1)]
    return np.where(ids < 0, ids, numbers)
