"""Asks the annotator who was chosen, or the best one that is available."""

from django.utils.translation import gettext as _

from annotator.agreement.adjudication.tie_breakers.ranking import best_candidates
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.tie_breaks import ask_one_more, list_candidates
from annotator.labelling.models import Assignment
from annotator.projects.access import Access
from annotator.projects.models import Membership


def ask_annotator(
    access: Access, article: Article, *, pseudonym: str = ""
) -> tuple[Assignment, bool]:
    """Ask the annotator with this pseudonym, or without one, the best one: `ranking.py`.

    Return the assignment, and whether it is new. Raises AssignError if the person can't be asked,
    or if nobody can.
    """
    if pseudonym:
        preferred = [_chosen(article, pseudonym)]
    else:
        preferred = best_candidates(article, viewer=access.membership)
    return ask_one_more(article=article, preferred=preferred, asked_by=access.membership)


def _chosen(article: Article, pseudonym: str) -> Membership:
    """Return the annotator if they are available. Raises AssignError."""
    by_name = {one.member.pseudonym: one for one in list_candidates(article)}
    candidate = by_name.get(pseudonym)
    if candidate is None:
        raise AssignError(
            _("“%(person)s” isn’t an annotator of this project.") % {"person": pseudonym}
        )
    # Who has the tie-break already is asked again: that changes nothing.
    is_asked = article.assignments.open().filter(annotator=candidate.member).exists()
    if candidate.obstacle and not is_asked:
        raise AssignError(
            _("%(person)s can’t be asked: %(reason)s.")
            % {"person": pseudonym, "reason": candidate.obstacle}
        )
    return candidate.member
