"""Deciding all sentences at once on which annotators agree, and undoing that as a whole.

The decisions are rows like any other, with a reason and with the id of the act. A sentence belongs
to them if its article is done, if at least two annotators labelled it and all of them gave the
same label, if nobody chose another target than the others, and if it has no decision.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement.adjudication.lists.finding import compared_targets
from annotator.agreement.adjudication.lists.listed import decided_sentences
from annotator.agreement.kept.results import kept
from annotator.agreement.models import Adjudication
from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.kept_figures import open_to
from annotator.agreement.statistics.annotations import UNANSWERED
from annotator.agreement.statistics.disputes import has_different_targets
from annotator.agreement.statistics.true_labels.final_targets import majority_targets
from annotator.corpus.models import Article, ArticleState
from annotator.lib.database.copy_streams import copy_in
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Membership, Project

# Stored in the decisions, and so in datasets: it is English in every language.
REASON = "Unanimous"

TABLE = """
    CREATE TEMPORARY TABLE unanimous (sentence bigint, article bigint, label bigint, target bigint)
    ON COMMIT DROP
"""
# Articles are locked in their order, as everywhere, and before a decision is looked for: of two
# reviewers who decide at once, the second sees the decision of the first.
LOCK = """
    SELECT id FROM corpus_article
    WHERE project_id = %(project)s AND id IN (SELECT article FROM unanimous)
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
    SELECT id FROM corpus_article WHERE project_id = %(project)s AND id IN (
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


class Row(NamedTuple):
    sentence: int
    article: int
    label: int
    target: int | None


@dataclass(frozen=True)
class Act:
    """Many decisions that were made at once; `standing` of them are still in force."""

    id: UUID
    at: datetime
    by: str
    sentences: int
    standing: int


def count_unanimous(project: Project, *, viewer: Membership | None) -> int:
    """Return how many sentences `accept_unanimous` would decide."""
    return kept(
        project,
        "unanimous sentences",
        {"without": open_to(viewer)},
        int,
        lambda: len(find_unanimous(project, viewer=viewer)),
    )


def find_unanimous(project: Project, *, viewer: Membership | None) -> list[Row]:
    """Return what `accept_unanimous` decides: sentence, article, label and target, by id.

    The target is 0 for "not in this article" and None for none. Articles that the viewer has open
    are left out.
    """
    labels = list(project.labels.all())
    counted = load_counted_annotations(
        project, labels, ReportFilter(viewer=viewer, done_only=True), tie_breaks=True
    )
    annotations = counted.annotations
    takes_target = compared_targets(project, counted)

    counts = annotations.all_counts()
    # Their label, where all annotators gave one: nobody skipped or couldn't tell.
    label = counts[2:].argmax(axis=0)
    everybody = counts.sum(axis=0)
    agreed = (everybody > 1) & (counts[2:].max(axis=0) == everybody)
    agreed &= ~has_different_targets(annotations, takes_target)
    agreed &= ~np.isin(label, [at for at, each in enumerate(labels) if each.retired_at])
    agreed &= np.isin(annotations.articles, _open_articles(project))[annotations.article_of]
    agreed &= ~np.isin(annotations.sentences, decided_sentences(project))

    # Nobody chose another one: more than half of those who answered did.
    target = majority_targets(annotations, label, takes_target)
    ids = np.array([each.pk for each in labels])
    return [
        Row(sentence, article, of_label, None if chosen == UNANSWERED else chosen)
        for sentence, article, of_label, chosen in zip(
            annotations.sentences[agreed].tolist(),
            annotations.articles[annotations.article_of[agreed]].tolist(),
            ids[label[agreed]].tolist(),
            target[agreed].tolist(),
            strict=True,
        )
    ]


def _open_articles(project: Project) -> list[int]:
    rows = Article.objects.in_project(project).filter(state=ArticleState.OPEN)
    return list(rows.filter(done_at__isnull=False).values_list("pk", flat=True))


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

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TABLE)
        copy_in("unanimous", Row._fields, find_unanimous(access.project, viewer=adjudicator))
        cursor.execute(LOCK, values)
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
