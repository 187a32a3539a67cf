"""Creating accounts, and one-time links to set a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotator.accounts.models import User


def get_or_create_user(*, username: str) -> tuple[User, bool]:
    """Return the account with this username, and whether it is new.

    A new account can't sign in until its owner sets a password. Raises ValidationError if the
    username isn't allowed.
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
    except IntegrityError:
        # Someone else created it in the meantime.
        return User.objects.get(username=username), False
    return user, True


def password_link(user: User) -> str:
    """A link for the account's owner to set a password. It works once.

    It expires after PASSWORD_RESET_TIMEOUT (3 days).
    """
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return f"{settings.SITE_URL}{path}"
