"""Sends the reminders that the page for several chosen members shows."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.people.forms import RemindedForm
from annotator.people.reminding.job import send_reminders
from annotator.people.reminding.recipients import why_not_now
from annotator.projects.access import enter
from annotator.projects.models import Role
from annotator.projects.showing_names import names_are_shown, shown_name


@require_POST
def members_remind(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send an e-mail to each of these members who can get one now."""
    access = enter(request.user, slug, Role.MANAGER)
    form = RemindedForm(request.POST)
    if not settings.EMAIL_URL:
        messages.error(request, _("This site can’t send e-mail. Nothing was sent."))
        return redirect("people", slug=slug)
    form.is_valid()
    rows = access.project.memberships.select_related("user")
    asked = form.cleaned_data["member"]
    members = list(rows.filter(pk__in=asked))
    if not members:
        messages.error(request, _("Select at least one member."))
        return redirect("people", slug=slug)

    with_names = names_are_shown(request, access)
    sent = send_reminders(access=access, by=request.user, members=members, with_names=with_names)

    if sent:
        names = ", ".join(shown_name(member, with_names=with_names) for member in sent)
        text = _("E-mails are being sent to: %(names)s. See background jobs for the result.")
        messages.success(request, text % {"names": names})
    others = [
        f"{shown_name(member, with_names=with_names)} ({why_not_now(member, timezone.now())})"
        for member in rows.filter(pk__in=asked).exclude(pk__in=[one.pk for one in sent])
    ]
    if others:
        messages.error(request, _("No e-mail to: %(names)s.") % {"names": ", ".join(others)})
    return redirect("people", slug=slug)
