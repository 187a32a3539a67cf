"""The sentences whose annotators gave different labels, worst first, each with who said what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from annotator.agreement.final_label import count_name, with_final_label
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Project


@dataclass(frozen=True)
class Disagreement:
    sentence: Sentence
    annotations: list[Annotation]


def disputed_sentences(project: Project, labels: Sequence[Label]) -> QuerySet[Sentence]:
    """Sentences with at least two different labels: the most evenly torn first, then those with the most labels."""
    in_use = Q()
    for label in labels:
        in_use |= Q(**{f"{count_name(label)}__gt": 0}) & Q(**{f"{count_name(label)}__lt": F("n_labels")})
    return (
        with_final_label(Sentence.objects.in_project(project), labels)
        .filter(in_use)
        .select_related("article")
        .order_by("-entropy", "-n_labels", "article", "position")
    )


def with_annotations(sentences: Iterable[Sentence]) -> list[Disagreement]:
    """Each sentence with the annotations that count, by pseudonym: one query, however many sentences."""
    sentences = list(sentences)
    by_sentence: defaultdict[int, list[Annotation]] = defaultdict(list)
    rows = (
        Annotation.objects.counted(tie_breaks=True)
        .filter(sentence__in=sentences)
        .select_related("label", "target", "assignment__annotator")
        .order_by("assignment__annotator__pseudonym")
    )
    for row in rows:
        by_sentence[row.sentence_id].append(row)
    return [Disagreement(sentence, by_sentence[sentence.pk]) for sentence in sentences]
