"""Releases."""

from typing import Self

from django.db import models
from django.utils import timezone

from annotator.projects.models import InProject, KeyInProject, Membership, Project


class ReleaseQuerySet(models.QuerySet["Release"]):
    def in_project(self, project: Project) -> Self:
        return self.filter(project=project)


class Release(InProject):
    """A numbered, immutable export of the dataset. A trigger in the database refuses changes.

    `archive` is the path of its ZIP in the storage. `files` has [SHA-256, bytes] of each file in
    it, `agreement` the report at that moment, `counts` the sizes of its contents.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="releases", db_index=False
    )
    number = models.PositiveIntegerField()
    dated = models.DateField(help_text="release date")
    made_by = KeyInProject(
        Membership, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    parameters = models.JSONField()
    counts = models.JSONField()
    agreement = models.JSONField()
    files = models.JSONField()
    archive = models.CharField(max_length=300)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="release_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="release_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.project}, release {self.number}"

    @property
    def archive_name(self) -> str:
        return f"{self.project.slug}-{self.number}.zip"


class ReleasePreview(InProject):
    """The next release as it would be now, built whole but not published. A project has one.

    The fields are those of a release. It is deleted when a release is published, and after a day.
    """

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    made_by = KeyInProject(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    parameters = models.JSONField()
    counts = models.JSONField()
    agreement = models.JSONField()
    files = models.JSONField()
    archive = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.project}, preview of release {self.number}"

    @property
    def archive_name(self) -> str:
        return f"{self.project.slug}-{self.number}-preview.zip"


class Erratum(models.Model):
    """A correction of the words of a release, beside it. The database only lets rows be added.

    The data of a release are corrected in the next release.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="errata")
    text = models.TextField()
    made_by = models.ForeignKey(
        Membership, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"correction of {self.release}"

    @property
    def author(self) -> str:
        """The pseudonym of who wrote it; empty for a command and for a superuser."""
        return self.made_by.pseudonym if self.made_by else ""
