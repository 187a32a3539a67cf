"""Undoing decisions: the newest ones first, in an article or in the whole project."""

from collections import defaultdict

from django.db import transaction

from annotator.agreement.adjudication.decisions import store
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.projects.models import Membership

# How many of a person's decisions are looked at to find one that still stands.
MAX_STEPS = 200


def undo_newest(*, adjudicator: Membership) -> Adjudication | None:
    """Undo this person's newest decision in force, in whichever article it is.

    Return the restored decision, or None where there is nothing to undo.
    """
    newest: tuple[int, int] = (0, 0)
    known: set[int] = set()
    rows = Adjudication.objects.filter(
        project=adjudicator.project_id, adjudicator=adjudicator, undoes=None, act=None
    )
    for pk, article_id in rows.order_by("-pk").values_list("pk", "article")[:MAX_STEPS]:
        # All further ones are older than what was found.
        if pk < newest[0]:
            break
        if article_id not in known:
            known.add(article_id)
            standing = _standing(adjudicator.project_id, article_id)
            stack = _newest_of(standing, adjudicator)
            newest = max(newest, (stack[-1].pk if stack else 0, article_id))

    if not newest[0]:
        return None
    article = Article.objects.get(project=adjudicator.project_id, pk=newest[1])
    return undo_adjudication(article=article, adjudicator=adjudicator)


def undo_adjudication(*, article: Article, adjudicator: Membership) -> Adjudication | None:
    """Undo this person's newest decision in force, and restore the one before it, whoever made it.

    Return the restored decision, or None where there is nothing to undo. Each further undo
    takes the decision before; the history keeps all of them.
    """
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(
            project=article.project_id, pk=article.pk
        )

        rows = _newest_of(_standing(article.project_id, article.pk), adjudicator)
        if not rows:
            return None

        undone, before = rows[-1], rows[-2] if len(rows) > 1 else None

        # A restored decision belongs to the person who made it.
        restored = Adjudication(
            project_id=undone.project_id,
            article_id=undone.article_id,
            sentence_id=undone.sentence_id,
            adjudicator_id=before.adjudicator_id if before else adjudicator.pk,
            undoes=undone,
        )

        if before is not None:
            for name in ("label_id", "skip_reason", "target_id", "target_outside", "reason"):
                setattr(restored, name, getattr(before, name))
        return store(restored)


def _standing(project_id: int, article_id: int) -> list[list[Adjudication]]:
    """Return the decisions of each sentence that can be undone, the oldest first."""
    # Replay the history of each sentence.
    standing: defaultdict[int, list[Adjudication]] = defaultdict(list)
    rows = Adjudication.objects.filter(project=project_id, article=article_id)
    for row in rows.order_by("pk"):
        if row.undoes_id is None:
            standing[row.sentence_id].append(row)
        else:
            # An undo takes back the last decision, and isn't a decision itself: the
            # next undo goes one step further back.
            standing[row.sentence_id].pop()

    return [rows for rows in standing.values() if rows]


def _newest_of(standing: list[list[Adjudication]], adjudicator: Membership) -> list[Adjudication]:
    """Return the decisions of the sentence on which this person decided last."""
    # An act on many sentences is only undone as a whole.
    mine = [
        rows
        for rows in standing
        if rows[-1].adjudicator_id == adjudicator.pk and rows[-1].act is None
    ]
    return max(mine, key=lambda rows: rows[-1].pk, default=[])
