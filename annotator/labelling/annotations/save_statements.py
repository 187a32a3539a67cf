"""The SQL statements of a save, and the rows that they read and write.

A save is the most frequent request of the app: two statements, prepared once for each connection,
and no query built by the ORM. The entries are one value of JSON, because an array for each of
their fields took longer to send than to store.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from annotator.labelling.annotations.entries import Entry
from annotator.labelling.models import Annotation
from annotator.lib.database.prepared_statements import prepared_cursor
from annotator.projects.access import NotAMemberError

# Whoever may not enter the project gets no row: the same conditions as `visible_to`.
# Each lookup goes by a key of its table and joins nothing. A prepared statement keeps its
# plan, and a plan that was made when a table was empty must still be right when it is full.
READ = """
    WITH member AS MATERIALIZED (
        SELECT member.id, project.is_open, project.lease
        FROM projects_project project JOIN projects_membership member
            ON member.project_id = project.id
        WHERE project.id = %(project)s AND member.project_id = %(project)s
              AND member.user_id = %(user)s
              AND member.suspended_at IS NULL AND member.left_at IS NULL
    )
    SELECT assignment.id, assignment.version, %(project)s, sentence.article_id, assignment.state,
           assignment.began_at, assignment.timed_until, assignment.written_until,
           member.is_open, member.lease,
           (SELECT state = 'withdrawn' FROM corpus_article
                WHERE id = sentence.article_id AND project_id = %(project)s),
           assignment.decided, assignment.label_counts,
           sentence.article_id, sentence.excluded,
           label.id, label.takes_target, label.retired_at,
           target.article_id,
           codebook.id,
           same.id, same.assignment_id,
           latest.id, latest.annotated_at, latest.label_key, latest.decides
    FROM member
    CROSS JOIN ROWS FROM (
        json_to_recordset(%(entries)s::json) AS (
            sentence bigint, label text, target bigint, codebook_version int, submission uuid
        )
    ) WITH ORDINALITY AS entry (sentence_id, label_key, target_id, version, submission, number)
    LEFT JOIN LATERAL (
        SELECT article_id, excluded FROM corpus_sentence
        WHERE id = entry.sentence_id AND project_id = %(project)s LIMIT 1
    ) sentence ON true
    LEFT JOIN LATERAL (
        SELECT id, xmin::text AS version, state, began_at, timed_until, written_until, decided,
               label_counts::text AS label_counts
        FROM labelling_assignment
        WHERE article_id = sentence.article_id AND annotator_id = member.id
          AND project_id = %(project)s
        ORDER BY pass DESC LIMIT 1
    ) assignment ON true
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
               (SELECT key FROM projects_label
                    WHERE projects_label.id = label_id AND project_id = %(project)s) AS label_key
        FROM labelling_annotation
        WHERE assignment_id = assignment.id AND sentence_id = entry.sentence_id
          AND project_id = %(project)s AND superseded_at IS NULL LIMIT 1
    ) latest ON true
    ORDER BY entry.number
"""

LOCK = """
    SELECT id FROM labelling_assignment
    WHERE id = ANY (%(assignments)s::bigint[]) AND project_id = %(project)s
    ORDER BY id
    FOR UPDATE
"""

# The columns of a new row besides the project, with their types.
INSERTED = {
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

# Everything or nothing: it does nothing if another request has changed one of the assignments since
# they were read. Whatever matters for a save (the state, the current rows, the tallies) changes
# together with the row of its assignment, and `xmin` is the transaction that wrote that row last.
# The new rows come last, because a sentence has only one current row.
WRITE = f"""
    WITH tally AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(tallies)s::json) AS (
            id bigint, version text, decided int, label_counts jsonb, timed_until timestamptz,
            written_until timestamptz
        )
    ), locked AS MATERIALIZED (
        SELECT assignment.id
        FROM tally JOIN labelling_assignment assignment
            ON assignment.id = tally.id AND assignment.xmin::text = tally.version
        WHERE assignment.project_id = %(project)s
        ORDER BY assignment.id
        FOR UPDATE OF assignment
    ), state AS MATERIALIZED (
        SELECT (SELECT count(*) FROM locked) = (SELECT count(*) FROM tally) AS is_as_read
    ), superseded AS (
        UPDATE labelling_annotation SET superseded_at = %(now)s
        WHERE id = ANY (%(superseded)s::bigint[]) AND project_id = %(project)s
          AND (SELECT is_as_read FROM state)
        RETURNING id
    ), tallied AS (
        UPDATE labelling_assignment
        SET decided = tally.decided,
            label_counts = tally.label_counts,
            opened_at = coalesce(opened_at, %(now)s),
            touched_at = %(now)s,
            timed_until = tally.timed_until,
            written_until = tally.written_until,
            expires_at = CASE WHEN state = 'open'
                THEN greatest(expires_at, %(expires)s) ELSE expires_at END
        FROM tally
        WHERE labelling_assignment.id = tally.id
          AND labelling_assignment.project_id = %(project)s
          AND (SELECT is_as_read FROM state)
    )
    INSERT INTO labelling_annotation (project_id, {", ".join(INSERTED)})
    SELECT %(project)s, {", ".join(INSERTED)} FROM json_to_recordset(%(rows)s::json) AS added (
        {", ".join(f"{name} {kind}" for name, kind in INSERTED.items())}
    )
    WHERE (SELECT is_as_read FROM state) AND (SELECT count(*) FROM superseded) >= 0
    RETURNING submission, id
"""  # noqa: S608


@dataclass(slots=True)
class OwnAssignment:
    """An assignment and its project, as far as a save needs them. A save changes the tallies.

    `version` is another one after every change of the row.
    """

    id: int
    version: str
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
        """From the columns of READ, which are these fields."""
        *columns, label_counts = row
        return cls(*[*columns, json.loads(label_counts)])

    def tally(self, label: str | None, step: int, *, decides: bool) -> None:
        """Count an answer in (`step` 1) or out (-1)."""
        self.decided += step if decides else 0
        if label is not None:
            self.label_counts[label] = self.label_counts.get(label, 0) + step


_ASSIGNMENT_COLUMNS = len(fields(OwnAssignment))


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
            project_id=row.project_id,
            **{name: getattr(row, name) for name in INSERTED},
        )


def read_for_save(
    entries: Sequence[Entry], *, user: int, project: int
) -> tuple[dict[int, OwnAssignment], list[EntryFacts]]:
    """Return the user's assignments of these sentences' articles, by article, and what the database
    knows about each entry, in their order.

    Of two passes of an article it is the later. Raises NotAMemberError.
    """
    sent = [
        {
            "sentence": entry.sentence,
            "label": entry.label,
            "target": entry.target,
            "codebook_version": entry.codebook_version,
            "submission": str(entry.submission),
        }
        for entry in entries
    ]
    values: dict[str, Any] = {"user": user, "project": project, "entries": json.dumps(sent)}
    with prepared_cursor() as cursor:
        cursor.execute(READ, values)
        rows = cursor.fetchall()
    if not rows:
        raise NotAMemberError

    assignments: dict[int, OwnAssignment] = {}
    for row in rows:
        own = row[:_ASSIGNMENT_COLUMNS]
        if own[0] is not None and row[3] not in assignments:
            assignments[row[3]] = OwnAssignment.from_row(own)

    return assignments, [EntryFacts(*row[_ASSIGNMENT_COLUMNS:]) for row in rows]


def lock_assignments(assignments: Collection[OwnAssignment]) -> None:
    """Wait until nobody else is changing these assignments of one project.

    The lock lasts until the transaction ends.
    """
    project = next(iter(assignments)).project_id
    with prepared_cursor() as cursor:
        ids = [assignment.id for assignment in assignments]
        cursor.execute(LOCK, {"assignments": ids, "project": project})


def write(
    rows: Sequence[StoredAnnotation],
    *,
    assignments: Sequence[OwnAssignment],
    superseded: list[int],
    now: datetime,
) -> bool:
    """Insert these rows, give each its `id`, mark the superseded ones, and store the tallies.

    Returns whether it did: False if one of the assignments has changed since it was read.
    """
    tallies = [
        {
            "id": assignment.id,
            "version": assignment.version,
            "decided": assignment.decided,
            "label_counts": assignment.label_counts,
            "timed_until": assignment.timed_until,
            "written_until": assignment.written_until,
        }
        for assignment in assignments
    ]
    inserted = [{name: getattr(row, name) for name in INSERTED} for row in rows]
    values: dict[str, Any] = {
        "project": assignments[0].project_id,
        "now": now,
        "expires": now + assignments[0].lease,
        "superseded": superseded,
        "tallies": json.dumps(tallies, default=str),
        "rows": json.dumps(inserted, default=str),
    }
    with prepared_cursor() as cursor:
        cursor.execute(WRITE, values)
        ids = dict(cursor.fetchall())

    for row in rows:
        row.id = ids.get(row.submission)
    return bool(ids)
