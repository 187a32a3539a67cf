from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:  # REST framework loads this module while it loads its own views
    from rest_framework.request import Request
    from rest_framework.views import APIView


class IsTheAccountMeant(BasePermission):
    """A page that was loaded by one person must not speak for the next who signs in to the same
    browser.

    The page names its account in the header `Skepsis-Account`; programs need not.
    """

    message = "Somebody else is signed in here now."

    def has_permission(self, request: Request, view: APIView) -> bool:
        meant = request.headers.get("Skepsis-Account")
        return meant is None or meant == str(request.user.pk)
