"""Who may come in by OpenID Connect: whoever has an account that is connected to it, or brings an invitation."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from annotator.accounts.models import User
from annotator.projects.invitations import InvitationError, invitation_of

INVITED = "invitation"  # in the session: the link that a person came by


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """That a university knows somebody makes no account here. It does for those who bring an invitation."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        try:
            invitation_of(request.session.get(INVITED, ""))
        except InvitationError:
            return False
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[: User._meta.get_field("name").max_length]
        return user
