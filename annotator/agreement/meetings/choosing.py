"""Which sentences are on a meeting sheet: the form in the address."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.agreement.adjudication.disagreements import find_disputed_sentences, shown_to
from annotator.agreement.final_label import with_final_label
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation
from annotator.lib.web.numbers_field import NumbersField
from annotator.projects.models import Membership, Project

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
        labels = [(label.key, label.shown_name) for label in project.labels.all()]
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

        ids = self._pick(self._found(viewer))
        rows = with_final_label(Sentence.objects.in_project(self.project), labels)
        by_id = rows.select_related("article").in_bulk(ids)
        return [by_id[pk] for pk in ids if pk in by_id]

    def _found(self, viewer: Membership | None) -> QuerySet[Sentence]:
        values = self.values
        labels = list(self.project.labels.all())
        about = values.get("about", "")
        if about == "notes":
            found = with_final_label(shown_to(viewer, self.project), labels).order_by(
                F("entropy").desc(nulls_last=True), "-n_annotators", "article", "position"
            )
        else:
            found = find_disputed_sentences(self.project, labels, viewer=viewer)

        if about:
            notes = Annotation.objects.counted(tie_breaks=True).exclude(note="")
            found = found.filter(Exists(notes.filter(sentence=OuterRef("pk"))))

        # The names of the choices are those of the annotated counts: `n_claim`,
        # `n_skipped`.
        for answer in filter(None, (values.get("one"), values.get("other"))):
            found = found.filter(**{f"n_{answer}__gt": 0})
        if values.get("undecided"):
            found = found.filter(decision__isnull=True)  # type: ignore[misc]  # annotated
        return found

    def _pick(self, found: QuerySet[Sentence]) -> list[int]:
        """Return the ids of the first of these, at most so many an article."""
        number = self.values.get("number") or DEFAULT_NUMBER
        per_article = self.values.get("per_article")
        if not per_article:
            return list(found.values_list("pk", flat=True)[:number])

        taken: Counter[int] = Counter()
        ids: list[int] = []
        for pk, article in found.values_list("pk", "article_id"):
            if len(ids) == number:
                break
            if taken[article] < per_article:
                taken[article] += 1
                ids.append(pk)
        return ids
