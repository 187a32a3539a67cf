"""Forms of adjudication: a decision, and the filters of the list of disagreements."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.agreement.adjudication.decisions import AdjudicationError
from annotator.agreement.adjudication.lists.doubted import Doubt, find_doubted_sentences
from annotator.agreement.adjudication.lists.finding import (
    AnswerFilter,
    find_different_labels,
    find_different_targets,
    find_disputed_sentences,
    find_unsettled_targets,
)
from annotator.agreement.adjudication.lists.listed import Listed
from annotator.agreement.kept.results import kept
from annotator.agreement.report.counted_sentences import CountedSentencesForm
from annotator.agreement.report.kept_figures import open_to
from annotator.corpus.models import Article
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


# The lists by their choice. That of doubted labels has something to say about each sentence.
LISTS = {
    "": find_disputed_sentences,
    "labels": find_different_labels,
    "different_targets": find_different_targets,
    "targets": find_unsettled_targets,
}


@dataclass(frozen=True)
class FoundSentences:
    """A list: its sentences, and in that of doubted labels the doubt about each by its id."""

    listed: Listed
    doubts: dict[int, Doubt]


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
        named = [(label.key, label.listed_name) for label in project.labels.all()]
        answers = [("", _("Any")), *named, *SKIPPED]
        people = project.memberships.order_by("pseudonym").values_list("pseudonym", "pseudonym")
        for name, choices in (
            ("one", answers),
            ("other", answers),
            ("annotator", [("", _("Anyone")), *people]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def listed(self, *, viewer: Membership | None) -> Listed:
        """Return the sentences that were asked for, for this viewer."""
        return self.found(viewer=viewer).listed

    def found(self, *, viewer: Membership | None) -> FoundSentences:
        """Return the sentences that were asked for, for this viewer, and the doubts about them."""
        values = self.values
        found = self._kept(viewer)
        listed = found.listed

        if values.get("article"):
            text = values["article"]
            articles = Article.objects.in_project(self.project).filter(
                Q(title__icontains=text) | Q(external_id=text)
            )
            listed = listed.in_articles(articles.values_list("pk", flat=True))

        if values.get("undecided") or self.is_about_doubted:
            listed = listed.undecided(self.project)
        if values.get("order") == "article":
            listed = listed.article_by_article(self.project)
        return replace(found, listed=listed)

    def _kept(self, viewer: Membership | None) -> FoundSentences:
        """Return the sentences, whatever was decided about them, from what is kept."""
        about = self.values.get("about", "")
        parameters = {"filters": self.found_by, "without": open_to(viewer)}
        return kept(
            self.project,
            "list of sentences",
            parameters,
            FoundSentences,
            lambda: self._find(about, viewer),
            # A target is settled by a decision, too. The others are there as before.
            decisions=about == "targets",
        )

    def _find(self, about: str, viewer: Membership | None) -> FoundSentences:
        labels = list(self.project.labels.all())
        answers = [self.values[name] for name in ("one", "other") if self.values.get(name)]
        only = AnswerFilter(answers, self.values.get("annotator", ""))

        if self.counted.is_asked:
            return FoundSentences(self.counted.find(labels, viewer=viewer, only=only), {})
        if about == "doubted":
            return FoundSentences(
                *find_doubted_sentences(self.project, labels, viewer=viewer, only=only)
            )
        return FoundSentences(LISTS[about](self.project, labels, viewer=viewer, only=only), {})

    @property
    def values(self) -> dict[str, Any]:
        """The valid values. Invalid ones are missing, so that they filter nothing."""
        self.is_valid()
        return self.cleaned_data

    @property
    def found_by(self) -> list[tuple[str, str]]:
        """Names and values of the filters that decide which sentences are compared."""
        names = ("about", "one", "other", "annotator")
        values = [(name, str(self.values[name])) for name in names if self.values.get(name)]
        return values + self.counted.kept

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
