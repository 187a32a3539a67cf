"""How large the body of a request may be, which is decided before it is received."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.urls import Resolver404, resolve
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from annotator.accounts.models import User
from annotator.accounts.sessions import SessionStore
from annotator.lib.web.gateway import SMALL_BODY
from annotator.projects.models import Membership, Role


def body_allowance(environ: dict[str, Any]) -> int:
    """Return the largest body, in bytes, that this sender may send to this address.

    People who aren't signed in can send small forms only. Managers can send files, to the
    addresses that take files.
    """
    # Only the headers are there yet, so the request gets an empty body.
    request = WSGIRequest({**environ, "wsgi.input": BytesIO()})

    try:
        user = _signed_in(request)
        if user is None:
            return SMALL_BODY
        if _takes_files(request.path_info) and _is_manager(user):
            return int(settings.UPLOAD_MAX_SIZE)
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    finally:
        # No request has begun for Django, so nothing else would give the connection
        # back.
        close_old_connections()


def _takes_files(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "takes_files", False)
    except Resolver404:
        return False


def _signed_in(request: WSGIRequest) -> User | None:
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    if user.is_authenticated:
        return user

    try:
        user_and_token = TokenAuthentication().authenticate(request)
    except AuthenticationFailed:
        return None
    return user_and_token[0] if user_and_token else None


def _is_manager(user: User) -> bool:
    if user.is_superuser:
        return True
    # A manager of any project: which one the address names is checked by the view.
    return Membership.objects.active().filter(user=user, role=Role.MANAGER).exists()
