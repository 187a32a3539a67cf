"""Which sentences are on a meeting sheet: the form in the address."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.agreement.adjudication.disagreements import shown_to
from annotator.agreement.adjudication.lists.finding import (
    AnswerFilter,
    find_disputed_sentences,
    find_labelled_sentences,
)
from annotator.agreement.adjudication.lists.listed import Listed, load_sentences
from annotator.agreement.final_label import with_final_label
from annotator.agreement.kept.results import kept
from annotator.agreement.report.kept_figures import open_to
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation
from annotator.lib.web.numbers_field import NumbersField
from annotator.projects.models import Label, Membership, Project

DEFAULT_NUMBER = 20
MAX_NUMBER = 200
SKIPPED = [
    ("skipped", gettext_lazy("Skipped")),
    ("cannot_tell", gettext_lazy("Can’t tell")),
]


class MeetingForm(forms.Form):
    """The choice of sentences. An invalid value chooses nothing special.

    With `sentence`, exactly these are on the sheet. Otherwise those with the most divided labels
    come first.
    """

    about = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("Disputed")),
            ("disputed_notes", gettext_lazy("Disputed, with a note")),
            ("notes", gettext_lazy("With a note")),
        ],
    )
    one = forms.ChoiceField(required=False, label=gettext_lazy("Label A"))
    other = forms.ChoiceField(required=False, label=gettext_lazy("Label B"))
    per_article = forms.IntegerField(
        required=False, min_value=1, max_value=MAX_NUMBER, label=gettext_lazy("At most per article")
    )
    number = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_NUMBER,
        label=gettext_lazy("Sentences"),
        widget=forms.NumberInput(attrs={"placeholder": DEFAULT_NUMBER}),
    )
    undecided = forms.BooleanField(required=False, label=gettext_lazy("Undecided only"))
    blind = forms.BooleanField(required=False, label=gettext_lazy("Without pseudonyms"))
    sentence = NumbersField(required=False)

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        labels = [(label.key, label.listed_name) for label in project.labels.all()]
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Any")), *labels, *SKIPPED]

    @property
    def values(self) -> dict[str, Any]:
        # Invalid values are missing, so that they choose nothing.
        self.is_valid()
        return self.cleaned_data

    @property
    def is_blind(self) -> bool:
        return bool(self.values.get("blind"))

    @property
    def chosen(self) -> list[int]:
        """The sentences that were chosen by hand."""
        chosen: list[int] = self.values.get("sentence", [])
        return chosen[:MAX_NUMBER]

    @property
    def visible(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "sentence"]

    def sentences(self, *, viewer: Membership | None) -> list[Sentence]:
        """Return the sentences on the sheet, without articles that the viewer has open."""
        labels = list(self.project.labels.all())
        if self.chosen:
            chosen = with_final_label(shown_to(viewer, self.project), labels)
            ordered = chosen.select_related("article").order_by("article", "position")
            return list(ordered.filter(pk__in=self.chosen))

        return load_sentences(self.project, self._pick(self._found(viewer)))

    def _found(self, viewer: Membership | None) -> Listed:
        values = self.values
        labels = list(self.project.labels.all())
        answers = [values[name] for name in ("one", "other") if values.get(name)]
        parameters = {
            "about": values.get("about", ""),
            "answers": answers,
            "without": open_to(viewer),
        }
        found = kept(
            self.project,
            "meeting sheet",
            parameters,
            Listed,
            lambda: self._find(labels, viewer, AnswerFilter(answers)),
            decisions=False,
        )
        return found.undecided(self.project) if values.get("undecided") else found

    def _find(
        self, labels: Sequence[Label], viewer: Membership | None, only: AnswerFilter
    ) -> Listed:
        about = self.values.get("about", "")
        find = find_labelled_sentences if about == "notes" else find_disputed_sentences
        found = find(self.project, labels, viewer=viewer, only=only)
        if not about:
            return found

        notes = Annotation.objects.in_project(self.project).counted(tie_breaks=True)
        return found.among(notes.exclude(note="").values_list("sentence", flat=True))

    def _pick(self, found: Listed) -> list[int]:
        """Return the ids of the first of these, at most so many an article."""
        number = self.values.get("number") or DEFAULT_NUMBER
        per_article = self.values.get("per_article") or number

        taken: Counter[int] = Counter()
        ids: list[int] = []
        for pk, article in zip(found.sentences, found.articles, strict=True):
            if len(ids) == number:
                break
            if taken[article] < per_article:
                taken[article] += 1
                ids.append(pk)
        return ids
