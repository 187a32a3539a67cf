"""Adjudication of a sentence: a person who has seen all labels decides on the gold label."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, ArticleState, Sentence
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Label, Membership

# The content of no decision, as `_content` gives it.
NOTHING = (None, "", None, False, "")


class AdjudicationError(Exception):
    """The decision can't be saved; the message says why."""


def adjudicate(
    *,
    sentence: Sentence,
    adjudicator: Membership,
    label: str = "",
    skip_reason: str = "",
    target: int | None = None,
    target_outside: bool = False,
    reason: str = "",
) -> Adjudication | None:
    """Decide on a sentence, or withdraw the decision if neither label nor skip is given.

    Earlier decisions are kept.

    `label` is a key, `target` the id of a sentence of the article. Deciding the same again changes
    nothing. Return the current row, if there is any. Raises AdjudicationError.
    """
    with transaction.atomic():
        # The article's row is the lock: of two reviewers who decide at once, the second
        # supersedes the decision of the first. `no_key` lets others insert rows that
        # refer to the article.
        article = Article.objects.select_for_update(no_key=True).get(
            project=sentence.project_id, pk=sentence.article_id
        )
        if article.state == ArticleState.WITHDRAWN:
            raise AdjudicationError(_("This article was withdrawn, so its labels don’t count."))
        if sentence.excluded:
            raise AdjudicationError(_("This sentence is excluded as boilerplate."))
        if label and skip_reason:
            raise AdjudicationError(_("Choose either a label or a skip reason."))
        if skip_reason and skip_reason not in SkipReason.values:
            raise AdjudicationError(
                _("Unknown skip reason “%(reason)s”.") % {"reason": skip_reason}
            )

        chosen = _label(sentence, label)
        chosen_target = _target(sentence, chosen, target, outside=target_outside)
        current = current_decision(sentence)
        wanted = (chosen.pk if chosen else None, skip_reason, chosen_target, target_outside, reason)
        if chosen and chosen.retired_at and not (current and current.label_id == chosen.pk):
            raise AdjudicationError(
                _("The label “%(label)s” is retired. Choose another one.")
                % {"label": chosen.shown_name}
            )
        # A double click or a retry adds nothing to the history.
        if wanted == (_content(current) if current else NOTHING):
            return current

        return store(
            Adjudication(
                project_id=sentence.project_id,
                article_id=sentence.article_id,
                sentence=sentence,
                adjudicator=adjudicator,
                label=chosen,
                skip_reason=skip_reason,
                target_id=chosen_target,
                target_outside=target_outside,
                reason=reason,
            )
        )


def current_decision(sentence: Sentence) -> Adjudication | None:
    current = Adjudication.objects.filter(project=sentence.project_id).current()
    return current.filter(sentence=sentence).first()


def store(decision: Adjudication) -> Adjudication:
    """Save the decision as the current one."""
    # The earlier one first: the database allows one current decision per sentence.
    current = Adjudication.objects.filter(project=decision.project_id).current()
    current.filter(sentence=decision.sentence_id).update(superseded_at=timezone.now())
    decision.save()
    return decision


def _content(decision: Adjudication) -> tuple[int | None, str, int | None, bool, str]:
    """Return what was decided, to compare decisions."""
    return (
        decision.label_id,
        decision.skip_reason,
        decision.target_id,
        decision.target_outside,
        decision.reason,
    )


def _label(sentence: Sentence, key: str) -> Label | None:
    """Return the label with this key, None without a key. Raises AdjudicationError."""
    if not key:
        return None
    label = Label.objects.filter(project=sentence.project_id, key=key).first()
    if label is None:
        raise AdjudicationError(_("“%(key)s” isn’t a label of this project.") % {"key": key})
    return label


def _target(
    sentence: Sentence, label: Label | None, target: int | None, *, outside: bool
) -> int | None:
    """Return the target if the decision may have it. Raises AdjudicationError."""
    if target is None and not outside:
        return None
    if label is None or not label.takes_target:
        raise AdjudicationError(_("This label can’t have a target."))
    if target is not None and outside:
        raise AdjudicationError(_("The target can’t be both in the article and outside it."))
    if target == sentence.pk:
        raise AdjudicationError(_("A sentence can’t be its own target."))

    in_article = Sentence.objects.filter(project=sentence.project_id, article=sentence.article_id)
    if target is not None and not in_article.filter(pk=target).exists():
        raise AdjudicationError(_("The target isn’t a sentence of this article."))

    return target
