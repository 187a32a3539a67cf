"""API tokens. They are shown once, stored as a digest, and expire."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotator.accounts.models import ApiToken, User

DAYS = 90
MAX_DAYS = 366


def make_token(*, user: User, name: str, days: int = DAYS) -> str:
    """Create a token and return it. It can't be shown again later."""
    # Only its digest is stored, so this is the only time that the token is known.
    _, token = ApiToken.objects.create(user=user, name=name, expiry=timedelta(days=days))
    return str(token)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The tokens that still work, the newest first."""
    working: QuerySet[ApiToken] = ApiToken.objects.filter(user=user, expiry__gt=timezone.now())
    return working.order_by("-created")


def revoke_token(*, user: User, key: str) -> bool:
    """Delete the user's token that begins with `key`. Returns whether there was one."""
    deleted, _ = ApiToken.objects.filter(user=user, token_key=key).delete()
    return bool(deleted)
