"""Shows managers the names of people next to their pseudonyms, and logs it."""

from annotator.accounts.requests import SignedInRequest
from annotator.projects.access import Access
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Membership

# The session holds the projects whose names this person has asked for.
SESSION_KEY = "names_shown"


def names_are_shown(request: SignedInRequest, access: Access) -> bool:
    """Whether this page shows names.

    `?names=1` shows them on all pages of the project until `?names=0` or until the person
    signs out. Asking for them writes an event to the audit log.
    """
    if not access.may_manage:
        return False

    shown: list[int] = request.session.get(SESSION_KEY, [])
    project = access.project.pk
    asked = request.GET.get("names")

    # A reload of the page isn't a new event.
    if asked == "1" and project not in shown:
        with log_event(access, request.user, AuditAction.NAMES_SHOWN):
            request.session[SESSION_KEY] = shown = [*shown, project]
    elif asked == "0" and project in shown:
        request.session[SESSION_KEY] = shown = [other for other in shown if other != project]

    return project in shown


def shown_name(member: Membership, *, with_names: bool) -> str:
    """Return the pseudonym for a message, with the username after it if the page shows names."""
    name = member.user.username if member.user else member.alias
    return f"{member.pseudonym} ({name})" if with_names and name else member.pseudonym
