"""Tokens for programs: stored as a digest, shown once, gone after their days."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotator.accounts.models import ApiToken, User

DAYS = 90
MAX_DAYS = 366


def make_token(*, user: User, name: str, days: int = DAYS) -> str:
    """A new token, which nobody can read again."""
    _, token = ApiToken.objects.create(user=user, name=name, expiry=timedelta(days=days))
    return str(token)


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Those that still work, the newest first."""
    working: QuerySet[ApiToken] = ApiToken.objects.filter(user=user, expiry__gt=timezone.now())
    return working.order_by("-created")


def revoke_token(*, user: User, key: str) -> bool:
    """End the person's own token whose first letters are `key`; return whether there was one."""
    deleted, _ = ApiToken.objects.filter(user=user, token_key=key).delete()
    return bool(deleted)
