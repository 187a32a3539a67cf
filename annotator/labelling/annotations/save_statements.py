"""The SQL statements of a save, and the rows that they read and write.

A save is the hot path of the app: four statements, prepared once for each connection, and no query
built by the ORM.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from annotator.labelling.annotations.entries import Entry
from annotator.labelling.models import Annotation
from annotator.lib.database.prepared_statements import prepared_cursor

# Whoever may not enter the project gets no row: the same conditions as `visible_to`.
LOCK = """
    WITH article AS MATERIALIZED (
        SELECT DISTINCT article_id AS id FROM corpus_sentence
            WHERE id = ANY (%(sentences)s::bigint[])
    ), member AS MATERIALIZED (
        SELECT member.id, project.is_open, project.lease
        FROM projects_project project JOIN projects_membership member
            ON member.project_id = project.id
        WHERE project.slug = %(slug)s AND member.user_id = %(user)s
              AND member.suspended_at IS NULL AND member.left_at IS NULL
    )
    SELECT assignment.id, assignment.project_id, assignment.article_id, assignment.state,
           assignment.began_at, assignment.timed_until, assignment.written_until,
           member.is_open, member.lease,
           (SELECT state = 'withdrawn' FROM corpus_article WHERE id = assignment.article_id),
           assignment.decided, assignment.label_counts::text
    FROM article CROSS JOIN member
    JOIN labelling_assignment assignment ON assignment.article_id = article.id
        AND assignment.annotator_id = member.id
    ORDER BY assignment.pass, assignment.id
    FOR UPDATE OF assignment
"""

# Each lookup goes by a key of its table and joins nothing. A prepared statement keeps
# its plan, and a plan that was made when a table was empty must still be right when it
# is full.
FACTS = """
    SELECT sentence.article_id, sentence.excluded,
           label.id, label.takes_target, label.retired_at,
           target.article_id,
           codebook.id,
           same.id, same.assignment_id,
           latest.id, latest.annotated_at, latest.label_key, latest.decides
    FROM unnest(%(sentences)s::bigint[], %(labels)s::text[], %(targets)s::bigint[],
        %(versions)s::int[],
                %(submissions)s::uuid[])
         WITH ORDINALITY AS entry (sentence_id, label_key, target_id, version, submission, number)
    LEFT JOIN LATERAL (
        SELECT article_id, excluded FROM corpus_sentence
        WHERE id = entry.sentence_id AND project_id = %(project)s LIMIT 1
    ) sentence ON true
    LEFT JOIN LATERAL (
        SELECT id, takes_target, retired_at FROM projects_label
        WHERE project_id = %(project)s AND key = entry.label_key LIMIT 1
    ) label ON true
    LEFT JOIN LATERAL (
        SELECT article_id FROM corpus_sentence WHERE id = entry.target_id
            AND project_id = %(project)s LIMIT 1
    ) target ON true
    LEFT JOIN LATERAL (
        SELECT id FROM projects_codebook WHERE project_id = %(project)s
            AND version = entry.version LIMIT 1
    ) codebook ON true
    LEFT JOIN LATERAL (
        SELECT id, assignment_id FROM labelling_annotation
        WHERE project_id = %(project)s AND submission = entry.submission LIMIT 1
    ) same ON true
    LEFT JOIN LATERAL (
        SELECT id, annotated_at, label_id IS NOT NULL OR skip_reason <> '' AS decides,
               (SELECT key FROM projects_label WHERE projects_label.id = label_id) AS label_key
        FROM labelling_annotation
        WHERE assignment_id = ANY (%(assignments)s::bigint[]) AND sentence_id = entry.sentence_id
          AND project_id = %(project)s AND superseded_at IS NULL LIMIT 1
    ) latest ON true
    ORDER BY entry.number
"""

SUPERSEDE_AND_TALLY = """
    WITH superseded AS (
        UPDATE labelling_annotation SET superseded_at = %(now)s
            WHERE id = ANY (%(superseded)s::bigint[])
    )
    UPDATE labelling_assignment
    SET decided = tally.decided,
        label_counts = tally.label_counts::jsonb,
        opened_at = coalesce(opened_at, %(now)s),
        touched_at = %(now)s,
        timed_until = tally.timed_until,
        written_until = tally.written_until,
        expires_at = CASE WHEN state = 'open'
            THEN greatest(expires_at, %(expires)s) ELSE expires_at END
    FROM unnest(%(assignments)s::bigint[], %(decided)s::int[], %(label_counts)s::text[],
                %(timed_until)s::timestamptz[], %(written_until)s::timestamptz[])
         AS tally (id, decided, label_counts, timed_until, written_until)
    WHERE labelling_assignment.id = tally.id
"""

# The columns of a new row, with their types.
INSERTED = {
    "project_id": "bigint",
    "article_id": "bigint",
    "assignment_id": "bigint",
    "sentence_id": "bigint",
    "label_id": "bigint",
    "skip_reason": "text",
    "target_id": "bigint",
    "target_outside": "boolean",
    "target_rank": "smallint",
    "confidence": "smallint",
    "note": "text",
    "seconds": "float8",
    "seconds_capped": "boolean",
    "codebook_id": "bigint",
    "submission": "uuid",
    "annotated_at": "timestamptz",
    "superseded_at": "timestamptz",
}
INSERT = f"""
    INSERT INTO labelling_annotation ({", ".join(INSERTED)})
    SELECT * FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in INSERTED.items())})
    RETURNING submission, id
"""  # noqa: S608


@dataclass(slots=True)
class LockedAssignment:
    """An assignment and its project, as far as a save needs them. A save changes the tallies."""

    id: int
    project_id: int
    article_id: int
    state: str
    began_at: datetime
    timed_until: datetime | None
    written_until: datetime | None
    is_open: bool
    lease: timedelta
    article_withdrawn: bool
    decided: int
    label_counts: dict[str, int]

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Self:
        """From a row of LOCK, whose columns are these fields."""
        *columns, label_counts = row
        return cls(*[*columns, json.loads(label_counts)])

    def tally(self, label: str | None, step: int, *, decides: bool) -> None:
        """Count an answer in (`step` 1) or out (-1)."""
        self.decided += step if decides else 0
        if label is not None:
            self.label_counts[label] = self.label_counts.get(label, 0) + step


class EntryFacts(NamedTuple):
    """What the database knows about an entry.

    `same` is the row with the entry's submission, which was sent before. `latest` is the current
    row of the sentence.
    """

    article: int | None
    excluded: bool | None
    label: int | None
    takes_target: bool | None
    label_retired_at: datetime | None
    target_article: int | None
    codebook: int | None
    same: int | None
    same_assignment: int | None
    latest: int | None
    latest_at: datetime | None
    latest_label: str | None
    latest_decides: bool | None


@dataclass(slots=True, kw_only=True)
class StoredAnnotation:
    """A row of annotations with the key of its label and the state of its assignment. A new row has
    no `id` until it is inserted.
    """

    id: int | None = None
    project_id: int
    article_id: int
    assignment_id: int
    assignment_state: str
    article_withdrawn: bool
    sentence_id: int
    label_id: int | None
    label: str | None
    skip_reason: str
    target_id: int | None
    target_outside: bool
    target_rank: int | None
    confidence: int | None
    note: str
    seconds: float | None
    seconds_capped: bool
    codebook_id: int | None
    submission: UUID
    annotated_at: datetime
    superseded_at: datetime | None = None

    @classmethod
    def from_model(cls, row: Annotation, *, article_withdrawn: bool) -> Self:
        """From a row that was loaded with its label and its assignment."""
        return cls(
            id=row.pk,
            assignment_state=row.assignment.state,
            article_withdrawn=article_withdrawn,
            label=row.label.key if row.label else None,
            **{name: getattr(row, name) for name in INSERTED},
        )


def lock_assignments(
    *, user: int, slug: str, sentences: Iterable[int]
) -> dict[int, LockedAssignment]:
    """Lock the user's assignments of these sentences' articles, and return them by article; of two
    passes the later.

    Two tabs of one person wait for each other here, so that tallies and current rows stay right.
    """
    with prepared_cursor() as cursor:
        cursor.execute(LOCK, {"user": user, "slug": slug, "sentences": list(sentences)})
        rows = cursor.fetchall()

    assignments = [LockedAssignment.from_row(row) for row in rows]
    return {assignment.article_id: assignment for assignment in assignments}


def load_facts(
    entries: Sequence[Entry], assignments: Sequence[LockedAssignment]
) -> list[EntryFacts]:
    """What the database knows about each entry, in the order of the entries."""
    with prepared_cursor() as cursor:
        cursor.execute(
            FACTS,
            {
                "sentences": [entry.sentence for entry in entries],
                "labels": [entry.label for entry in entries],
                "targets": [entry.target for entry in entries],
                "versions": [entry.codebook_version for entry in entries],
                "submissions": [entry.submission for entry in entries],
                "assignments": [assignment.id for assignment in assignments],
                "project": assignments[0].project_id,
            },
        )
        return [EntryFacts(*row) for row in cursor.fetchall()]


def supersede_and_tally(
    assignments: Sequence[LockedAssignment], superseded: list[int], now: datetime
) -> None:
    """Mark these rows as superseded, and write the tallies of the assignments."""
    with prepared_cursor() as cursor:
        cursor.execute(
            SUPERSEDE_AND_TALLY,
            {
                "now": now,
                "superseded": superseded,
                "expires": now + assignments[0].lease,
                "assignments": [assignment.id for assignment in assignments],
                "decided": [assignment.decided for assignment in assignments],
                "timed_until": [assignment.timed_until for assignment in assignments],
                "written_until": [assignment.written_until for assignment in assignments],
                "label_counts": [json.dumps(assignment.label_counts) for assignment in assignments],
            },
        )


def insert_annotations(rows: Sequence[StoredAnnotation]) -> None:
    """Insert these rows, and give each its `id`."""
    with prepared_cursor() as cursor:
        cursor.execute(INSERT, {name: [getattr(row, name) for row in rows] for name in INSERTED})
        ids = dict(cursor.fetchall())

    for row in rows:
        row.id = ids[row.submission]
