"""Pages where managers invite people, change roles, and suspend members."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.creating import password_link
from annotator.accounts.requests import SignedInRequest
from annotator.labelling.assignments.places import recount_for_everyone
from annotator.labelling.assignments.suspension import reinstate_member, suspend
from annotator.labelling.progress.figures import work_by_member
from annotator.labelling.progress.retests import count_due_retests
from annotator.labelling.progress.working_time import COLUMNS, NAMES, time_by_day
from annotator.lib.web.csv_response import csv_response
from annotator.people.chosen_views import tell_about_overlap
from annotator.people.forms import InvitationForm, MembersForm, RoleForm, SuspendForm
from annotator.people.inviting import invite_people
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event, write_event
from annotator.projects.invitations import invitation_link, invite, revoke
from annotator.projects.members import (
    LastManagerError,
    add_member,
    lock_members,
    require_another_manager,
    users_for_password_links,
)
from annotator.projects.models import AuditAction, Invitation, Membership, Role
from annotator.projects.project_creators import creators, let_create_projects
from annotator.projects.showing_names import names_are_shown, shown_name


def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """The members with their progress: pseudonyms, and names on request.

    Posting invites people by their usernames. Only this response shows their links.
    """
    access = enter(request.user, slug, Role.MANAGER)
    form = MembersForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _people_page(request, access, form=form)

    role = Role(form.cleaned_data["role"])
    answers = invite_people(
        access=access, by=request.user, names=form.cleaned_data["username"], role=role
    )
    # They add themselves with a button of this page; now they see it as a member.
    if answers.joined is not None:
        access = enter(request.user, slug, Role.MANAGER)
    return _people_page(request, access, answers=answers, answers_role=role.in_sentence)


def _people_page(
    request: SignedInRequest,
    access: Access,
    *,
    form: MembersForm | None = None,
    invitation_form: InvitationForm | None = None,
    **shown: Any,
) -> HttpResponse:
    # The page offers a password link only where creating one is allowed.
    reachable = users_for_password_links(request.user).filter(memberships__project=access.project)
    context = {
        "access": access,
        "form": form or MembersForm(),
        "invitation_form": invitation_form or InvitationForm(),
        "invitations": Invitation.objects.usable()
        .filter(project=access.project)
        .select_related("made_by"),
        "people": work_by_member(access.project),
        "due_retests": count_due_retests(access.project),
        "reachable": set(reachable.values_list("pk", flat=True)),
        "roles": Role.choices,
        # Only superusers can change it, so only they see it.
        "creators": creators() if request.user.is_superuser else None,
        "with_names": names_are_shown(request, access),
    }

    return render(request, "people/people.html", context | shown)


@require_POST
def member_role(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """Change a member's role. Managers who give up their own role are asked first."""
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(
        Membership, project=access.project, pk=member_id, user__isnull=False, left_at=None
    )
    form = RoleForm(request.POST)
    if not form.is_valid():
        return redirect("people", slug=slug)

    role = Role(form.cleaned_data["role"])
    is_own = member == access.membership and Role.MANAGER == member.role != role
    try:
        with transaction.atomic():
            if is_own:
                lock_members(access.project)
                require_another_manager(member)
            if is_own and not form.cleaned_data["confirmed"]:
                return _ask_about_own_role(request, access, role)
            _change_role(request, access, member, role)
    except LastManagerError as error:
        messages.error(request, str(error))
        return redirect("people", slug=slug)

    changed = _("%(name)s’s role is now: %(role)s.")
    name = _name(request, access, member)
    messages.success(request, changed % {"name": name, "role": role.in_sentence})
    # They can't open this page any more.
    if is_own and not request.user.is_superuser:
        return redirect("progress", slug=slug)
    return redirect("people", slug=slug)


def _change_role(request: SignedInRequest, access: Access, member: Membership, role: Role) -> None:
    # A role that somebody already has leaves no event in the audit log.
    if member.role == role:
        return

    assert member.user is not None
    add_member(project=access.project, user=member.user, role=role)
    recount_for_everyone(access.project)
    about = f"{member.pseudonym}: {role}"
    write_event(access, request.user, AuditAction.ROLE_CHANGED, about)


def _ask_about_own_role(request: SignedInRequest, access: Access, role: Role) -> HttpResponse:
    context = {"access": access, "role": role, "role_in_sentence": role.in_sentence}
    return render(request, "people/own_role.html", context)


def _name(request: SignedInRequest, access: Access, member: Membership) -> str:
    return shown_name(member, with_names=names_are_shown(request, access))


@require_POST
def member_suspend(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(Membership, project=access.project, pk=member_id)
    form = SuspendForm(request.POST)

    if member == access.membership:
        messages.error(request, _("You can’t suspend yourself."))
    elif form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            with log_event(
                access, request.user, AuditAction.MEMBER_SUSPENDED, f"{member.pseudonym}: {reason}"
            ):
                suspend(membership=member, reason=reason)
        except LastManagerError as error:
            messages.error(request, str(error))
        else:
            name = _name(request, access, member)
            messages.success(request, _("%(name)s suspended.") % {"name": name})
    else:
        messages.error(request, _("Enter a reason, in at most 200 characters."))

    return redirect("people", slug=slug)


@require_POST
def member_reinstate(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(Membership, project=access.project, pk=member_id)
    with log_event(access, request.user, AuditAction.MEMBER_REINSTATED, member.pseudonym):
        above = reinstate_member(membership=member)

    name = _name(request, access, member)
    messages.success(request, _("%(name)s reinstated.") % {"name": name})
    tell_about_overlap(request, above)
    return redirect("people", slug=slug)


@require_POST
def member_password_link(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """Create a one-time link for a new password. Only this response shows it."""
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(
        Membership, project=access.project, pk=member_id, user__isnull=False, left_at=None
    )
    # The page offers no such link, but a request could ask for it.
    if member.user is None or not users_for_password_links(request.user).contains(member.user):
        messages.error(
            request,
            _("Their account is used in other projects too. Ask the site administrator."),
        )
        return redirect("people", slug=slug)

    with log_event(access, request.user, AuditAction.PASSWORD_LINK_MADE, member.pseudonym):
        link = password_link(member.user)
    return _people_page(request, access, link=link, link_for=_name(request, access, member))


@require_POST
def member_projects(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    """Let a member's account create projects, or no longer. Only superusers may."""
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(
        Membership, project=access.project, pk=member_id, user__isnull=False, left_at=None
    )
    if not request.user.is_superuser:
        raise PermissionDenied(_("Only site administrators decide who may create projects."))

    assert member.user is not None
    may = request.POST.get("may") == "yes"
    let_create_projects(member.user, may=may)
    done = (
        _("%(name)s may now create projects.")
        if may
        else _("%(name)s can’t create projects any more.")
    )
    messages.success(request, done % {"name": _name(request, access, member)})
    return redirect("people", slug=slug)


@require_POST
def invitation_make(request: SignedInRequest, slug: str) -> HttpResponse:
    """Create an invitation link. Only this response shows it."""
    access = enter(request.user, slug, Role.MANAGER)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _people_page(request, access, invitation_form=form)

    chosen = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
    invitation = invite(access=access, by=request.user, **chosen)
    return _people_page(
        request, access, invited=invitation, invitation_link=invitation_link(invitation)
    )


@require_POST
def invitation_revoke(request: SignedInRequest, slug: str, invitation_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    revoke(
        access=access,
        by=request.user,
        invitation=get_object_or_404(access.project.invitations, pk=invitation_id),
    )
    messages.success(request, _("Invitation revoked."))
    return redirect("people", slug=slug)


def time_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Working time as CSV: everyone's for managers, and one's own for other members.

    Managers get the names too if their pages show them.
    """
    access = enter(request.user, slug)
    with_names = names_are_shown(request, access)
    only = None if access.may_manage else access.annotator
    rows = time_by_day(access.project, only=only, with_names=with_names)

    # Looking at one's own time isn't an export of the project's data.
    if only is None:
        about = "time.csv, with names" if with_names else "time.csv"
        write_event(access, request.user, AuditAction.EXPORTED, about)

    header = (*COLUMNS, *NAMES) if with_names else COLUMNS
    return csv_response([header, *rows], file_name=f"{slug}-time.csv")
