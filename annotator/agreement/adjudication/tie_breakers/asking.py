"""Asks the annotator who was chosen, or the best one that is available, and takes that back.

Both are in the audit log.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.agreement.adjudication.tie_breakers.ranking import best_candidates
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.tie_breaks import ask_one_more, list_candidates, take_back
from annotator.labelling.models import Assignment
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Membership


def ask_annotator(
    access: Access, user: User, article: Article, *, pseudonym: str = ""
) -> tuple[Assignment, bool]:
    """Ask the annotator with this pseudonym, or without one, the best one: `ranking.py`.

    Return the assignment, and whether it is new. Raises AssignError if the person can't be asked,
    or if nobody can.
    """
    if pseudonym:
        preferred = [_chosen(article, pseudonym)]
    else:
        preferred = best_candidates(article, viewer=access.membership)

    with transaction.atomic():
        assignment, is_new = ask_one_more(
            article=article, preferred=preferred, asked_by=access.membership
        )
        # While a tie-break is in progress, a second request returns it and is no event
        # of its own.
        if is_new:
            write_event(access, user, AuditAction.TIE_BREAK_ASKED, _details(assignment))
    return assignment, is_new


def take_back_tie_break(access: Access, user: User, article: Article) -> Assignment:
    """Take back the tie-break in progress, and return it. Raises AssignError."""
    with transaction.atomic():
        assignment = take_back(article=article)
        write_event(access, user, AuditAction.TIE_BREAK_WITHDRAWN, _details(assignment))
    return assignment


def _details(assignment: Assignment) -> str:
    return f"{assignment.article.external_id}: {assignment.annotator.pseudonym}"


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
