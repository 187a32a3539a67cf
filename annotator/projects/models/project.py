"""A project and its settings."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.projects.models.roles import is_active

if TYPE_CHECKING:
    from annotator.projects.models.codebook import Codebook

# The most annotators of an article that forms, commands and the API accept.
MAX_OVERLAP = 1000
OVERLAP_RULE = gettext_lazy("Choose a number from 1 to 1,000, or everyone.")


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """The projects that `user` is an active member of; all of them for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(is_active("memberships__"), memberships__user=user)


class Project(models.Model):
    """A project with its settings. Its articles, members and labels refer to it.

    `overlap` is how many annotators a new article gets. As for articles, None is everyone.
    """

    slug = models.SlugField(
        max_length=80,
        unique=True,
        error_messages={"unique": gettext_lazy("There is already a project with this short name.")},
    )
    name = models.CharField(max_length=200)
    overlap = models.PositiveSmallIntegerField(
        default=3,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, OVERLAP_RULE),
            MaxValueValidator(MAX_OVERLAP, OVERLAP_RULE),
        ],
    )
    lease = models.DurationField(default=timedelta(hours=72))
    is_open = models.BooleanField(default=True)
    notice = models.TextField(
        blank=True, max_length=20_000, help_text="accepted once, before the first article"
    )
    retest_share = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="percent of the articles that the same person gets again, unannounced",
    )
    retest_after = models.DurationField(
        default=timedelta(days=14), help_text="how long after they submitted it"
    )
    asks_target = models.BooleanField(
        default=True, help_text="offer the target of a denial or doubt"
    )
    asks_confidence = models.BooleanField(default=False, help_text="offer a confidence from 1 to 3")
    asks_note = models.BooleanField(default=True, help_text="offer a note on each sentence")
    offers_practice = models.BooleanField(
        default=True, help_text="the practice article comes before the first article of a member"
    )
    # Counts the changes of the labels, so that an open labelling page notices one.
    labels_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(overlap__gte=1), name="project_overlap_at_least_1"),
            models.CheckConstraint(
                condition=Q(lease__gt=timedelta(0)), name="project_lease_positive"
            ),
            models.CheckConstraint(
                condition=Q(retest_share__lte=100), name="project_retest_share_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def current_codebook(self) -> "Codebook":
        return self.codebooks.latest("version")
