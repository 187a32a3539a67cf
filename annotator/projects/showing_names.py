"""Whether a manager's pages show people's names beside their pseudonyms."""

from annotator.accounts.requests import SignedInRequest
from annotator.projects.access import Access
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction

SESSION_KEY = "names_shown"  # in the session: the projects whose names this person has asked for


def names_are_shown(request: SignedInRequest, access: Access) -> bool:
    """`?names=1` shows them on all pages of the project until `?names=0` or the sign-out. To ask
    leaves an event.
    """
    if not access.may_manage:
        return False
    shown: list[int] = request.session.get(SESSION_KEY, [])
    project = access.project.pk
    asked = request.GET.get("names")
    if asked == "1" and project not in shown:
        with log_event(access, request.user, AuditAction.NAMES_SHOWN):
            request.session[SESSION_KEY] = shown = [*shown, project]
    elif asked == "0" and project in shown:
        request.session[SESSION_KEY] = shown = [other for other in shown if other != project]
    return project in shown
