from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

# REST framework loads this module while it loads its own views, so these can't be
# imported yet.
if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


OTHER_ACCOUNT = "other_account"


class IsTheAccountMeant(BasePermission):
    """Refuses a page that was loaded by one person while another is signed in to the same browser.

    Pages send their account in the header `Skepsis-Account`. Programs don't have to.
    """

    message = _("Someone else is signed in on this browser.")
    # The labelling page knows this refusal by its code, so that the message can be
    # translated.
    code = OTHER_ACCOUNT

    def has_permission(self, request: Request, view: APIView) -> bool:
        meant = request.headers.get("Skepsis-Account")
        return meant is None or meant == str(request.user.pk)
