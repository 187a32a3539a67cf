from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from knox.models import AbstractAuthToken


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person who signs in. What they may do, and under which pseudonym, their memberships say."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True)

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
        return self.name or self.username


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A token for the REST API: stored as a digest, shown once, expiring."""

    name: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
