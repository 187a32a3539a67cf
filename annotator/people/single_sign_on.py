"""Sign-in with OpenID Connect, for connected accounts and for people with an invitation."""

from typing import Any

from allauth.core.exceptions import SignupClosedException
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.http import HttpRequest

from annotator.accounts.languages import chosen_language
from annotator.accounts.models import User
from annotator.lib.names import visible_name
from annotator.people.joining import join_project
from annotator.projects.invitations import InvitationError, read_invitation

# The session holds the invitation link that the person opened.
INVITED = "invitation"


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Creates accounts only for people who have an invitation."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        # Everybody at the identity provider could sign in otherwise.
        try:
            read_invitation(request.session.get(INVITED, ""))
        except InvitationError:
            return False
        return True

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Create the account and use the invitation that allows it, both or neither."""
        try:
            with transaction.atomic():
                sociallogin.user.language = chosen_language(request)
                user: User = super().save_user(request, sociallogin, form)
                # Read again, because the invitation may have been used up in the
                # meantime.
                invitation = read_invitation(request.session.pop(INVITED, ""))
                join_project(invitation=invitation, user=user, brought_account=True)
        except InvitationError as error:
            raise SignupClosedException from error
        return user

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        name = visible_name(str(data.get("name") or ""))[: User._meta.get_field("name").max_length]
        # Without a display name, pages show the username until they choose a name that
        # is free.
        user.name = "" if User.objects.has_username_like(name, besides=user) else name
        return user
