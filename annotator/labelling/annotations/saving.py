"""Saves labels: each entry once, the newest key press current, older ones kept as superseded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.labelling.annotations.entries import Entry, RefusedEntriesError
from annotator.labelling.annotations.limits import check_writing, credit_seconds, next_written_until
from annotator.labelling.annotations.save_statements import (
    EntryFacts,
    OwnAssignment,
    StoredAnnotation,
    lock_assignments,
    read_for_save,
    write,
)
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Annotation
from annotator.projects.access import as_member, enter

# The attempts that wait for other requests of the same person, after the one that doesn't.
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Current:
    """The current answer of a sentence, while the entries of a request are worked through.

    It is either a row that was stored before, by its id, or one that this request adds.
    """

    at: datetime
    label: str | None
    decides: bool
    stored: int | None = None
    added: StoredAnnotation | None = None


def submit_annotations(
    *, user: User, slug: str, entries: Sequence[Entry]
) -> list[StoredAnnotation]:
    """Store the entries of `user` in the project `slug`; return the row of each, in their order.

    An entry whose submission is stored already changes nothing. All entries are stored or none:
    raises RefusedEntriesError if one of them can't be, TooMuchWrittenError, and Http404 if the
    user may not see the project.
    """
    if not entries:
        enter(user, slug)
        return []

    return as_member(user, slug, lambda project: _submit(user.pk, project, entries))


def _submit(user: int, project: int, entries: Sequence[Entry]) -> list[StoredAnnotation]:
    # Usually one statement reads and one writes, without a lock. The second does nothing if another
    # request of this person has changed an article in between.
    assignments, facts = read_for_save(entries, user=user, project=project)
    rows = _store(entries, assignments, facts)

    for _attempt in range(MAX_TRIES):
        if rows is not None:
            return rows
        with transaction.atomic():
            lock_assignments(assignments.values())
            assignments, facts = read_for_save(entries, user=user, project=project)
            rows = _store(entries, assignments, facts)

    raise OperationalError("the assignment was changed again and again")


def _store(
    entries: Sequence[Entry],
    assignments: Mapping[int, OwnAssignment],
    facts: Sequence[EntryFacts],
) -> list[StoredAnnotation] | None:
    """Return the row of each entry, or None if an assignment has changed since it was read."""
    # Read later than the facts, so that what waited for others is the newer.
    now = timezone.now()
    _refuse(entries, facts, assignments)

    # What is sent again writes nothing, so it must not wait.
    if any(known.same is None for known in facts):
        for assignment in assignments.values():
            check_writing(now=now, written_until=assignment.written_until)

    rows, superseded = _arrange(entries, facts, assignments, now)
    new_rows = {row.submission: row for row in rows if row.id is None}
    if not new_rows:
        return rows

    try:
        is_written = write(
            list(new_rows.values()),
            assignments=list(assignments.values()),
            superseded=superseded,
            now=now,
        )
    except IntegrityError as error:
        # Another request has just stored the same submission. The next attempt sees its row.
        if "annotation_submission_unique" not in str(error):
            raise
        return None

    return rows if is_written else None


def _refuse(
    entries: Sequence[Entry],
    facts: Sequence[EntryFacts],
    assignments: Mapping[int, OwnAssignment],
) -> None:
    if not assignments:
        refusal = _("this article isn’t assigned to you")
        raise RefusedEntriesError(dict.fromkeys(range(len(entries)), refusal))

    own = {assignment.id for assignment in assignments.values()}
    stolen = {
        index: _("this was submitted by someone else")
        for index, known in enumerate(facts)
        if known.same is not None and known.same_assignment not in own
    }
    if stolen:
        raise RefusedEntriesError(stolen, conflict=True)

    new = [index for index, known in enumerate(facts) if known.same is None]
    reasons = {
        index: reason
        for index in new
        if (reason := _reason_to_refuse(entries[index], facts[index], assignments))
    }

    if reasons:
        # A closed project can be opened again, so the page keeps the labels of own articles.
        is_open = next(iter(assignments.values())).is_open
        closed = [i for i in reasons if not is_open and facts[i].article in assignments]
        raise RefusedEntriesError(reasons, for_now=closed)


def _reason_to_refuse(
    entry: Entry, known: EntryFacts, assignments: Mapping[int, OwnAssignment]
) -> str | None:
    assignment = assignments.get(known.article) if known.article is not None else None
    if assignment is None:
        return _("this article isn’t assigned to you")
    if not assignment.is_open:
        return _("the project is closed")
    if assignment.state == AssignmentState.SUBMITTED:
        return _("you have submitted this article")
    if known.excluded:
        return _("this sentence is excluded as boilerplate")
    if entry.label and known.label is None:
        return _("the project has no label “%(label)s”") % {"label": entry.label}
    # Whoever had the article before keeps the labels that it began with, also offline.
    if known.label_retired_at and known.label_retired_at <= assignment.began_at:
        return _("the label “%(label)s” is no longer used") % {"label": entry.label}
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
    facts: Sequence[EntryFacts],
    assignments: Mapping[int, OwnAssignment],
    now: datetime,
) -> tuple[list[StoredAnnotation], list[int]]:
    """Return the row of each entry, new ones without an id, and the ids of the stored rows that the
    new ones supersede. The tallies of the assignments are brought up to date.
    """
    sent_before = [known.same for known in facts if known.same is not None]
    stored = _load_stored(sent_before, assignments) if sent_before else {}
    current: dict[int, _Current] = {}
    by_submission: dict[UUID, StoredAnnotation] = {}
    rows: list[StoredAnnotation] = []
    superseded: list[int] = []

    for entry, known in zip(entries, facts, strict=True):
        if known.same is not None:
            same = stored[known.same]
            is_withdrawn = assignments[same.article_id].article_withdrawn
            rows.append(StoredAnnotation.from_model(same, article_withdrawn=is_withdrawn))
            continue

        # A client may repeat an entry within one request.
        if entry.submission in by_submission:
            rows.append(by_submission[entry.submission])
            continue

        assert known.article is not None
        assignment = assignments[known.article]
        row = _new_row(entry, known, assignment, now)
        rows.append(row)
        by_submission[entry.submission] = row
        before = current.get(entry.sentence) or _stored_current(known)

        # An older key press that arrives late. Within one request the later entry is
        # the newer.
        if before is not None and before.added is None and row.annotated_at < before.at:
            row.superseded_at = now
            current[entry.sentence] = before
            continue

        if before is not None:
            assignment.tally(before.label, -1, decides=before.decides)
            if before.added is not None:
                before.added.superseded_at = now
            elif before.stored is not None:
                superseded.append(before.stored)

        decides = bool(entry.label or entry.skip_reason)
        assignment.tally(entry.label, +1, decides=decides)
        current[entry.sentence] = _Current(row.annotated_at, entry.label, decides, added=row)

    return rows, superseded


def _load_stored(
    ids: Sequence[int], assignments: Mapping[int, OwnAssignment]
) -> dict[int, Annotation]:
    project = next(iter(assignments.values())).project_id
    rows = Annotation.objects.filter(project=project)
    return rows.select_related("label", "assignment").in_bulk(ids)


def _stored_current(known: EntryFacts) -> _Current | None:
    if known.latest is None or known.latest_at is None:
        return None

    return _Current(
        known.latest_at, known.latest_label, bool(known.latest_decides), stored=known.latest
    )


def _new_row(
    entry: Entry, known: EntryFacts, assignment: OwnAssignment, now: datetime
) -> StoredAnnotation:
    # The client's clock may be wrong, but no key was pressed before the assignment
    # existed.
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

    return StoredAnnotation(
        project_id=assignment.project_id,
        article_id=assignment.article_id,
        assignment_id=assignment.id,
        assignment_state=assignment.state,
        article_withdrawn=assignment.article_withdrawn,
        sentence_id=entry.sentence,
        label_id=known.label,
        label=entry.label if known.label is not None else None,
        skip_reason=entry.skip_reason,
        target_id=entry.target,
        target_outside=entry.target_outside,
        target_rank=entry.target_rank,
        confidence=entry.confidence,
        note=entry.note,
        seconds=credit.seconds,
        seconds_capped=credit.is_capped,
        codebook_id=known.codebook,
        submission=entry.submission,
        annotated_at=at,
    )
