"""Sentences with the annotations of everybody, as reviewers see them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from annotator.agreement.adjudication.lists.doubted import Doubt
from annotator.agreement.report.data import ReportFilter, open_articles
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project

# An order of annotations that says nothing about the annotators. Skips are last.
NEUTRAL_ORDER = (F("label__position").asc(nulls_last=True), "skip_reason", "target__position")


@dataclass(frozen=True)
class Disagreement:
    """A sentence with everybody's annotations, the sentences before and after it, and what the
    model doubts about its final label, in the list of such sentences.
    """

    sentence: Sentence
    annotations: list[Annotation]
    before: str
    after: str
    doubt: Doubt | None = None


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
    doubts: Mapping[int, Doubt] | None = None,
) -> list[Disagreement]:
    """Return each sentence with the annotations that count, sorted by pseudonym.

    With `blind`, they are sorted by label, so that the order doesn't tell who gave which. `doubts`
    are by the ids of sentences. Makes two queries, however many sentences there are.
    """
    sentences = list(sentences)
    if not sentences:
        return []

    own = Annotation.objects.filter(project=sentences[0].project_id)
    counted: QuerySet[Annotation] = own.counted(tie_breaks=True)
    if report_filter is not None:
        counted = report_filter.apply(own.counted(unfinished=report_filter.unfinished))

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
            (doubts or {}).get(sentence.pk),
        )
        for sentence in sentences
    ]


def _neighbours(sentences: Sequence[Sentence]) -> dict[int, tuple[str, str]]:
    """Return the texts of the sentences before and after each of these, by its id."""
    of_project = Sentence.objects.filter(project=sentences[0].project_id)
    in_article = of_project.filter(article=OuterRef("article")).values("text")
    before = in_article.filter(position__lt=OuterRef("position")).order_by("-position")[:1]
    after = in_article.filter(position__gt=OuterRef("position")).order_by("position")[:1]

    rows = of_project.filter(pk__in=[sentence.pk for sentence in sentences]).values_list(
        "pk",
        Coalesce(Subquery(before), Value(""), output_field=TextField()),
        Coalesce(Subquery(after), Value(""), output_field=TextField()),
    )
    return {pk: (text_before, text_after) for pk, text_before, text_after in rows}
