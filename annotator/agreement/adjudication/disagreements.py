"""The sentences that annotators labelled differently, or for which they chose different targets,
with all their labels.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from annotator.agreement.final_label import (
    ANNOTATIONS,
    count_name,
    targets_differ,
    with_final_label,
    with_target_range,
    without_target,
)
from annotator.agreement.report.data import ReportFilter, open_articles
from annotator.corpus.models import Sentence
from annotator.labelling.assignments.predicates import annotation_counts
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Membership, Project

# An order of annotations that says nothing about the annotators. Skips are last.
NEUTRAL_ORDER = (F("label__position").asc(nulls_last=True), "skip_reason", "target__position")


@dataclass(frozen=True)
class Disagreement:
    """A disputed sentence with everybody's annotations, and the sentences before and after it."""

    sentence: Sentence
    annotations: list[Annotation]
    before: str
    after: str


def find_disputed_sentences(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    report_filter: ReportFilter | None = None,
) -> QuerySet[Sentence]:
    """Return the sentences with conflicting annotations, most divided first, then most labelled.

    A conflict is two different labels, a label and a skip, a skip and “Can’t tell”, or, in a
    project that asks for targets, two different targets of the same label. Articles that the
    viewer has open are left out. With a filter, only the annotations that the filtered report
    counts are compared, and the viewer is that of the filter.
    """
    counted = _counted_by(report_filter)
    viewer = viewer or (report_filter.viewer if report_filter else None)
    with_target = _labels_with_target(project, labels)
    compared = with_target_range(
        with_final_label(shown_to(viewer, project), labels, counted=counted),
        with_target,
        counted=counted,
    )
    return _most_divided_first(compared.filter(labels_differ(labels) | targets_differ(with_target)))


def find_different_labels(
    project: Project, labels: Sequence[Label], *, viewer: Membership | None = None
) -> QuerySet[Sentence]:
    """Return those of the disputed sentences that have different labels or skips."""
    compared = with_final_label(shown_to(viewer, project), labels)
    return _most_divided_first(compared.filter(labels_differ(labels)))


def find_different_targets(
    project: Project, labels: Sequence[Label], *, viewer: Membership | None = None
) -> QuerySet[Sentence]:
    """Return those of the disputed sentences in which one label has different targets."""
    with_target = _labels_with_target(project, labels)
    compared = with_target_range(with_final_label(shown_to(viewer, project), labels), with_target)
    return _most_divided_first(compared.filter(targets_differ(with_target)))


def labels_differ(labels: Sequence[Label]) -> Q:
    """Whether the labels or skips of a sentence conflict. For `with_label_counts`."""
    differ = Q(n_labels__gt=0) & (Q(n_skipped__gt=0) | Q(n_cannot_tell__gt=0))
    # These annotators differ in whether the sentence is fit to be labelled at all.
    differ |= Q(n_skipped__gt=0, n_cannot_tell__gt=0)

    for label in labels:
        differ |= Q(**{f"{count_name(label)}__gt": 0}) & Q(
            **{f"{count_name(label)}__lt": F("n_labels")}
        )
    return differ


def _counted_by(report_filter: ReportFilter | None) -> Q | None:
    """Return the condition on the annotations that are compared; None is the usual one."""
    if report_filter is None:
        return None
    unfinished = report_filter.unfinished
    return annotation_counts(ANNOTATIONS, unfinished=unfinished) & report_filter.condition(
        ANNOTATIONS
    )


def _labels_with_target(project: Project, labels: Sequence[Label]) -> list[Label]:
    """Return the labels whose targets are compared."""
    return [label for label in labels if label.takes_target and project.asks_target]


def _most_divided_first(sentences: QuerySet[Sentence]) -> QuerySet[Sentence]:
    return sentences.select_related("article").order_by(
        F("entropy").desc(nulls_last=True), "-n_annotators", "article", "position"
    )


def find_unsettled_targets(
    project: Project, labels: Sequence[Label], *, viewer: Membership | None = None
) -> QuerySet[Sentence]:
    """Return the sentences whose final label takes a target, but that have no final target.

    Those for which annotators chose targets come first. Articles that the viewer has open are left
    out.
    """
    return (
        without_target(project, shown_to(viewer, project), labels)
        .select_related("article")
        .order_by("-n_answered", "article", "position")
    )


def shown_to(viewer: Membership | None, project: Project) -> QuerySet[Sentence]:
    """Return the sentences whose labels this member may see now."""
    sentences = Sentence.objects.in_project(project)
    if viewer is None:
        return sentences

    # Nobody sees others' labels while labelling.
    return sentences.exclude(article__in=open_articles(viewer))


def with_annotations(
    sentences: Iterable[Sentence],
    *,
    report_filter: ReportFilter | None = None,
    blind: bool = False,
) -> list[Disagreement]:
    """Return each sentence with the annotations that count, sorted by pseudonym.

    With `blind`, they are sorted by label, so that the order doesn't tell who gave which.
    Makes two queries, however many sentences there are.
    """
    sentences = list(sentences)
    counted: QuerySet[Annotation] = Annotation.objects.counted(tie_breaks=True)
    if report_filter is not None:
        counted = report_filter.apply(
            Annotation.objects.counted(unfinished=report_filter.unfinished)
        )

    by_sentence: defaultdict[int, list[Annotation]] = defaultdict(list)
    rows = (
        counted.filter(sentence__in=sentences)
        .select_related("label", "target", "assignment__annotator")
        .order_by(*(NEUTRAL_ORDER if blind else ["assignment__annotator__pseudonym"]))
    )
    for row in rows:
        by_sentence[row.sentence_id].append(row)

    neighbours = _neighbours(sentences)

    return [
        Disagreement(
            sentence,
            by_sentence[sentence.pk],
            *neighbours[sentence.pk],
        )
        for sentence in sentences
    ]


def _neighbours(sentences: Sequence[Sentence]) -> dict[int, tuple[str, str]]:
    """Return the texts of the sentences before and after each of these, by its id."""
    in_article = Sentence.objects.filter(
        project=OuterRef("project"), article=OuterRef("article")
    ).values("text")
    before = in_article.filter(position__lt=OuterRef("position")).order_by("-position")[:1]
    after = in_article.filter(position__gt=OuterRef("position")).order_by("position")[:1]

    rows = Sentence.objects.filter(pk__in=[sentence.pk for sentence in sentences]).values_list(
        "pk",
        Coalesce(Subquery(before), Value(""), output_field=TextField()),
        Coalesce(Subquery(after), Value(""), output_field=TextField()),
    )
    return {pk: (text_before, text_after) for pk, text_before, text_after in rows}
