"""Labels that were made elsewhere: checked all at once, stored as submitted work of the people they
came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.labelling.annotations.imported_members import (
    MAX_NAME,
    PRIVATE,
    AnnotatorNames,
    FoundMembers,
    find_or_add_members,
)
from annotator.labelling.assignments.places import make_room
from annotator.labelling.choices import Origin, SkipReason
from annotator.lib.database.copy_streams import copy_in
from annotator.projects.models import Label, Project


@dataclass(frozen=True, slots=True)
class ImportedAnnotation:
    """What `annotator` (the name in the file) said of the sentence at `position` of the article
    with this external id.

    `line` orders the rows for messages. `target` is a position, 0 for "not in this article", or
    None.
    """

    line: int
    article: str
    position: int
    annotator: str
    label: str = ""
    skip_reason: str = ""
    target: int | None = None
    confidence: int | None = None
    note: str = ""
    seconds: float | None = None
    annotated_at: datetime | None = None


COLUMNS = tuple(field.name for field in fields(ImportedAnnotation))


@dataclass(frozen=True, slots=True)
class BulkInsertResult:
    """`people` has the pseudonym of each name in the file; `known` counts the rows that were there
    already.
    """

    annotations: int
    articles: int
    known: int
    people: Mapping[str, str]


class RefusedAnnotationsError(Exception):
    """Some rows can't be stored, so none is. `reasons` has (line, reason) for every one of them."""

    def __init__(self, reasons: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(reasons)} rows can't be stored")
        self.reasons = reasons


STAGE = """
    CREATE TEMP TABLE given_annotation (
        line bigint, article text, position integer, annotator text, label text, skip_reason text,
        target integer,
        confidence smallint, note text, seconds double precision, annotated_at timestamptz
    ) ON COMMIT DROP;
    CREATE TEMP TABLE given_person (name text, member_id bigint) ON COMMIT DROP
"""
NAMES = "SELECT annotator, min(line) FROM given_annotation GROUP BY annotator"

# Each row with what it names; what it names in vain is NULL.
RESOLVE = """
    CREATE TEMP TABLE given_resolved ON COMMIT DROP AS
    SELECT given.*, article.id AS article_id, sentence.id AS sentence_id, sentence.excluded,
        label.id AS label_id,
           label.takes_target, target.id AS target_id, person.member_id AS annotator_id,
               assignment.id AS assignment_id,
           assignment.origin, current.label_id AS current_label_id, current.skip_reason AS
               current_skip_reason,
           current.target_id AS current_target_id, current.target_outside AS current_target_outside,
           current.confidence AS current_confidence, current.note AS current_note,
           current.id IS NOT NULL AS is_decided,
           min(given.line) OVER (
               PARTITION BY given.article, given.position,
                            coalesce(person.member_id::text, 'the name ' || given.annotator)
           ) AS first_line
    FROM given_annotation given
    LEFT JOIN corpus_article article ON article.project_id = %(project)s
        AND article.external_id = given.article
    LEFT JOIN corpus_sentence sentence ON sentence.article_id = article.id
        AND sentence.position = given.position
    LEFT JOIN corpus_sentence target ON target.article_id = article.id
        AND target.position = given.target
    LEFT JOIN projects_label label ON label.project_id = %(project)s AND label.key = given.label
    LEFT JOIN given_person person ON person.name = given.annotator
    LEFT JOIN labelling_assignment assignment
           ON assignment.article_id = article.id AND assignment.annotator_id = person.member_id
               AND assignment.pass = 1
    LEFT JOIN labelling_annotation current
           ON current.assignment_id = assignment.id AND current.sentence_id = sentence.id
              AND current.superseded_at IS NULL
"""

REASONS = """
    SELECT line, reason FROM (
        SELECT line, CASE
            WHEN article_id IS NULL THEN 'the project has no article “' || left(article, 80) || '”'
            WHEN sentence_id IS NULL THEN 'the article has no sentence ' || position
            WHEN excluded
                THEN 'sentence ' || position || ' is excluded as boilerplate: '
                    || 'restore it on the article’s page'
            WHEN annotator = '' THEN 'no annotator is named'
            WHEN length(annotator) > %(longest)s
                THEN 'the annotator’s name is longer than ' || %(longest)s || ' characters'
            WHEN label = '' AND skip_reason = '' THEN 'it has neither a label nor a skip reason'
            WHEN label <> '' AND skip_reason <> '' THEN 'it has both a label and a skip reason'
            WHEN label <> '' AND label_id IS NULL
                THEN '“' || left(label, 80) || '” is none of the project’s labels: ' || %(labels)s
            WHEN skip_reason <> '' AND NOT skip_reason = ANY (%(skips)s)
                THEN '“' || left(skip_reason, 80) || '” is no skip reason: '
                    || array_to_string(%(skips)s::text[], ', ')
            WHEN target IS NOT NULL AND takes_target IS NOT TRUE
                THEN 'only labels that are about a sentence have a target'
            WHEN target <> 0 AND target_id IS NULL
                THEN 'its target, sentence ' || target || ', is not there'
            WHEN target = position THEN 'its target is the sentence itself'
            WHEN confidence NOT BETWEEN 1 AND 3 THEN 'its confidence is not from 1 to 3'
            WHEN first_line < line THEN 'it repeats line ' || first_line
            WHEN origin <> 'import'
                THEN annotator || ' has this article already, as work of their own'
            WHEN is_decided AND (
                current_label_id IS DISTINCT FROM label_id OR current_skip_reason <> skip_reason
                OR target IS NOT NULL AND (current_target_id, current_target_outside)
                    IS DISTINCT FROM (target_id, target = 0)
                OR confidence IS NOT NULL AND current_confidence IS DISTINCT FROM confidence
                OR note <> '' AND current_note <> note
            )
                THEN annotator || ' has said otherwise of this sentence already'
        END AS reason
        FROM given_resolved
    ) rows WHERE reason IS NOT NULL ORDER BY line
"""

ASSIGN = """
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at,
        submitted_at, touched_at,
        decided, label_counts
    )
    SELECT %(project)s, article_id, annotator_id, 1, 'submitted', %(origin)s, %(now)s, %(now)s,
        %(now)s, %(now)s,
           0, '{}'
    FROM given_resolved
    WHERE assignment_id IS NULL
    GROUP BY article_id, annotator_id
    ORDER BY article_id, annotator_id
"""

ANNOTATE = """
    INSERT INTO labelling_annotation (
        project_id, article_id, assignment_id, sentence_id, label_id, skip_reason, target_id,
        target_outside,
        confidence, note, seconds, codebook_id, submission, annotated_at
    )
    SELECT %(project)s, given.article_id, assignment.id, given.sentence_id, given.label_id,
        given.skip_reason,
           given.target_id, coalesce(given.target = 0, false), given.confidence, given.note,
           given.seconds, NULL,
           gen_random_uuid(), coalesce(given.annotated_at, %(now)s)
    FROM given_resolved given
    JOIN labelling_assignment assignment
      ON assignment.article_id = given.article_id AND assignment.annotator_id = given.annotator_id
         AND assignment.pass = 1
    WHERE NOT given.is_decided
    ORDER BY given.line
"""

TALLY = """
    WITH labels AS (
        SELECT annotation.assignment_id, label.key, count(*) AS sentences
        FROM labelling_annotation annotation
        LEFT JOIN projects_label label ON label.id = annotation.label_id
        WHERE annotation.superseded_at IS NULL AND (annotation.label_id IS NOT NULL
            OR annotation.skip_reason <> '')
          AND annotation.assignment_id IN (
              SELECT id FROM labelling_assignment
              WHERE article_id IN (SELECT article_id FROM given_resolved) AND origin = %(origin)s
          )
        GROUP BY annotation.assignment_id, label.key
    ), totals AS (
        SELECT assignment_id, sum(sentences) AS decided,
               coalesce(jsonb_object_agg(key, sentences) FILTER (WHERE key IS NOT NULL), '{}') AS
                   label_counts
        FROM labels GROUP BY assignment_id
    )
    UPDATE labelling_assignment assignment
    SET decided = totals.decided, label_counts = totals.label_counts
    FROM totals WHERE totals.assignment_id = assignment.id
"""


def bulk_insert_annotations(
    *,
    project: Project,
    rows: Iterable[ImportedAnnotation],
    names: AnnotatorNames = PRIVATE,
    bad: Sequence[tuple[int, str]] = (),
) -> BulkInsertResult:
    """Store these as submitted work, all or none; rows that are there already stay as they are.

    `names` says how annotators' names are to be read. `bad` may grow while `rows` is read: (line,
    reason) of rows that can't even be read, so none is to be stored.

    Overlaps grow where more people have an article than it should get. Raises
    RefusedAnnotationsError with every bad row.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STAGE)
        copy_in("given_annotation", COLUMNS, map(attrgetter(*COLUMNS), rows))
        facts: dict[str, Any] = {
            "project": project.pk,
            "now": timezone.now(),
            "origin": Origin.IMPORT.value,
            "skips": list(SkipReason.values),
            "labels": ", ".join(
                Label.objects.filter(project=project).values_list("key", flat=True)
            ),
            "longest": MAX_NAME,
        }
        # Members come before articles in every lock, so that this and the queue can't block each
        # other.
        people, unfit = _bring_people(project, names)
        articles = _locked_articles(project)

        cursor.execute(RESOLVE, facts)
        cursor.execute("ANALYZE given_resolved")
        cursor.execute(REASONS, facts)
        reasons = sorted([*bad, *unfit, *cursor.fetchall()])
        if reasons:
            raise RefusedAnnotationsError(reasons)

        cursor.execute(ASSIGN, facts)
        cursor.execute(ANNOTATE, facts)
        stored = cursor.rowcount
        cursor.execute(TALLY, facts)
        make_room(articles)

        cursor.execute("SELECT count(*) FROM given_resolved WHERE is_decided")
        known = cursor.fetchone()[0]
        # More may come in this transaction.
        cursor.execute("DROP TABLE given_annotation, given_resolved, given_person")
    return BulkInsertResult(stored, len(articles), known, _pseudonyms(project, people))


def _bring_people(
    project: Project, names: AnnotatorNames
) -> tuple[FoundMembers, list[tuple[int, str]]]:
    """The people of the staged rows; and (line, reason), once for each name whose labels can't come
    in.
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


def _locked_articles(project: Project) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT article FROM given_annotation")
        names = [name for (name,) in cursor.fetchall()]
    named = Article.objects.in_project(project).filter(external_id__in=names)
    return list(named.select_for_update().order_by("pk").values_list("pk", flat=True))
