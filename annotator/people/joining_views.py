"""Pages for joining a project by invitation, leaving it and deleting an account."""

from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from annotator.accounts.forms import NewAccountForm
from annotator.accounts.languages import chosen_language
from annotator.accounts.models import User
from annotator.accounts.requests import SignedInRequest
from annotator.labelling.assignments.suspension import free_places
from annotator.people.joining import join_project, leave
from annotator.people.single_sign_on import INVITED
from annotator.projects.access import enter
from annotator.projects.account_deletion import delete_account
from annotator.projects.invitations import InvitationError, member_by, read_invitation
from annotator.projects.invited_by_name import decline
from annotator.projects.members import LastManagerError
from annotator.projects.models import Invitation, Membership


@login_not_required
@rate_limit(action="join")  # type: ignore[untyped-decorator]
@sensitive_post_parameters()
def join_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation. Posting accepts it, with a new account if nobody is signed in."""
    # Opening the page doesn't count as a use: mail programs and chats open links too.
    form = NewAccountForm(request.POST if request.method == "POST" else None)

    try:
        # Somebody who opens the link again is let in, even if it has been used up
        # since.
        if isinstance(request.user, User) and (known := member_by(token, request.user)):
            return _joined(request, known)
        invitation = read_invitation(token)
        if settings.SINGLE_SIGN_ON:
            # Only the single sign-on needs it later. Otherwise every visit would add a
            # session row.
            request.session[INVITED] = token
        form.initial["username"] = invitation.username

        if request.method == "POST" and isinstance(request.user, User):
            return _joined(request, join_project(invitation=invitation, user=request.user))
        if request.method == "POST" and form.is_valid():
            # There must be no account without the use of the invitation that allows it.
            with transaction.atomic():
                form.instance.language = chosen_language(request)
                user = form.save()
                member = join_project(invitation=invitation, user=user, brought_account=True)
            login(request, user, settings.AUTHENTICATION_BACKENDS[0])
            return _joined(request, member)
    except IntegrityError:
        # The form was sent twice, or two people chose this name at the same time.
        form.add_error("username", _("That username is taken."))
    except InvitationError as error:
        request.session.pop(INVITED, None)
        return render(request, "people/join_refused.html", {"why": str(error)}, status=404)

    context = {
        "invitation": invitation,
        "labels": [label.shown_name for label in invitation.project.labels.active()],
        "form": form,
        "token": token,
    }
    return render(request, "people/join.html", context)


@require_POST
def invitation_accept(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    """Join by an invitation to this username. Doing it twice changes nothing."""
    # Only invitations to this name: the others belong to whoever has the link.
    invitation = get_object_or_404(
        Invitation.objects.by_name(request.user.username), pk=invitation_id
    )
    try:
        member = join_project(invitation=invitation, user=request.user)
    except InvitationError as error:
        messages.error(request, str(error))
        return redirect("my_work")
    return _joined(request, member)


@require_POST
def invitation_decline(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    decline(
        invitation=get_object_or_404(
            Invitation.objects.by_name(request.user.username), pk=invitation_id
        )
    )
    messages.success(request, _("Invitation declined."))
    return redirect("my_work")


def _joined(request: HttpRequest, member: Membership) -> HttpResponse:
    # A later single sign-on must not use this invitation again.
    request.session.pop(INVITED, None)
    joined = _("You’ve joined %(project)s. Your role: %(role)s.")
    messages.success(request, joined % {"project": member.project, "role": member.role_in_sentence})
    return redirect("my_work")


def project_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for confirmation. Posting ends the membership; the labels stay."""
    access = enter(request.user, slug)
    member = access.annotator
    refusal = ""

    if request.method == "POST":
        try:
            leave(membership=member)
        except LastManagerError as error:
            refusal = str(error)
        else:
            messages.success(request, _("You have left %(project)s.") % {"project": access.project})
            return redirect("my_work")

    return render(
        request, "people/leave.html", {"access": access, "member": member, "refusal": refusal}
    )


@reauthentication_required  # type: ignore[untyped-decorator]
def account_delete(request: SignedInRequest) -> HttpResponse:
    """Ask for confirmation. Posting deletes the account; the labels stay under pseudonyms."""
    refusal = ""

    if request.method == "POST":
        try:
            # The articles that the person holds go to others.
            with transaction.atomic():
                for membership in delete_account(user=request.user):
                    free_places(membership)
        except LastManagerError as error:
            refusal = str(error)
        else:
            logout(request)
            return redirect("account_login")

    memberships = request.user.memberships.select_related("project")
    return render(request, "account/delete.html", {"parts": memberships, "refusal": refusal})
