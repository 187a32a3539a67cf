from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from annotator.agreement.counted import Narrowing
from annotator.corpus.models import Article, Sentence
from annotator.corpus.searching import values_present
from annotator.labelling.models import Assignment
from annotator.projects.models import Project


class NarrowingForm(forms.Form):
    """What the figures are of. A value that makes no sense narrows nothing."""

    annotators = forms.MultipleChoiceField(required=False, widget=forms.SelectMultiple(attrs={"size": 4}))
    round = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    codebook = forms.TypedChoiceField(required=False, label="Codebook version", coerce=int, empty_value=None)
    source = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    unfinished = forms.BooleanField(required=False, label="Count work that is not submitted too")

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        rounds = Article.objects.in_project(project).order_by("round").values_list("round", flat=True).distinct()
        versions = project.codebooks.order_by("version").values_list("version", flat=True)
        self._choose("annotators", project.memberships.order_by("pseudonym").values_list("pseudonym", flat=True), "")
        self._choose("round", rounds, "All")
        self._choose("codebook", versions, "Any")
        self._choose("source", values_present(project, "source"), "All")
        self._choose("language", values_present(project, "language"), "All")

    def _choose(self, name: str, values: Any, everything: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", everything)] if everything else []), *((str(value), str(value)) for value in values)]

    def narrowing(self) -> Narrowing:
        self.is_valid()  # what is not valid is missing in the cleaned data, which is all that it does here
        return Narrowing(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def narrows(self) -> bool:
        return self.narrowing() != Narrowing()


class DecisionForm(forms.Form):
    """A decision on one sentence: a label or a skip, or neither. `target` is a sentence's id, or "none"."""

    sentence = forms.IntegerField()
    label = forms.CharField(required=False, max_length=40)
    skip_reason = forms.CharField(required=False, max_length=20)
    target = forms.RegexField(r"^(none|\d{1,18})$", required=False)
    reason = forms.CharField(required=False, max_length=2000)

    def decision(self) -> dict[str, Any]:
        data = self.cleaned_data
        target = data["target"]
        return {
            "label": data["label"],
            "skip_reason": data["skip_reason"],
            "reason": data["reason"],
            "target": int(target) if target.isdecimal() else None,
            "target_outside": target == "none",
        }


SKIPPED = "skipped"


class DisagreementForm(forms.Form):
    """Which disagreements are shown. A value that makes no sense narrows nothing."""

    one = forms.ChoiceField(required=False, label="One said")
    other = forms.ChoiceField(required=False, label="another")
    article = forms.CharField(required=False, label="Article", widget=forms.TextInput(attrs={"type": "search"}))
    annotator = forms.ChoiceField(required=False)
    undecided = forms.BooleanField(required=False, label="Not decided yet")

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        said = [("", "anything"), *project.labels.values_list("key", "name"), (SKIPPED, "Skipped")]
        people = project.memberships.order_by("pseudonym").values_list("pseudonym", "pseudonym")
        for name, choices in (("one", said), ("other", said), ("annotator", [("", "Anybody"), *people])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def narrowed(self, sentences: QuerySet[Sentence]) -> QuerySet[Sentence]:
        """`sentences` come from `disputed_sentences`."""
        self.is_valid()
        asked = self.cleaned_data
        for said in (asked.get("one"), asked.get("other")):
            if said:
                sentences = sentences.filter(**{f"n_{said}__gt": 0})
        if asked.get("article"):
            wanted = asked["article"]
            sentences = sentences.filter(Q(article__title__icontains=wanted) | Q(article__external_id=wanted))
        if asked.get("annotator"):
            theirs = Assignment.objects.filter(annotator__pseudonym=asked["annotator"])
            sentences = sentences.filter(article__in=theirs.values("article"))
        if asked.get("undecided"):
            sentences = sentences.filter(decision__isnull=True)  # type: ignore[misc]  # annotated
        return sentences

    @property
    def narrows(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())
