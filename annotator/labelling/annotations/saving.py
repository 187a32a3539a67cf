"""Where a label is stored: each entry once, the newest key press current, the ones before kept as
superseded.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.labelling.annotations.entries import Entry, RefusedEntriesError
from annotator.labelling.annotations.limits import check_writing, credit_seconds, next_written_until
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Annotation, Assignment
from annotator.lib.database.prepared import prepared_cursor
from annotator.projects.access import enter
from annotator.projects.models import Label

# The one reason that may pass: projects are opened again.
PROJECT_CLOSED = "the project is closed"

# As `visible_to` has it, and with what is asked of the project: the hot path of the app builds no
# query.
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
        assignment.began_at,
           assignment.timed_until, assignment.written_until, assignment.decided,
           assignment.label_counts::text,
           member.is_open, member.lease
    FROM article CROSS JOIN member
    JOIN labelling_assignment assignment ON assignment.article_id = article.id
        AND assignment.annotator_id = member.id
    ORDER BY assignment.pass, assignment.id
    FOR UPDATE OF assignment
"""

# Each lookup is for itself, by the key of its table: a plan that is made once, maybe of an empty
# table, joins nothing.
FACTS = """
    SELECT sentence.article_id, sentence.excluded,
           label.id, label.takes_target,
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
        SELECT id, takes_target FROM projects_label
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

# The fields of a row that an entry makes, with their types.
FIELDS = {
    "project_id": "bigint",
    "article_id": "bigint",
    "assignment_id": "bigint",
    "sentence_id": "bigint",
    "label_id": "bigint",
    "skip_reason": "text",
    "target_id": "bigint",
    "target_outside": "boolean",
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
    INSERT INTO labelling_annotation ({", ".join(FIELDS)})
    SELECT * FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in FIELDS.items())})
    RETURNING submission, id
"""  # noqa: S608


class Locked(NamedTuple):
    """An assignment and its project as a label needs them: a row of LOCK."""

    pk: int
    project: int
    article: int
    state: str
    began_at: datetime
    timed_until: datetime | None
    written_until: datetime | None
    decided: int
    label_counts: str
    is_open: bool
    lease: timedelta

    def assignment(self) -> Assignment:
        names = ["id", "project_id", "article_id", "state", "began_at"]
        names += ["timed_until", "written_until", "decided", "label_counts"]
        values = [*self[:8], json.loads(self.label_counts)]
        assignment = Assignment.from_db(DEFAULT_DB_ALIAS, names, values)
        assignment.project_is_open, assignment.project_lease = self.is_open, self.lease
        return assignment


class Facts(NamedTuple):
    """What the database knows about an entry: a row of FACTS."""

    article: int | None
    excluded: bool | None
    label: int | None
    takes_target: bool | None
    target_article: int | None
    codebook: int | None
    same: int | None
    same_assignment: int | None
    latest: int | None
    latest_at: datetime | None
    latest_label: str | None
    latest_decides: bool | None


@dataclass
class _Current:
    """The newest that is known of a sentence while a list of entries is worked through."""

    at: datetime
    label: str | None
    decides: bool
    stored: int | None = None  # the row, when it stood there before this list
    fresh: Annotation | None = None  # or the one that this list adds


def submit_annotations(*, user: User, slug: str, entries: Sequence[Entry]) -> list[Annotation]:
    """Store what `user` says of sentences in the project `slug`; return the row of each entry, in
    order.

    An entry that is known by its submission changes nothing. Raises RefusedEntriesError when any
    entry can't be stored; then none is. Raises TooMuchWrittenError. To whom the project is closed,
    it is not there: Http404.
    """
    try:
        return _submit(user, slug, entries)
    except IntegrityError as error:
        if "annotation_submission_unique" not in str(error):
            raise
        # Somebody else has just used one of these submissions: looked at again, it is a conflict.
        return _submit(user, slug, entries)


def _submit(user: User, slug: str, entries: Sequence[Entry]) -> list[Annotation]:
    with transaction.atomic():
        assignments = _lock_assignments(user, slug, {entry.sentence for entry in entries})
        if not assignments:
            # 404 for strangers; whoever comes through has no assignment, or sent nothing.
            access = enter(user, slug)
            if not entries:
                return []
            # 403 for superusers who are suspended: their labels are refused for now, and not for
            # good.
            assert access.annotator
            refusal = _("this article isn’t assigned to you")
            raise RefusedEntriesError(dict.fromkeys(range(len(entries)), refusal))

        now = timezone.now()
        facts = _facts(entries, assignments.values())
        _refuse(entries, facts, assignments)

        if any(known.same is None for known in facts):
            for assignment in assignments.values():
                check_writing(now=now, written_until=assignment.written_until)

        rows, superseded = _arrange(entries, facts, assignments, now)
        fresh = [row for row in rows if row.pk is None]

        if fresh:
            _supersede_and_tally(assignments.values(), superseded, now)
            _insert(list({id(row): row for row in fresh}.values()))

        return rows


def _lock_assignments(user: User, slug: str, sentences: Iterable[int]) -> dict[int, Assignment]:
    """The assignments that the sentences belong to, by article, locked; where there are two passes,
    the later.

    The lock makes two tabs of one person wait for each other, so that tallies and current rows stay
    right. The clock is read after it: what comes second is newer.
    """
    with prepared_cursor() as cursor:
        cursor.execute(LOCK, {"user": user.pk, "slug": slug, "sentences": list(sentences)})
        rows = [Locked(*row) for row in cursor.fetchall()]
    return {row.article: row.assignment() for row in rows}


def _facts(entries: Sequence[Entry], assignments: Iterable[Assignment]) -> list[Facts]:
    assignments = list(assignments)
    with prepared_cursor() as cursor:
        cursor.execute(
            FACTS,
            {
                "sentences": [entry.sentence for entry in entries],
                "labels": [entry.label for entry in entries],
                "targets": [entry.target for entry in entries],
                "versions": [entry.codebook_version for entry in entries],
                "submissions": [entry.submission for entry in entries],
                "assignments": [assignment.pk for assignment in assignments],
                "project": assignments[0].project_id,
            },
        )
        return [Facts(*row) for row in cursor.fetchall()]


def _refuse(
    entries: Sequence[Entry], facts: Sequence[Facts], assignments: dict[int, Assignment]
) -> None:
    own = {assignment.pk for assignment in assignments.values()}
    stolen = {
        index: _("this was submitted by someone else")
        for index, known in enumerate(facts)
        if known.same is not None and known.same_assignment not in own
    }
    if stolen:
        raise RefusedEntriesError(stolen, conflict=True)

    reasons = {
        index: reason
        for index, (entry, known) in enumerate(zip(entries, facts, strict=True))
        if known.same is None and (reason := _reason_to_refuse(entry, known, assignments))
    }

    if reasons:
        closed = [index for index, reason in reasons.items() if reason == PROJECT_CLOSED]
        raise RefusedEntriesError(reasons, for_now=closed)


def _reason_to_refuse(entry: Entry, known: Facts, assignments: dict[int, Assignment]) -> str | None:
    assignment = assignments.get(known.article) if known.article is not None else None
    if assignment is None:
        return _("this article isn’t assigned to you")
    if not assignment.project_is_open:
        return PROJECT_CLOSED
    if assignment.state == AssignmentState.SUBMITTED:
        return _("you have submitted this article")
    if known.excluded:
        return _("this sentence is excluded as boilerplate")
    if entry.label and known.label is None:
        return _("the project has no label “%(label)s”") % {"label": entry.label}
    if (entry.target or entry.target_outside) and not known.takes_target:
        return _("target: the label “%(label)s” takes no target") % {"label": entry.label}
    if entry.target and known.target_article != known.article:
        return _("target: not a sentence of this article")
    if entry.codebook_version and known.codebook is None:
        return _("codebook_version: there is no version %(version)s") % {
            "version": entry.codebook_version
        }

    return None


def _arrange(
    entries: Sequence[Entry],
    facts: Sequence[Facts],
    assignments: dict[int, Assignment],
    now: datetime,
) -> tuple[list[Annotation], list[int]]:
    """The row of each entry, new ones unsaved, and the stored rows that they supersede; tallies are
    brought up to date.
    """
    stored = Annotation.objects.select_related("label", "assignment").in_bulk(
        [known.same for known in facts if known.same is not None]
    )
    current: dict[int, _Current] = {}
    by_submission: dict[object, Annotation] = {}
    rows: list[Annotation] = []
    superseded: list[int] = []

    for entry, known in zip(entries, facts, strict=True):
        if known.same is not None:
            rows.append(stored[known.same])
            continue
        if entry.submission in by_submission:
            rows.append(by_submission[entry.submission])
            continue
        assert known.article is not None
        assignment = assignments[known.article]
        row = _row(entry, known, assignment, now)
        rows.append(row)
        by_submission[entry.submission] = row
        before = current.get(entry.sentence) or _stored_current(known)
        if before is not None and before.fresh is None and row.annotated_at < before.at:
            # an older key press that arrives late; within a list the later entry is the newer
            row.superseded_at = now
            current[entry.sentence] = before
            continue
        if before is not None:
            _tally(assignment, before.label, before.decides, -1)
            if before.fresh is not None:
                before.fresh.superseded_at = now
            elif before.stored is not None:
                superseded.append(before.stored)
        decides = bool(entry.label or entry.skip_reason)
        _tally(assignment, entry.label, decides, +1)
        current[entry.sentence] = _Current(row.annotated_at, entry.label, decides, fresh=row)

    return rows, superseded


def _stored_current(known: Facts) -> _Current | None:
    if known.latest is None or known.latest_at is None:
        return None
    return _Current(
        known.latest_at, known.latest_label, bool(known.latest_decides), stored=known.latest
    )


def _row(entry: Entry, known: Facts, assignment: Assignment, now: datetime) -> Annotation:
    # The client's clock may be wrong, but no key was pressed before the article was there.
    at = max(assignment.began_at, now - timedelta(seconds=entry.age))
    credit = credit_seconds(
        entry.seconds, at=at, began_at=assignment.began_at, timed_until=assignment.timed_until
    )
    assignment.timed_until = credit.timed_until
    assignment.written_until = next_written_until(
        entry.note,
        now=now,
        written_until=assignment.written_until,
        rows_per_second=settings.ROWS_PER_SECOND,
    )

    return Annotation(
        project_id=assignment.project_id,
        article_id=assignment.article_id,
        assignment=assignment,
        sentence_id=entry.sentence,
        label=Label(pk=known.label, key=entry.label or "") if known.label is not None else None,
        skip_reason=entry.skip_reason,
        target_id=entry.target,
        target_outside=entry.target_outside,
        confidence=entry.confidence,
        note=entry.note,
        seconds=credit.seconds,
        seconds_capped=credit.is_capped,
        codebook_id=known.codebook,
        submission=entry.submission,
        annotated_at=at,
    )


def _tally(assignment: Assignment, label: str | None, decides: bool, step: int) -> None:
    assignment.decided += step if decides else 0
    if label is not None:
        assignment.label_counts[label] = assignment.label_counts.get(label, 0) + step


def _supersede_and_tally(
    assignments: Iterable[Assignment], superseded: list[int], now: datetime
) -> None:
    assignments = list(assignments)
    with prepared_cursor() as cursor:
        cursor.execute(
            SUPERSEDE_AND_TALLY,
            {
                "now": now,
                "superseded": superseded,
                "expires": now + assignments[0].project_lease,
                "assignments": [assignment.pk for assignment in assignments],
                "decided": [assignment.decided for assignment in assignments],
                "timed_until": [assignment.timed_until for assignment in assignments],
                "written_until": [assignment.written_until for assignment in assignments],
                "label_counts": [json.dumps(assignment.label_counts) for assignment in assignments],
            },
        )


def _insert(rows: Sequence[Annotation]) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(INSERT, {name: [getattr(row, name) for row in rows] for name in FIELDS})
        made = dict(cursor.fetchall())
    for row in rows:
        row.pk = made[row.submission]
