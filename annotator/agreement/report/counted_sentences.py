"""The sentences that a number of the agreement report stands for: as an address, and as a list.

A number counts what the report counts, with its filters. The address has these filters, and in
which sentences the labels differ: `/p/SLUG/disagreements/?counted=report&round=main&one=claim`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from annotator.agreement.adjudication.lists.finding import AnswerFilter, code_of
from annotator.agreement.adjudication.lists.listed import Listed, most_divided_first
from annotator.agreement.report.comparisons.over_time import names_of_articles
from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.shapes import FigureShape, RoundReport
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.one_person import labels_of, most_others_gave
from annotator.agreement.statistics.arrays import Bools, Ints
from annotator.agreement.statistics.disputes import has_different_labels
from annotator.agreement.statistics.true_labels.majority import NO_LABEL
from annotator.projects.models import Label, Membership, Project

COUNTED = "report"


def sentences_address(project: Project, filters: QueryDict, **fields: object) -> str:
    """Return the address of the disputed sentences that the report with these filters counts.

    `fields` has fields of the list, for example `annotator`, `their` and `others`.
    """
    query = QueryDict(mutable=True)
    query["counted"] = COUNTED
    for name in ReportFilterForm.base_fields:
        query.setlist(name, [value for value in filters.getlist(name) if value])
    for name, value in fields.items():
        query[name] = str(value)
    return f"{reverse('disagreements', args=[project.slug])}?{query.urlencode()}"


@dataclass(frozen=True)
class PartRow:
    """A round, a month or a version of the codebook, with its disputed sentences.

    `change` is its alpha minus that of the row before; the first row has none.
    """

    name: str
    figures: RoundReport
    change: FigureShape | None
    disputed: int
    address: str


def part_rows(
    project: Project,
    filters: QueryDict,
    field: str,
    parts: Mapping[str, RoundReport],
    disputed: Mapping[str, int],
    changes: Mapping[str, FigureShape],
) -> list[PartRow]:
    """Return a row for each part. `field` is the one of the list that chooses a part."""
    return [
        PartRow(
            name,
            figures,
            changes.get(name),
            disputed.get(name, 0),
            sentences_address(project, filters, **{field: name}),
        )
        for name, figures in parts.items()
    ]


class CountedSentencesForm(forms.Form):
    """Which sentences a number stands for. An invalid value filters nothing.

    `their` is the label that `annotator` gave, `others` the one that more than half of the other
    labels are. `differs`: the annotator's label is another one. `second` is a person who gave
    another label than the annotator. `month` and `version` are those of an article's last label,
    `of_article` is its id.
    """

    counted = forms.ChoiceField(required=False, choices=[(COUNTED, COUNTED)])
    annotator = forms.CharField(required=False)
    second = forms.CharField(required=False)
    their = forms.CharField(required=False)
    others = forms.CharField(required=False)
    differs = forms.BooleanField(required=False)
    month = forms.RegexField(r"^[0-9]{4}-(0[1-9]|1[0-2])\Z", required=False)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    of_article = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.query = data
        self.project = project
        self.is_valid()

    @cached_property
    def filters(self) -> ReportFilterForm:
        # Made only if it is needed, because its choices take six queries.
        return ReportFilterForm(self.query, project=self.project)

    @property
    def is_asked(self) -> bool:
        return self.cleaned_data.get("counted") == COUNTED

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Names and values that a form on the list must send again."""
        if not self.is_asked:
            return []
        # The list has a field for the annotator.
        names = [*self.filters.base_fields, *(name for name in self.fields if name != "annotator")]
        return [(name, value) for name in names for value in self.query.getlist(name) if value]

    def report_filter(self, viewer: Membership | None = None) -> ReportFilter | None:
        """Return what the report counts; None if the list isn't about the report."""
        if not self.is_asked:
            return None
        self.filters.viewer = viewer
        return self.filters.report_filter()

    def find(
        self, labels: Sequence[Label], *, viewer: Membership | None, only: AnswerFilter
    ) -> Listed:
        """Return the sentences with different labels or skips that were asked for."""
        report_filter = self.report_filter(viewer)
        assert report_filter is not None
        by_time = bool(self.cleaned_data.get("month") or self.cleaned_data.get("version"))
        annotations = load_counted_annotations(
            self.project, labels, report_filter, with_times=by_time
        ).annotations

        counts = annotations.all_counts()
        chosen = has_different_labels(counts) & only.mask(self.project, labels, annotations)
        chosen &= self._in_articles(annotations)[annotations.article_of]
        chosen &= self._by_person(annotations, [label.key for label in labels])
        return most_divided_first(self.project, annotations, chosen)

    def in_words(self) -> str:
        """Return what the list is about; empty if it isn't about the report."""
        if not self.is_asked:
            return ""
        names = {label.key: label.shown_name for label in self.project.labels.all()}
        values = self.cleaned_data
        shown = {name: names.get(values.get(name, ""), "") for name in ("their", "others")}
        person, second = values.get("annotator"), values.get("second")

        if person and second:
            return _("Sentences with different labels from %(one)s and %(other)s.") % {
                "one": person,
                "other": second,
            }
        if person and shown["their"] and shown["others"]:
            return _(
                "Sentences that %(person)s labelled as %(their)s, and most of the others as "
                "%(others)s."
            ) % {"person": person, **shown}
        if person and values.get("differs"):
            return _(
                "Sentences to which %(person)s gave another label than most of the others."
            ) % {"person": person}
        return _("Sentences that the agreement report counts.")

    def _in_articles(self, annotations: Annotations) -> Bools:
        """Return which articles are the one that was asked for, and have their last label in the
        month and under the version: (articles,).
        """
        values = self.cleaned_data
        chosen = np.ones(len(annotations.articles), np.bool_)
        if values.get("of_article"):
            chosen &= annotations.articles == values["of_article"]

        if values.get("month") or values.get("version"):
            months, versions = names_of_articles(annotations)
            if values.get("month"):
                chosen &= months == values["month"]
            if values.get("version"):
                chosen &= versions == str(values["version"])
        return chosen

    def _by_person(self, annotations: Annotations, keys: Sequence[str]) -> Bools:
        """Return which sentences have the labels that the person gave, and others did:
        (sentences,).
        """
        values = self.cleaned_data
        chosen = np.ones(len(annotations.sentences), np.bool_)
        if not values.get("annotator"):
            return chosen

        own = self._labels_of(annotations, "annotator")
        if values.get("second"):
            second = self._labels_of(annotations, "second")
            chosen &= (own != NO_LABEL) & (second != NO_LABEL) & (own != second)
            return chosen

        counts = annotations.counts()
        if values.get("their") in keys:
            chosen &= own == keys.index(values["their"])
        if values.get("others") in keys:
            chosen &= most_others_gave(counts, own, keys.index(values["others"]))
        elif values.get("differs"):
            gave = [most_others_gave(counts, own, label) for label in range(len(keys))]
            chosen &= np.any(gave, axis=0)
        chosen &= own != NO_LABEL
        return chosen

    def _labels_of(self, annotations: Annotations, field: str) -> Ints:
        return labels_of(annotations, code_of(self.project, self.cleaned_data[field]))
