from typing import ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from knox.models import AbstractAuthToken


class Users(UserManager["User"]):
    use_in_migrations = False

    def named(self, username: str) -> "User | None":
        """The account of this name, in whatever case, as the constraint has it."""
        name = self.model.normalize_username(username)
        return self.annotate(lowered=Lower("username")).filter(lowered=Lower(models.Value(name))).first()

    def who_can_sign_in(self) -> "models.QuerySet[User]":
        """Accounts with a password that somebody has set, or connected to the single sign-on."""
        with_password = ~models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(with_password | models.Q(socialaccount__isnull=False), is_active=True)


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who signs in. What they may do, and under which pseudonym, their memberships say."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True)

    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [
            # Sign-in takes a name in any case, so that no two may differ in it alone.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_in_any_case",
                violation_error_message="Somebody has this name already.",
            ),
        ]

    def __str__(self) -> str:
        """The display name never stands alone: anybody chooses it freely."""
        return f"{self.name} ({self.username})" if self.name else self.username


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A token for the REST API: stored as a digest, shown once, expiring."""

    name: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
