from django.db import models
from django.db.models import Q

from annotator.projects.models.codebook import Codebook, Label
from annotator.projects.models.in_project import InProject, KeyInProject
from annotator.projects.models.project import Project

MAX_SENTENCE = 1000
MAX_WHY = 500


class ExampleManager(models.Manager["CodebookExample"]):
    def get_queryset(self) -> models.QuerySet["CodebookExample"]:
        # Nobody reads an example without its label.
        return super().get_queryset().select_related("label")


class CodebookExample(InProject):
    """A sentence in a codebook, with its label and the reason for it.

    Each version has examples of its own, because a published version never changes.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    codebook = KeyInProject(
        Codebook,
        on_delete=models.CASCADE,
        related_name="examples",
        db_constraint=False,
        db_index=False,
    )
    # Annotators have read it with this label, so the label can't be deleted any more.
    label = KeyInProject(Label, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    sentence = models.CharField(max_length=MAX_SENTENCE)
    why = models.CharField(max_length=MAX_WHY, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = ExampleManager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "position"], name="codebook_example_position_unique"
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="codebook_example_has_sentence"),
        ]

    def __str__(self) -> str:
        return self.sentence
