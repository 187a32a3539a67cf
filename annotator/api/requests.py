from rest_framework.request import Request

from annotator.accounts.models import User


class ApiRequest(Request):
    """A request that passed the default permission IsAuthenticated: its user is not anonymous."""

    user: User
