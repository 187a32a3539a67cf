"""The labels of a project, and the versions of its codebook."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from annotator.projects.models.in_project import InProject
from annotator.projects.models.project import Project

KEY = r"^[a-z][a-z0-9_]*\Z"
KEY_RULE = gettext_lazy(
    "Use lower-case letters (a–z), digits and underscores, beginning with a letter, "
    "e.g. false_context."
)


def in_language(texts: dict[str, str], *, otherwise: str) -> str:
    """Return the text in the language of the page, or the one that every project has."""
    return texts.get(get_language() or "") or otherwise


class Colour(models.TextChoices):
    """The colours of labels. `tokens.css` has a readable light and dark value of each."""

    BLUE = "blue", "Blue"
    VERMILION = "vermilion", "Vermilion"
    PURPLE = "purple", "Purple"
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    GREY = "grey", "Grey"


def validate_key_is_free(key: str) -> None:
    """Reject a key if the sentences dataset already has a column `n_<key>`."""
    if key in ("annotators", "cannot_tell", "labels", "skipped", "top"):
        raise ValidationError(
            _("“%(key)s” can’t be the key of a label: the datasets have a column n_%(key)s.")
            % {"key": key}
        )


class LabelQuerySet(models.QuerySet["Label"]):
    def active(self) -> Self:
        """Leave out the retired labels."""
        return self.filter(retired_at__isnull=True)


class Label(InProject):
    """One of the project's choices for a sentence.

    The key never changes, because datasets and scripts have it. A label that was used is never
    deleted: a retired one isn't offered any more, and what was labelled with it stays.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="labels")
    key = models.CharField(
        max_length=40, validators=[RegexValidator(KEY, KEY_RULE), validate_key_is_free]
    )
    name = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    # For annotators who read another language: {"de": "Behauptung"}. So are `definitions` and
    # `questions`. Datasets have the key, whatever language somebody labelled in.
    names = models.JSONField(default=dict, blank=True)
    definitions = models.JSONField(default=dict, blank=True)
    mark = models.CharField(
        max_length=2, help_text="stands beside a labelled sentence, so that colour is never alone"
    )
    colour = models.CharField(max_length=20, choices=Colour)
    # A retired label has none, so that another one can have it; empty texts would be duplicates.
    shortcut = models.CharField(max_length=1, null=True, blank=True)  # noqa: DJ001
    position = models.PositiveSmallIntegerField()
    takes_target = models.BooleanField(
        default=False, help_text="points at the sentence that it is about"
    )
    question = models.TextField(
        blank=True,
        help_text="asks for the target; without one, the page asks what the sentence is about",
    )
    questions = models.JSONField(default=dict, blank=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="label_key_unique"),
            # Deferred, so that labels can change places and shortcuts.
            models.UniqueConstraint(
                fields=["project", "shortcut"],
                name="label_shortcut_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["project", "position"],
                name="label_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, shortcut__isnull=False)
                | Q(retired_at__isnull=False, shortcut__isnull=True),
                name="label_retired_without_shortcut",
            ),
            models.UniqueConstraint(fields=["project", "id"], name="label_in_project"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the language of the page.

        A default label that nobody renamed has the name of the catalogue.
        """
        return in_language(self.names, otherwise=pgettext("label", self.name))

    @property
    def listed_name(self) -> str:
        """The name in lists of all labels, which says whether it is retired."""
        if self.retired_at is None:
            return self.shown_name
        return _("%(label)s (retired)") % {"label": self.shown_name}

    @property
    def shown_definition(self) -> str:
        if not self.definition:
            return in_language(self.definitions, otherwise="")
        return in_language(self.definitions, otherwise=pgettext("label", self.definition))

    @property
    def shown_question(self) -> str:
        if not self.question:
            return in_language(self.questions, otherwise="")
        return in_language(self.questions, otherwise=pgettext("label", self.question))


class Codebook(InProject):
    """A version of the guidelines, in Markdown.

    A published version is never edited: a change is a new version.
    """

    # Each label stores the version under which it was given, so the text must stay what
    # it was.

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="codebooks")
    version = models.PositiveIntegerField()
    text = models.TextField()
    # The same version in other languages.
    texts = models.JSONField(default=dict, blank=True)
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

    @property
    def shown_text(self) -> str:
        """The text in the language of the page."""
        return in_language(self.texts, otherwise=self.text)
