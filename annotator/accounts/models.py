from django.contrib.auth.models import AbstractUser
from django.db import models
from knox.models import AbstractAuthToken


class User(AbstractUser):
    """A person who signs in. What they may do, and under which pseudonym, their memberships say."""

    first_name = None
    last_name = None
    name = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return self.name or self.username


class ApiToken(AbstractAuthToken):
    """A token for the REST API: stored as a digest, shown once, expiring."""

    name = models.CharField(max_length=100, blank=True)
