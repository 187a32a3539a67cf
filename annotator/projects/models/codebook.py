"""What a project works by: its labels, and the versions of its codebook."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from annotator.projects.models.project import Project


class Colour(models.TextChoices):
    """The palette of labels: `tokens.css` gives each a light and a dark value that text can be read
    in.
    """

    BLUE = "blue", "Blue"
    VERMILION = "vermilion", "Vermilion"
    PURPLE = "purple", "Purple"
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    GREY = "grey", "Grey"


def validate_key_is_free(key: str) -> None:
    """`n_<key>` is a column of the sentences dataset, beside others of that form."""
    if key in ("annotators", "cannot_tell", "labels", "skipped", "top"):
        raise ValidationError(
            f"“{key}” can’t be the key of a label: the datasets have a column n_{key}."
        )


class Label(models.Model):
    """One of the project's choices for a sentence."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="labels")
    key = models.CharField(
        max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$"), validate_key_is_free]
    )
    name = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    mark = models.CharField(
        max_length=2, help_text="stands beside a labelled sentence, so that colour is never alone"
    )
    colour = models.CharField(max_length=20, choices=Colour)
    shortcut = models.CharField(max_length=1)
    position = models.PositiveSmallIntegerField()
    takes_target = models.BooleanField(
        default=False, help_text="points at the sentence that it is about"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="label_key_unique"),
            models.UniqueConstraint(fields=["project", "shortcut"], name="label_shortcut_unique"),
            models.UniqueConstraint(fields=["project", "position"], name="label_position_unique"),
            models.UniqueConstraint(fields=["project", "id"], name="label_in_project"),
        ]

    def __str__(self) -> str:
        return self.name


class Codebook(models.Model):
    """A version of the guidelines, in Markdown. Published ones are never edited: a change is a new
    version.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="codebooks")
    version = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="codebook_version_unique"),
            models.UniqueConstraint(fields=["project", "id"], name="codebook_in_project"),
        ]

    def __str__(self) -> str:
        return f"{self.project} codebook {self.version}"
