"""Making accounts, and the one-time links that let their owners choose a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotator.accounts.models import User


def get_or_create_user(*, username: str) -> tuple[User, bool]:
    """The account with this name, or a new one that can't sign in until its owner has set a
    password; and whether new.

    Raises ValidationError when the name is not one that an account may have.
    """
    user = User.objects.named(username)
    if user is not None:
        return user, False
    user = User(username=username)
    user.set_unusable_password()
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else has made it just now
        return User.objects.get(username=username), False
    return user, True


def password_link(user: User) -> str:
    """An address where the owner of the account sets a password, once, within
    PASSWORD_RESET_TIMEOUT (3 days).
    """
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return f"{settings.SITE_URL}{path}"
