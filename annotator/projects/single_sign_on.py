"""Who may come in by OpenID Connect: whoever has an account that is connected to it, or brings an invitation."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

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
