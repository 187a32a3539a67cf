from typing import ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from knox.models import AbstractAuthToken

from annotator.lib.names import (
    name_problem,
    skeletons,
    skeletons_without_marks,
    tidy_name,
    username_problem,
)

TAKEN = "Somebody has this name already."
ALIKE = "Somebody has this name already, or one that looks like it: choose another."

CALLED = "That is somebody else’s username, or looks like it: choose another name."


class Users(UserManager["User"]):
    use_in_migrations = False

    def has_alike(self, username: str, *, besides: "User") -> bool:
        """Whether another's username looks like this one. Reads all of them: accounts are thousands
        at most.
        """
        others = self.exclude(pk=besides.pk).values_list("username", flat=True)
        return any(skeletons(username) & skeletons(other) for other in others)

    def has_another_called(self, name: str, *, besides: "User") -> bool:
        """Whether somebody with this display name could be taken for another's account."""
        others = self.exclude(pk=besides.pk).values_list("username", flat=True)
        return any(
            skeletons_without_marks(name) & skeletons_without_marks(other) for other in others
        )

    def named(self, username: str) -> "User | None":
        """The account of this name, in whatever case, as the constraint has it."""
        name = self.model.normalize_username(username)
        return (
            self.annotate(lowered=Lower("username"))
            .filter(lowered=Lower(models.Value(name)))
            .first()
        )

    def who_can_sign_in(self) -> "models.QuerySet[User]":
        """Accounts with a password that somebody has set, or connected to the single sign-on."""
        with_password = ~models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(with_password | models.Q(socialaccount__isnull=False), is_active=True)


def validate_username(username: str) -> None:
    fault = username_problem(username)
    if fault:
        raise ValidationError(f"Choose another username: {fault}.")


def validate_name(name: str) -> None:
    fault = name_problem(name)
    if fault:
        raise ValidationError(f"Choose another name: {fault}.")


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who signs in. What they may do, and under which pseudonym, their memberships say."""

    username = models.CharField(
        max_length=150,
        unique=True,
        help_text="150 characters or fewer. Letters of one script, digits and @ . + - _ only.",
        validators=[UnicodeUsernameValidator(), validate_username],
        error_messages={"unique": TAKEN},
    )
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True, validators=[validate_name])

    # `createsuperuser` asks for no address: an account needs none.
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [
            # Sign-in takes a name in any case, so that no two may differ in it alone.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_in_any_case",
                violation_error_message=TAKEN,
            ),
        ]

    def clean(self) -> None:
        """Raises ValidationError for a new name that looks like another account's. Names from
        before stay.
        """
        super().clean()
        self.name = tidy_name(self.name)
        before = User.objects.filter(pk=self.pk).first()

        has_new_username = before is None or before.username != self.username
        if has_new_username and User.objects.has_alike(self.username, besides=self):
            raise ValidationError({"username": ALIKE})

        has_new_name = before is None or before.name != self.name
        if has_new_name and User.objects.has_another_called(self.name, besides=self):
            raise ValidationError({"name": CALLED})

    def __str__(self) -> str:
        """The display name never stands alone: anybody chooses it freely."""
        return f"{self.name} ({self.username})" if self.name else self.username


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A token for the REST API: stored as a digest, shown once, expiring."""

    name: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
