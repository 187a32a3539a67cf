"""Long work in the background, and what it could not do."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.projects.models import Membership, Project


class JobKind(models.TextChoices):
    IMPORT = "import", "Import"
    RELEASE = "release", "Release"


class JobState(models.TextChoices):
    DRAFT = "draft", "Not started"
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


STALE = timedelta(seconds=15)  # without a heartbeat


class Job(models.Model):
    """Long work in the background: what it is to do, how far it has come, what came of it.

    `done` of `total` are bytes read or rows written, as the kind has it. `runner` is drawn anew by
    each process that takes the job up, which writes `heartbeat_at` as long as it lives: a job whose
    heart has stopped is taken up again. `tries` counts how often it was taken up since it last got
    further, and `working_on` says on what it then worked.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind)
    state = models.CharField(max_length=20, choices=JobState, default=JobState.DRAFT)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    made_by = models.ForeignKey(
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
        # The table of the days when jobs were among the models of projects.
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
        """Whether nothing was heard of it for so long that another process takes it up."""
        return (
            self.is_under_way
            and self.heartbeat_at is not None
            and self.heartbeat_at < timezone.now() - STALE
        )

    @property
    def took(self) -> timedelta | None:
        """From its start to its end."""
        return self.finished_at - (self.started_at or self.made_at) if self.finished_at else None


class JobProblem(models.Model):
    """Something that a job could not do, and why: `place` is a file, with the line or item in
    it.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="problems")
    place = models.TextField()
    reason = models.TextField()

    class Meta:
        db_table = "projects_jobproblem"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
