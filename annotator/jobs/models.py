"""Background jobs, and the problems they had."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from annotator.projects.models import InProject, KeyInProject, Membership, Project


class JobKind(models.TextChoices):
    IMPORT = "import", gettext_lazy("Import")
    RELEASE = "release", gettext_lazy("Release")
    PREVIEW = "preview", gettext_lazy("Preview of a release")
    REMINDERS = "reminders", gettext_lazy("Reminders")


class JobState(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Not started")
    WAITING = "waiting", gettext_lazy("Queued")
    RUNNING = "running", gettext_lazy("Running")
    DONE = "done", gettext_lazy("Done")
    FAILED = "failed", gettext_lazy("Failed")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")


# A job in one of these states has not ended yet.
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)

# A job without a heartbeat for this long is taken over by another process.
STALE = timedelta(seconds=15)


class Job(InProject):
    """A background job: its parameters, its progress and its result.

    `done` and `total` count the bytes read or the rows written, depending on the kind. Each
    process that takes the job gets a new `runner` and updates `heartbeat_at` while it runs; a
    job without a heartbeat is taken over. `tries` counts the starts since the last progress,
    and `working_on` is the item that it was working on.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind)
    state = models.CharField(max_length=20, choices=JobState, default=JobState.DRAFT)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    made_by = KeyInProject(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    runner = models.UUIDField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    files_deleted_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    working_on = models.CharField(max_length=500, blank=True)

    class Meta:
        # The table was created when jobs belonged to the projects app.
        db_table = "projects_job"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=JobKind.values), name="job_kind_known"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(runner__isnull=False, heartbeat_at__isnull=False),
                name="job_running_has_runner",
            ),
        ]
        indexes = [
            models.Index(
                fields=["heartbeat_at"],
                name="job_under_way",
                condition=Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_silent(self) -> bool:
        """Whether it had no heartbeat for so long that another process will take it over."""
        return (
            self.is_under_way
            and self.heartbeat_at is not None
            and self.heartbeat_at < timezone.now() - STALE
        )

    @property
    def took(self) -> timedelta | None:
        """The time from its start to its end."""
        return self.finished_at - (self.started_at or self.made_at) if self.finished_at else None


class JobProblem(models.Model):
    """Something that a job couldn't do, and why.

    `location` is a file with the line or item in it. The column and the API field have the
    older name `place`. With a warning, the item was done, but something was left out.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="problems")
    location = models.TextField(db_column="place")
    reason = models.TextField()
    is_warning = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "projects_jobproblem"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}"
