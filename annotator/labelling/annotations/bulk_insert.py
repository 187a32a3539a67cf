"""Store labels that were made elsewhere: of an import, or of a release that is read back.

All rows are staged in temporary tables, checked at once, and stored by a few statements.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.models import Article
from annotator.labelling.annotations.bulk_statements import (
    ANNOTATE,
    ASSIGN,
    COUNT_STORED,
    FIND_ASSIGNMENTS,
    FIND_SENTENCES,
    KNOWN_LINES,
    MESSAGES,
    NAMED,
    NAMES,
    REASONS,
    RESOLVE,
    STAGE,
    TALLY,
    TEMPORARY,
)
from annotator.labelling.annotations.imported_members import (
    MAX_NAME,
    PRIVATE,
    AnnotatorNames,
    FoundMembers,
    find_or_add_members,
)
from annotator.labelling.assignments.places import make_room
from annotator.labelling.choices import AssignmentState, Origin, SkipReason
from annotator.lib.database.copy_streams import copy_in
from annotator.lib.database.joins import without_nested_loops
from annotator.projects.models import Label, Project


@dataclass(frozen=True, slots=True)
class ImportedAnnotation:
    """The label or the skip that an annotator gave to a sentence.

    The sentence is given by its `position`, by `original_id`, or by both, which must then be of
    the same sentence. If the ID may also stand for a position, as in ARTICLE:POSITION, that is
    `named_position`. `line` orders the rows for messages. `article` is an external id, `annotator`
    the name in the file, `target` a position, the article's number for "not in this article", or
    None. The codebook version, the pass, the state and the origin are those of the assignment,
    which a release knows and other files don't. A label that `is_superseded` is kept as history: a
    later one of the same person counts.
    """

    line: int
    article: str
    position: int | None
    annotator: str
    label: str = ""
    skip_reason: str = ""
    target: int | None = None
    target_rank: int | None = None
    confidence: int | None = None
    note: str = ""
    seconds: float | None = None
    annotated_at: datetime | None = None
    codebook_version: int | None = None
    pass_number: int = 1
    state: str = AssignmentState.SUBMITTED.value
    origin: str = Origin.IMPORT.value
    is_superseded: bool = False
    original_id: str = ""
    named_position: int | None = None


COLUMNS = tuple(field.name for field in fields(ImportedAnnotation))


@dataclass(frozen=True, slots=True)
class BulkInsertResult:
    """What was stored.

    `people` has the pseudonym of each name in the file, `known_lines` the lines that the project
    had already. Superseded rows count in neither.
    """

    annotations: int
    articles: int
    known_lines: Sequence[int]
    people: Mapping[str, str]

    @property
    def known(self) -> int:
        return len(self.known_lines)


class RefusedAnnotationsError(Exception):
    """Some rows can't be stored, so none is. `reasons` has (line, reason) for each of them."""

    def __init__(self, reasons: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(reasons)} rows can't be stored")
        self.reasons = reasons


def bulk_insert_annotations(
    *,
    project: Project,
    rows: Iterable[ImportedAnnotation],
    names: AnnotatorNames = PRIVATE,
    bad: Sequence[tuple[int, str]] = (),
) -> BulkInsertResult:
    """Store all rows or none; rows that the project has already stay as they are.

    `names` says which members the annotators' names stand for. `bad` has (line, reason) of rows
    that could not be read; the reader may add to it while `rows` is consumed.

    Overlaps grow where more people have an article than it should get. Raises
    RefusedAnnotationsError with every bad row.
    """
    with transaction.atomic(), without_nested_loops(), connection.cursor() as cursor:
        cursor.execute(STAGE)
        copy_in("given_annotation", COLUMNS, map(attrgetter(*COLUMNS), rows))
        facts: dict[str, Any] = {
            "project": project.pk,
            "now": timezone.now(),
            "skips": list(SkipReason.values),
            "labels": ", ".join(
                Label.objects.filter(project=project).values_list("key", flat=True)
            ),
            "longest": MAX_NAME,
        }

        # Members are locked before articles everywhere, so that this and the queue
        # can't wait for each other.
        people, refused_people = _find_people(project, names)
        articles = _lock_articles(project)

        for statement in FIND_SENTENCES:
            cursor.execute(statement, facts)
        cursor.execute(RESOLVE, facts)
        # Without statistics of the new table, PostgreSQL would plan for a handful of
        # rows.
        cursor.execute("ANALYZE given_resolved")
        cursor.execute(REASONS, facts)
        refused = [_refusal(row, facts) for row in cursor.fetchall()]
        reasons = sorted([*bad, *refused_people, *refused])
        if reasons:
            raise RefusedAnnotationsError(reasons)

        cursor.execute(ASSIGN, facts)
        cursor.execute(FIND_ASSIGNMENTS, facts)
        cursor.execute(ANNOTATE, facts)
        cursor.execute(TALLY, facts)
        make_room(articles, project=project.pk)

        cursor.execute(COUNT_STORED)
        (stored,) = cursor.fetchone()
        cursor.execute(KNOWN_LINES)
        known_lines = [line for (line,) in cursor.fetchall()]

        # An import of many articles calls this more than once in a transaction.
        cursor.execute(f"DROP TABLE {', '.join(TEMPORARY)}")

    return BulkInsertResult(stored, len(articles), known_lines, _pseudonyms(project, people))


def _refusal(row: Sequence[Any], facts: Mapping[str, Any]) -> tuple[int, str]:
    line, reason, *named = row
    lists = {"labels": facts["labels"], "skips": ", ".join(facts["skips"])}
    values = {"longest": facts["longest"], **lists, **dict(zip(NAMED, named, strict=True))}
    return line, _(MESSAGES[reason]) % values


def _find_people(
    project: Project, names: AnnotatorNames
) -> tuple[FoundMembers, list[tuple[int, str]]]:
    """Return the members of the staged rows, and (line, reason) once for each name that can't be
    imported.
    """
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        first_lines = dict(cursor.fetchall())

    people = find_or_add_members(project=project, names=first_lines, given=names)
    copy_in("given_person", ("name", "member_id"), people.members.items())
    return people, [(first_lines[name], reason) for name, reason in people.against.items()]


def _pseudonyms(project: Project, people: FoundMembers) -> dict[str, str]:
    pseudonyms = dict(
        project.memberships.filter(pk__in=people.members.values()).values_list("pk", "pseudonym")
    )
    return {name: pseudonyms[key] for name, key in people.members.items()}


def _lock_articles(project: Project) -> list[int]:
    """Lock the articles of the staged rows, and stage their ids."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT article FROM given_annotation")
        names = [name for (name,) in cursor.fetchall()]

    named = Article.objects.in_project(project).filter(external_id__in=names)
    articles = list(named.select_for_update().order_by("pk").values_list("pk", flat=True))
    copy_in("given_article", ("id",), ((article,) for article in articles))
    return articles
