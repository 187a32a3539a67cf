"""Accounts and their API tokens."""

from typing import ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from knox.models import AbstractAuthToken

from annotator.lib.names import (
    name_problem,
    skeletons,
    skeletons_without_marks,
    tidy_name,
    username_problem,
)

TAKEN = gettext_lazy("That username is taken.")
SIMILAR_USERNAME = gettext_lazy(
    "That username is taken, or looks like one that is. Choose another."
)
NAME_OF_ANOTHER = gettext_lazy(
    "That is someone else’s username, or looks like it. Choose another display name."
)


class Users(UserManager["User"]):
    use_in_migrations = False

    def has_similar_username(self, username: str, *, besides: "User") -> bool:
        """Whether another account's username looks like this one."""
        # There are thousands of accounts at most, so it reads all of them.
        others = self.exclude(pk=besides.pk).values_list("username", flat=True)
        return any(skeletons(username) & skeletons(other) for other in others)

    def has_username_like(self, name: str, *, besides: "User") -> bool:
        """Whether this display name looks like another account's username."""
        others = self.exclude(pk=besides.pk).values_list("username", flat=True)
        return any(
            skeletons_without_marks(name) & skeletons_without_marks(other) for other in others
        )

    def named(self, username: str) -> "User | None":
        """The account with this username, in any case. The constraint compares in the same way."""
        name = self.model.normalize_username(username)
        return (
            self.annotate(lowered=Lower("username"))
            .filter(lowered=Lower(models.Value(name)))
            .first()
        )

    def who_can_sign_in(self) -> "models.QuerySet[User]":
        """Active accounts that have a password or are connected to the single sign-on."""
        with_password = ~models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.filter(with_password | models.Q(socialaccount__isnull=False), is_active=True)


def validate_username(username: str) -> None:
    problem = username_problem(username)
    if problem:
        raise ValidationError(_("Choose another username: %(problem)s.") % {"problem": problem})


def validate_name(name: str) -> None:
    problem = name_problem(name)
    if problem:
        raise ValidationError(_("Choose another name: %(problem)s.") % {"problem": problem})


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who signs in. Their memberships hold their roles and pseudonyms."""

    username = models.CharField(
        max_length=150,
        unique=True,
        help_text=gettext_lazy("Letters of one script, digits and @ . + - _"),
        validators=[UnicodeUsernameValidator(), validate_username],
        error_messages={"unique": TAKEN},
    )
    # `name` replaces these two fields of Django.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True, validators=[validate_name])
    language = models.CharField(
        max_length=10, blank=True, help_text="of pages and mails; empty for the browser's"
    )
    takes_reminders = models.BooleanField(
        default=False, help_text="managers of their projects may send them e-mails"
    )
    settings = models.JSONField(
        default=dict, blank=True, help_text="what differs from the defaults of PersonalSettings"
    )

    # `createsuperuser` doesn't ask for an e-mail address: an account doesn't need one.
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [
            # People sign in with their name in any case, so two names can't differ in
            # case only.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_in_any_case",
                violation_error_message=TAKEN,
            ),
        ]

    def clean(self) -> None:
        """Raise ValidationError for a new name that looks like another account's.

        Names that an account already has stay valid.
        """
        super().clean()
        self.name = tidy_name(self.name)
        before = User.objects.filter(pk=self.pk).first()

        # The rule is newer than some accounts. They must still be able to change other
        # fields.
        has_new_username = before is None or before.username != self.username
        if has_new_username and User.objects.has_similar_username(self.username, besides=self):
            raise ValidationError({"username": SIMILAR_USERNAME})

        has_new_name = before is None or before.name != self.name
        if has_new_name and User.objects.has_username_like(self.name, besides=self):
            raise ValidationError({"name": NAME_OF_ANOTHER})

    def __str__(self) -> str:
        """The display name never appears alone, because people choose it freely."""
        return f"{self.name} ({self.username})" if self.name else self.username


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A token for the REST API. It is shown once, stored as a digest, and expires."""

    name: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
