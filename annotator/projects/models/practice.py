"""The practice article of a project, and what its members answered."""

from typing import TypedDict

from django.db import models
from django.utils import timezone

from annotator.projects.models.in_project import InProject, KeyInProject
from annotator.projects.models.membership import Membership
from annotator.projects.models.project import Project


class StoredSentence(TypedDict):
    """A sentence whose label is known. `label` is a key."""

    text: str
    label: str
    reason: str
    paragraph: int


class StoredAnswer(TypedDict):
    """The label that a person gave. `sentence` counts from 1."""

    sentence: int
    label: str


class PracticeArticle(InProject):
    """A version of a project's practice article.

    A version is never edited: answers refer to the sentences that people saw.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="practice_articles", db_index=False
    )
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    sentences: models.JSONField[list[StoredSentence], list[StoredSentence]] = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"], name="practice_article_version_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} practice article {self.version}"


class PracticeRun(InProject):
    """What a member answered to the practice article, from its beginning to its end.

    These are no annotations: no figure, queue or export has them. `submission` is an id that
    the page brings, so that sending the form twice stores one run.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = KeyInProject(Membership, on_delete=models.CASCADE, related_name="practice_runs")
    article = KeyInProject(PracticeArticle, on_delete=models.RESTRICT, related_name="+")
    codebook_version = models.PositiveIntegerField()
    answers: models.JSONField[list[StoredAnswer], list[StoredAnswer]] = models.JSONField()
    is_skipped = models.BooleanField(help_text="the person left before the last sentence")
    submission = models.UUIDField()
    practised_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "member", "submission"], name="practice_run_submitted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} practised on {self.practised_at:%Y-%m-%d}"
