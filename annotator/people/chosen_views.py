"""The page for several chosen members: suspend them, reinstate them, or remind them."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.accounts.requests import SignedInRequest
from annotator.labelling.assignments.suspension import reinstate_members, suspend_members
from annotator.people.forms import ChosenForm, SuspendForm
from annotator.people.reminding.recipients import divide_recipients
from annotator.people.reminding.texts import write_reminders
from annotator.projects.access import Access, enter
from annotator.projects.audit import write_event
from annotator.projects.members import LastManagerError
from annotator.projects.models import AuditAction, Membership, Role
from annotator.projects.showing_names import names_are_shown, shown_name

Refused = list[tuple[Membership, str]]


def chosen_members(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what would be done with the chosen members, and with whom it can't be done.

    Posting does it: with all of those with whom it can be done, or with none.
    """
    access = enter(request.user, slug, Role.MANAGER)
    form = ChosenForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return redirect("people", slug=slug)

    act = form.cleaned_data["act"]
    rows = access.project.memberships.select_related("user", "project")
    chosen = list(rows.filter(pk__in=form.cleaned_data["member"]))
    if not chosen:
        messages.error(request, _("Select at least one member."))
        return redirect("people", slug=slug)

    members, refused = _divide(access, act, chosen)
    reason_form = SuspendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and members and act != "remind":
        if act == "reinstate":
            return _reinstate(request, access, members, refused)
        if reason_form.is_valid():
            return _suspend(request, access, members, refused, reason_form.cleaned_data["reason"])

    with_names = names_are_shown(request, access)
    context = {
        "access": access,
        "act": act,
        "names": [shown_name(member, with_names=with_names) for member in members],
        "refused": [(shown_name(member, with_names=with_names), why) for member, why in refused],
        "reason_form": reason_form,
        "with_names": with_names,
        "chosen": chosen,
        "query": urlencode({"act": act, "member": [member.pk for member in chosen]}, doseq=True),
    }
    if act == "remind":
        reminders = write_reminders(access.project, members, with_names=with_names)
        context["reminders"] = reminders
        context["has_mail"] = bool(settings.EMAIL_URL)
        if settings.EMAIL_URL:
            context["recipients"], without = divide_recipients(reminders)
            context["without_mail"] = without
        context["all_texts"] = "\n\n".join(f"{each.name}\n\n{each.text}" for each in reminders)
    return render(request, "people/chosen.html", context)


def _divide(access: Access, act: str, chosen: list[Membership]) -> tuple[list[Membership], Refused]:
    """Return the members with whom it can be done, and the others with the reason."""
    members: list[Membership] = []
    refused: Refused = []

    for member in chosen:
        why = ""
        if act == "reinstate":
            why = "" if member.suspended_at else _("not suspended")
        elif member.suspended_at:
            why = _("already suspended") if act == "suspend" else _("suspended")
        elif act == "suspend" and member == access.membership:
            why = _("you can’t suspend yourself")
        elif act == "remind" and member.left_at:
            why = _("has left")
        elif act == "remind" and member.user is None:
            why = _("has no account")

        if why:
            refused.append((member, why))
        else:
            members.append(member)
    return members, refused


def _suspend(
    request: SignedInRequest,
    access: Access,
    members: list[Membership],
    refused: Refused,
    reason: str,
) -> HttpResponse:
    try:
        with transaction.atomic():
            suspend_members(memberships=members, reason=reason)
            for member in members:
                about = f"{member.pseudonym}: {reason}"
                write_event(access, request.user, AuditAction.MEMBER_SUSPENDED, about)
    except LastManagerError as error:
        messages.error(request, str(error))
    else:
        text = _("Suspended: %(names)s.")
        _report(request, access, text, members, refused)
    return redirect("people", slug=access.project.slug)


def _reinstate(
    request: SignedInRequest, access: Access, members: list[Membership], refused: Refused
) -> HttpResponse:
    with transaction.atomic():
        above = reinstate_members(memberships=members)
        for member in members:
            write_event(access, request.user, AuditAction.MEMBER_REINSTATED, member.pseudonym)

    _report(request, access, _("Reinstated: %(names)s."), members, refused)
    tell_about_overlap(request, above)
    return redirect("people", slug=access.project.slug)


def tell_about_overlap(request: SignedInRequest, above: int) -> None:
    """Tell how many articles have too many annotators after somebody was reinstated."""
    # Their slots may have been given to others while they were suspended.
    if above:
        more = ngettext(
            "%(count)s article now has more annotators than its overlap.",
            "%(count)s articles now have more annotators than their overlap.",
            above,
        )
        messages.info(request, more % {"count": f"{above:,}"})


def _report(
    request: SignedInRequest,
    access: Access,
    text: str,
    members: list[Membership],
    refused: Refused,
) -> None:
    with_names = names_are_shown(request, access)
    names = ", ".join(shown_name(member, with_names=with_names) for member in members)
    messages.success(request, text % {"names": names})
    if refused:
        reasons = "; ".join(
            f"{shown_name(member, with_names=with_names)} ({why})" for member, why in refused
        )
        messages.error(request, _("Unchanged: %(reasons)s.") % {"reasons": reasons})
