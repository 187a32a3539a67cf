"""The sentences that a number of the agreement report stands for: as an address, and as a list.

A number counts what the report counts, with its filters. The address has these filters, and in
which sentences the labels differ: `/p/SLUG/disagreements/?counted=report&round=main&one=claim`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django import forms
from django.db.models import F, Max, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from annotator.agreement.adjudication.disagreements import labels_differ, shown_to
from annotator.agreement.final_label import ANNOTATIONS, count_name, with_final_label
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.shapes import FigureShape, RoundReport
from annotator.corpus.models import Sentence
from annotator.labelling.assignments.predicates import annotation_counts
from annotator.labelling.models import Annotation
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

    def sentences(
        self, labels: Sequence[Label], *, viewer: Membership | None
    ) -> QuerySet[Sentence]:
        """Return the sentences with different labels or skips that were asked for."""
        report_filter = self.report_filter(viewer)
        assert report_filter is not None
        counted = annotation_counts(
            ANNOTATIONS, unfinished=report_filter.unfinished
        ) & report_filter.condition(ANNOTATIONS)
        sentences = self._in_articles(shown_to(viewer, self.project), report_filter)
        sentences = self._labelled_by_person(sentences, report_filter)

        return (
            self._by_person(with_final_label(sentences, labels, counted=counted), labels, counted)
            .filter(labels_differ(labels))
            .select_related("article")
            .order_by(F("entropy").desc(nulls_last=True), "-n_annotators", "article", "position")
        )

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

    def _in_articles(
        self, sentences: QuerySet[Sentence], report_filter: ReportFilter
    ) -> QuerySet[Sentence]:
        """Return those of the article, and of articles whose last label is of the month and of the
        version.
        """
        if self.cleaned_data.get("of_article"):
            sentences = sentences.filter(article=self.cleaned_data["of_article"])

        month, version = self.cleaned_data.get("month"), self.cleaned_data.get("version")
        if not month and not version:
            return sentences

        last = last_labels(self.project, report_filter)
        if month:
            # Not a range of dates: the month of the report is that of the database's time zone.
            first = datetime.strptime(month, "%Y-%m")  # noqa: DTZ007
            # mypy doesn't know the annotations.
            last = last.filter(last_at__year=first.year, last_at__month=first.month)  # type: ignore[misc]
        if version:
            last = last.filter(last_version=version)  # type: ignore[misc]
        return sentences.filter(article__in=last.values("article"))

    def _labelled_by_person(
        self, sentences: QuerySet[Sentence], report_filter: ReportFilter
    ) -> QuerySet[Sentence]:
        """Return the sentences that the person labelled, and the second person.

        Counting the labels of all sentences would take seconds in a large project.
        """
        for name in ("annotator", "second"):
            person = self.cleaned_data.get(name)
            if person:
                theirs = report_filter.apply(Annotation.objects.in_project(self.project)).filter(
                    label__isnull=False, assignment__annotator__pseudonym=person
                )
                sentences = sentences.filter(pk__in=theirs.order_by().values("sentence"))
        return sentences

    def _by_person(
        self, sentences: QuerySet[Sentence], labels: Sequence[Label], counted: Q
    ) -> QuerySet[Sentence]:
        """Return those of the sentences with the labels that the person gave, and others did."""
        values = self.cleaned_data
        person = values.get("annotator")
        if not person:
            return sentences

        sentences = sentences.annotate(their_label=_label_of(person, counted))
        if values.get("second"):
            return sentences.annotate(second_label=_label_of(values["second"], counted)).filter(
                ~Q(their_label=F("second_label")),
                their_label__isnull=False,
                second_label__isnull=False,
            )

        by_key = {label.key: label for label in labels}
        if values.get("their") in by_key:
            sentences = sentences.filter(their_label=by_key[values["their"]].pk)
        if values.get("others") in by_key:
            sentences = sentences.filter(_others_gave([by_key[values["others"]]]))
        elif values.get("differs"):
            sentences = sentences.filter(_others_gave(labels))
        return sentences


def last_labels(
    project: Project, report_filter: ReportFilter
) -> QuerySet[Annotation, dict[str, object]]:
    """Return a row for each article: `last_at` and `last_version` of its last label."""
    counted = report_filter.apply(
        Annotation.objects.in_project(project).counted(unfinished=report_filter.unfinished)
    )
    return (
        counted.order_by()
        .values("article")
        .annotate(last_at=Max("annotated_at"), last_version=Max("codebook__version"))
    )


def _label_of(pseudonym: str, counted: Q) -> Max:
    """Return the id of this person's label: of the only one that is counted, the largest."""
    is_theirs = Q(**{f"{ANNOTATIONS}assignment__annotator__pseudonym": pseudonym})
    return Max(f"{ANNOTATIONS}label", filter=counted & is_theirs)


def _others_gave(labels: Sequence[Label]) -> Q:
    """Whether more than half of the others' labels are one of these, and `their_label` is not."""
    gave = Q(pk__in=[])
    for label in labels:
        # Their own label is another one, so all labels of this key are the others'. Whole
        # numbers: 1 of 3 is not above 3 / 2 = 1.
        is_most = Q(**{f"{count_name(label)}__gt": (F("n_labels") - 1) / 2})
        gave |= is_most & ~Q(their_label=label.pk)
    return gave & Q(their_label__isnull=False)
