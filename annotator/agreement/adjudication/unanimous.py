"""Deciding all sentences at once on which annotators agree, and undoing that as a whole.

The decisions are rows like any other, with a reason and with the id of the act. A sentence belongs
to them if its article is done, if at least two annotators labelled it and all of them gave the
same label, if nobody chose another target than the others, and if it has no decision.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement.adjudication.disagreements import shown_to
from annotator.agreement.final_label import (
    ANNOTATIONS,
    with_final_label,
    with_target_range,
)
from annotator.agreement.models import Adjudication
from annotator.corpus.models import ArticleState, Sentence
from annotator.labelling.assignments.predicates import annotation_counts
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Label, Membership, Project

# Stored in the decisions, and so in datasets: it is English in every language.
REASON = "Unanimous"

# Articles are locked in their order, as everywhere, and before a decision is looked for: of two
# reviewers who decide at once, the second sees the decision of the first.
LOCK = """
    SELECT id FROM corpus_article WHERE id IN (SELECT article FROM unanimous)
    ORDER BY id FOR NO KEY UPDATE
"""
# A decision that was withdrawn is a current row, too, and gives way.
FORGET_DECIDED = """
    DELETE FROM unanimous USING agreement_adjudication decision
    WHERE decision.sentence_id = unanimous.sentence AND decision.project_id = %(project)s
      AND decision.superseded_at IS NULL
      AND (decision.label_id IS NOT NULL OR decision.skip_reason <> '')
"""
SUPERSEDE_WITHDRAWN = """
    UPDATE agreement_adjudication decision SET superseded_at = %(now)s
    FROM unanimous
    WHERE decision.sentence_id = unanimous.sentence AND decision.project_id = %(project)s
      AND decision.superseded_at IS NULL
"""
DECIDE = """
    INSERT INTO agreement_adjudication (
        project_id, article_id, sentence_id, adjudicator_id, label_id, skip_reason, target_id,
        target_outside, reason, act, decided_at
    )
    SELECT %(project)s, article, sentence, %(adjudicator)s, label, '', nullif(target, 0),
        coalesce(target = 0, false), %(reason)s, %(act)s, %(now)s
    FROM unanimous
    ORDER BY sentence
"""

LOCK_ACT = """
    SELECT id FROM corpus_article WHERE id IN (
        SELECT article_id FROM agreement_adjudication
        WHERE project_id = %(project)s AND act = %(act)s AND superseded_at IS NULL
    )
    ORDER BY id FOR NO KEY UPDATE
"""
UNDO = """
    WITH undone AS (
        UPDATE agreement_adjudication SET superseded_at = %(now)s
        WHERE project_id = %(project)s AND act = %(act)s AND superseded_at IS NULL
        RETURNING id, article_id, sentence_id
    )
    INSERT INTO agreement_adjudication (
        project_id, article_id, sentence_id, adjudicator_id, skip_reason, target_outside, reason,
        undoes_id, decided_at
    )
    SELECT %(project)s, article_id, sentence_id, %(adjudicator)s, '', false, '', id, %(now)s
    FROM undone
"""


@dataclass(frozen=True)
class Act:
    """Many decisions that were made at once; `standing` of them are still in force."""

    id: UUID
    at: datetime
    by: str
    sentences: int
    standing: int


def find_unanimous(project: Project, *, viewer: Membership | None) -> QuerySet[Sentence]:
    """Return the sentences that `accept_unanimous` decides.

    Articles that the viewer has open are left out.
    """
    labels = list(project.labels.all())
    with_target = [label for label in labels if label.takes_target and project.asks_target]
    done = shown_to(viewer, project).filter(
        excluded=False, article__done_at__isnull=False, article__state=ArticleState.OPEN
    )
    return (
        with_target_range(with_final_label(done, labels), with_target)
        # mypy doesn't know the annotations.
        .filter(label_origin="unanimous")  # type: ignore[misc]
        .filter(
            *(_targets_agree(label) for label in with_target),
            final_label__in=[label.key for label in labels if not label.retired_at],
        )
        # All gave one label: the targets of the others are NULL.
        .annotate(
            unanimous_target=Coalesce(
                *(F(f"lowest_target_{label.key}") for label in with_target),
                # Without a label that takes a target, the database has nothing else to tell the
                # type from.
                Cast(Value(None), BigIntegerField()),
                Cast(Value(None), BigIntegerField()),
                output_field=BigIntegerField(),
            )
        )
    )


def _targets_agree(label: Label) -> Q:
    lowest, highest = f"lowest_target_{label.key}", f"highest_target_{label.key}"
    return Q(**{f"{lowest}__isnull": True}) | Q(**{lowest: F(highest)})


def accept_unanimous(*, access: Access, user: User) -> tuple[UUID, int]:
    """Decide on all unanimous sentences with their label and target.

    Return the id of the act, and how many sentences it decided. All of them or none.
    """
    act, adjudicator = uuid4(), access.adjudicator
    values: dict[str, Any] = {
        "project": access.project.pk,
        "adjudicator": adjudicator.pk,
        "reason": REASON,
        "act": act,
        "now": timezone.now(),
    }
    select, parameters = _as_statement(find_unanimous(access.project, viewer=adjudicator))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE unanimous (sentence, article, label, target) "
            f"ON COMMIT DROP AS {select}",
            parameters,
        )
        cursor.execute(LOCK)
        cursor.execute(FORGET_DECIDED, values)
        cursor.execute(SUPERSEDE_WITHDRAWN, values)
        cursor.execute(DECIDE, values)
        decided = cursor.rowcount
        cursor.execute("DROP TABLE unanimous")
        if decided:
            write_event(access, user, AuditAction.UNANIMOUS_ACCEPTED, f"{decided} sentences")

    return act, decided


def undo_act(*, access: Access, user: User, act: UUID) -> int:
    """Take back the decisions of an act that are still in force, and return how many.

    What was decided otherwise since stays.
    """
    values: dict[str, Any] = {
        "project": access.project.pk,
        "adjudicator": access.adjudicator.pk,
        "act": act,
        "now": timezone.now(),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK_ACT, values)
        cursor.execute(UNDO, values)
        undone: int = cursor.rowcount
        if undone:
            write_event(access, user, AuditAction.UNANIMOUS_UNDONE, f"{undone} sentences")
    return undone


def list_acts(project: Project) -> list[Act]:
    """Return the acts of the project that have decisions in force, the newest first."""
    rows = (
        Adjudication.objects.in_project(project)
        .filter(act__isnull=False)
        .order_by()
        .values("act")
        .annotate(
            at=Min("decided_at"),
            by=Min("adjudicator__pseudonym"),
            sentences=Count("pk"),
            standing=Count("pk", filter=Q(superseded_at__isnull=True)),
        )
        .filter(standing__gt=0)
        .order_by("-at")
    )
    return [
        Act(row["act"], row["at"], row["by"], row["sentences"], row["standing"]) for row in rows
    ]


def _as_statement(sentences: QuerySet[Sentence]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that selects these sentences with their article, label and target."""
    counted = annotation_counts(ANNOTATIONS, tie_breaks=True)
    rows = sentences.annotate(label=Max("annotations__label_id", filter=counted))
    columns = ("pk", "article_id", "label", "unanimous_target")
    return rows.order_by().values_list(*columns).query.sql_with_params()
