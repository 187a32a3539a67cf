"""The kinds of changes to many articles, and what they say."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.corpus.article_list import Change
from annotator.corpus.models import ArticleState
from annotator.projects.models import AuditAction

ACTIONS = {
    Change.OPEN: AuditAction.ARTICLES_OPENED,
    Change.WITHDRAW: AuditAction.ARTICLE_WITHDRAWN,
    Change.REINSTATE: AuditAction.ARTICLE_REINSTATED,
    Change.OVERLAP: AuditAction.OVERLAP_CHANGED,
    Change.ROUND: AuditAction.ARTICLE_EDITED,
}
# The states that an article must have for a change of its state.
STATES = {
    Change.OPEN: [ArticleState.DRAFT],
    Change.WITHDRAW: [ArticleState.DRAFT, ArticleState.OPEN],
    Change.REINSTATE: [ArticleState.WITHDRAWN],
}


def consequence(change: Change) -> str:
    """Return what the change means for the articles; empty if its name says it all."""
    texts = {
        Change.OPEN: _(
            "Annotators get released articles to label. Their sentences are fixed then."
        ),
        Change.WITHDRAW: _(
            "Withdrawn articles are removed from the queue, the statistics and the exports, until "
            "they are reinstated."
        ),
        Change.REINSTATE: _(
            "Reinstated articles are back in the queue, the statistics and the exports."
        ),
    }
    return texts.get(change, "")


def in_this_state(count: int, state: ArticleState) -> str:
    texts = {
        ArticleState.DRAFT: ngettext(
            "%(count)s article is a draft", "%(count)s articles are drafts", count
        ),
        ArticleState.OPEN: ngettext(
            "%(count)s article is open already", "%(count)s articles are open already", count
        ),
        ArticleState.WITHDRAWN: ngettext(
            "%(count)s article is withdrawn", "%(count)s articles are withdrawn", count
        ),
    }
    return texts[state] % {"count": f"{count:,}"}


def with_this_value(count: int) -> str:
    text = ngettext(
        "%(count)s article has this value already",
        "%(count)s articles have this value already",
        count,
    )
    return text % {"count": f"{count:,}"}


def with_more_annotators(count: int) -> str:
    text = ngettext(
        "%(count)s article is already assigned to more annotators",
        "%(count)s articles are already assigned to more annotators",
        count,
    )
    return text % {"count": f"{count:,}"}


def done_message(change: Change, count: int) -> str:
    """Return what the change did, as a sentence."""
    texts = {
        Change.OPEN: ngettext(
            "%(count)s article released to annotators.",
            "%(count)s articles released to annotators.",
            count,
        ),
        Change.WITHDRAW: ngettext(
            "%(count)s article withdrawn.", "%(count)s articles withdrawn.", count
        ),
        Change.REINSTATE: ngettext(
            "%(count)s article reinstated.", "%(count)s articles reinstated.", count
        ),
        Change.OVERLAP: ngettext(
            "Overlap of %(count)s article changed.", "Overlap of %(count)s articles changed.", count
        ),
        Change.ROUND: ngettext(
            "Round of %(count)s article changed.", "Round of %(count)s articles changed.", count
        ),
    }
    return texts[change] % {"count": f"{count:,}"} if count else _("Nothing to change.")
