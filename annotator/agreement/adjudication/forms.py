"""Forms of adjudication: a decision, and the filters of the list of disagreements."""

import re
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.agreement.adjudication.decisions import AdjudicationError
from annotator.agreement.adjudication.disagreements import (
    find_different_labels,
    find_different_targets,
    find_disputed_sentences,
    find_unsettled_targets,
)
from annotator.agreement.adjudication.doubted_labels import find_doubted_sentences
from annotator.agreement.report.counted_sentences import CountedSentencesForm
from annotator.corpus.models import Article, Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Membership, Project


class DecisionForm(forms.Form):
    """A decision on one sentence: a label or a skip; an empty label withdraws the decision.

    `target` is the position of the target sentence, or the article's `outside_number` (0, rarely
    -1) for a target that isn't in the article. `answer` is a label and its target in one, as in
    `denial:4`. If `target` is empty, a label has the target that was shown with it, `target_KEY`.
    """

    sentence = forms.IntegerField()
    label = forms.CharField(required=False, max_length=40)
    skip_reason = forms.CharField(required=False, max_length=20)
    target = forms.IntegerField(required=False, min_value=-1, max_value=2**31 - 1)
    reason = forms.CharField(required=False, max_length=2000)
    answer = forms.RegexField(r"^[^:]{1,40}(:-?[0-9]{1,9})?$", required=False)

    def clean(self) -> dict[str, Any]:
        if not {"label", "skip_reason", "answer"} & set(self.data):
            raise forms.ValidationError(_("Choose a label or a skip reason."))

        answer = self.cleaned_data.get("answer")
        if answer:
            key, _colon, number = answer.partition(":")
            self.cleaned_data |= {"label": key, "target": int(number) if number else None}
        elif self.cleaned_data.get("target", 0) is None:
            self.cleaned_data["target"] = self._shown_target()
        return self.cleaned_data

    def _shown_target(self) -> int | None:
        """Return the target that the chosen label was shown with."""
        label = self.cleaned_data.get("label")
        shown = self.data.get(f"target_{label}", "")
        return int(shown) if re.fullmatch(r"-?[0-9]{1,9}", shown) else None

    def decision(self, article: Article) -> dict[str, Any]:
        """Return the arguments of `adjudicate`.

        Raises AdjudicationError if the article has no such sentence.
        """
        data = self.cleaned_data
        # The field keeps its target when another label is chosen: with a label that
        # takes none, it is left over and ignored.
        takes_target = Label.objects.filter(
            project=article.project_id, key=data["label"], takes_target=True
        ).exists()
        position = data["target"] if takes_target else None
        is_outside = position is not None and position == article.outside_number
        target = None
        if position is not None and not is_outside:
            target = _sentence_at(article, position)

        return {
            "label": data["label"],
            "skip_reason": data["skip_reason"],
            "reason": data["reason"],
            "target": target,
            "target_outside": is_outside,
        }


def _sentence_at(article: Article, position: int) -> int:
    target = article.sentences.filter(position=position).values_list("pk", flat=True).first()
    if target is None:
        raise AdjudicationError(
            _("The article has no sentence %(position)s.") % {"position": position}
        )
    return target


# Marks an address as one of the stream.
STREAM = "stream"

SKIPPED = [
    ("skipped", gettext_lazy("Skipped")),
    ("cannot_tell", gettext_lazy("Can’t tell")),
]


# The lists by their choice.
LISTS = {
    "": find_disputed_sentences,
    "labels": find_different_labels,
    "different_targets": find_different_targets,
    "targets": find_unsettled_targets,
    "doubted": find_doubted_sentences,
}


class DisagreementForm(forms.Form):
    """Which disagreements are listed. An invalid value filters nothing."""

    about = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("All disputes")),
            ("labels", gettext_lazy("Different labels")),
            ("different_targets", gettext_lazy("Different targets")),
            ("targets", gettext_lazy("Open targets")),
            ("doubted", gettext_lazy("Doubted labels")),
        ],
    )
    one = forms.ChoiceField(required=False, label=gettext_lazy("Label A"))
    other = forms.ChoiceField(required=False, label=gettext_lazy("Label B"))
    article = forms.CharField(
        required=False,
        label=gettext_lazy("Article"),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    annotator = forms.ChoiceField(required=False, label=gettext_lazy("Annotator"))
    order = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("Worst first")),
            ("article", gettext_lazy("Article by article")),
        ],
    )
    undecided = forms.BooleanField(required=False, label=gettext_lazy("Undecided only"))

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        # What a number of the agreement report stands for, if its address led here.
        self.counted = CountedSentencesForm(data, project=project)
        answers = [("", _("Any")), *project.labels.values_list("key", "name"), *SKIPPED]
        people = project.memberships.order_by("pseudonym").values_list("pseudonym", "pseudonym")
        for name, choices in (
            ("one", answers),
            ("other", answers),
            ("annotator", [("", _("Anyone")), *people]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def sentences(self, *, viewer: Membership | None) -> QuerySet[Sentence]:
        """Return the sentences that were asked for, for this viewer."""
        values = self.values
        labels = list(self.project.labels.all())
        if self.counted.is_asked:
            sentences = self.counted.sentences(labels, viewer=viewer)
        else:
            sentences = LISTS[values.get("about", "")](self.project, labels, viewer=viewer)

        # The names of the choices are those of the annotated counts: `n_claim`,
        # `n_skipped`.
        for answer in (values.get("one"), values.get("other")):
            if answer:
                sentences = sentences.filter(**{f"n_{answer}__gt": 0})

        if values.get("article"):
            text = values["article"]
            sentences = sentences.filter(
                Q(article__title__icontains=text) | Q(article__external_id=text)
            )

        if values.get("annotator"):
            theirs = Annotation.objects.counted(tie_breaks=True).filter(sentence=OuterRef("pk"))
            sentences = sentences.filter(
                Exists(theirs.filter(assignment__annotator__pseudonym=values["annotator"]))
            )

        if values.get("undecided"):
            sentences = sentences.filter(decision__isnull=True)  # type: ignore[misc]  # annotated

        if values.get("order") == "article":
            sentences = sentences.order_by("article", "position")

        return sentences

    @property
    def values(self) -> dict[str, Any]:
        """The valid values. Invalid ones are missing, so that they filter nothing."""
        self.is_valid()
        return self.cleaned_data

    @cached_property
    def query(self) -> str:
        """The valid filters as they stand in an address of the stream."""
        query = QueryDict(mutable=True)
        query[STREAM] = "1"
        query.update({name: str(value) for name, value in self.values.items() if value})
        for name, value in self.counted.kept:
            query.appendlist(name, value)
        return query.urlencode()

    @property
    def is_about_targets(self) -> bool:
        return self.values.get("about") == "targets"

    @property
    def is_about_doubted(self) -> bool:
        return self.values.get("about") == "doubted"

    @property
    def is_filtering(self) -> bool:
        return self.counted.is_asked or any(self.values.values())
