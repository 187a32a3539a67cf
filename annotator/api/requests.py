from rest_framework.request import Request

from annotator.accounts.models import User


class ApiRequest(Request):
    """What the default permission, IsAuthenticated, lets through: the user is never anonymous."""

    user: User
