"""Forms of adjudication: a decision, and which disagreements are shown."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from annotator.agreement.adjudication.decisions import AdjudicationError
from annotator.corpus.models import Article, Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Project


class DecisionForm(forms.Form):
    """A decision on one sentence: a label or a skip, or neither, which an empty label says.
    `target` is the position of the sentence that it is about, or 0 for one that is not in the
    article.
    """

    sentence = forms.IntegerField()
    label = forms.CharField(required=False, max_length=40)
    skip_reason = forms.CharField(required=False, max_length=20)
    target = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        if "label" not in self.data and "skip_reason" not in self.data:
            raise forms.ValidationError("Say what: a label or a skip.")
        return self.cleaned_data

    def decision(self, article: Article) -> dict[str, Any]:
        """What `adjudicate` takes. A target beside a label that has none is left from the label
        before, and dropped. Raises AdjudicationError where the article has no such sentence.
        """
        data = self.cleaned_data
        pointing = Label.objects.filter(
            project=article.project_id, key=data["label"], takes_target=True
        ).exists()
        place = data["target"] if pointing else None
        target = (
            article.sentences.filter(position=place).values_list("pk", flat=True).first()
            if place
            else None
        )
        if place and target is None:
            raise AdjudicationError(f"The article has no sentence {place}.")
        return {
            "label": data["label"],
            "skip_reason": data["skip_reason"],
            "reason": data["reason"],
            "target": target,
            "target_outside": place == 0,
        }


SKIPPED = [("skipped", "Skipped"), ("cannot_tell", "Cannot tell")]


class DisagreementForm(forms.Form):
    """Which disagreements are shown. A value that makes no sense narrows nothing."""

    one = forms.ChoiceField(required=False, label="One said")
    other = forms.ChoiceField(required=False, label="another")
    article = forms.CharField(
        required=False, label="Article", widget=forms.TextInput(attrs={"type": "search"})
    )
    annotator = forms.ChoiceField(required=False)
    undecided = forms.BooleanField(required=False, label="Not decided yet")

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        said = [("", "anything"), *project.labels.values_list("key", "name"), *SKIPPED]
        people = project.memberships.order_by("pseudonym").values_list("pseudonym", "pseudonym")
        for name, choices in (
            ("one", said),
            ("other", said),
            ("annotator", [("", "Anybody"), *people]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def filter_sentences(self, sentences: QuerySet[Sentence]) -> QuerySet[Sentence]:
        """`sentences` come from `find_disputed_sentences`."""
        self.is_valid()
        asked = self.cleaned_data
        for said in (asked.get("one"), asked.get("other")):
            if said:
                sentences = sentences.filter(**{f"n_{said}__gt": 0})
        if asked.get("article"):
            wanted = asked["article"]
            sentences = sentences.filter(
                Q(article__title__icontains=wanted) | Q(article__external_id=wanted)
            )
        if asked.get("annotator"):
            theirs = Annotation.objects.counted(tie_breaks=True).filter(sentence=OuterRef("pk"))
            sentences = sentences.filter(
                Exists(theirs.filter(assignment__annotator__pseudonym=asked["annotator"]))
            )
        if asked.get("undecided"):
            sentences = sentences.filter(decision__isnull=True)  # type: ignore[misc]  # annotated
        return sentences

    @property
    def is_filtering(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())
