"""The final label of a sentence, and how its labels are spread: the one definition, used by pages and exports alike.

Adjudicated; else none where at least half of the sentence's annotators skipped it (`cannot_tell` apart); else the label
of all; else the label of more than half of the labels; else none. It counts what agreement counts, plus tie-breaks.
"""

from collections.abc import Sequence
from math import log

from django.db.models import Case, Count, F, FloatField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Greatest, Ln

from annotator.corpus.models import Sentence
from annotator.labelling.models import SkipReason, counted_condition
from annotator.projects.models import Label

ANNOTATIONS = "annotations__"


def count_name(label: Label) -> str:
    return f"n_{label.key}"


def with_label_counts(sentences: QuerySet[Sentence], labels: Sequence[Label]) -> QuerySet[Sentence]:
    """Each sentence with `n_<key>` of each label, `n_labels`, `n_skipped`, `n_cannot_tell` and `n_annotators`."""
    counted = counted_condition(ANNOTATIONS, tie_breaks=True)
    cannot_tell = Q(annotations__skip_reason=SkipReason.CANNOT_TELL)
    skipped = Q(annotations__skip_reason__in=[r for r in SkipReason if r != SkipReason.CANNOT_TELL])
    return sentences.annotate(
        **{count_name(label): Count("annotations", filter=counted & Q(annotations__label=label)) for label in labels},
        n_labels=Count("annotations", filter=counted & Q(annotations__label__isnull=False)),
        n_skipped=Count("annotations", filter=counted & skipped),
        n_cannot_tell=Count("annotations", filter=counted & cannot_tell),
        n_annotators=Count("annotations", filter=counted),
    )


def with_final_label(sentences: QuerySet[Sentence], labels: Sequence[Label]) -> QuerySet[Sentence]:
    """`with_label_counts`, plus `entropy`, `final_label` (a key, or empty) and `label_origin` (or empty)."""
    counts = [F(count_name(label)) for label in labels]
    top = Greatest(*counts) if len(counts) > 1 else counts[0]
    return (
        with_label_counts(sentences, labels)
        .annotate(n_top=top, entropy=_entropy(labels))
        .annotate(
            label_origin=Case(
                When(n_labels=0, then=Value("")),
                When(n_skipped__gte=F("n_annotators") - F("n_skipped"), then=Value("")),
                When(n_labels=1, then=Value("single")),
                When(n_top=F("n_labels"), then=Value("unanimous")),
                When(n_top__gt=F("n_labels") - F("n_top"), then=Value("majority")),
                default=Value(""),
                output_field=TextField(),
            )
        )
        .annotate(
            final_label=Case(
                When(label_origin="", then=Value("")),
                *[When(**{count_name(label): F("n_top")}, then=Value(label.key)) for label in labels],
                default=Value(""),
                output_field=TextField(),
            )
        )
    )


def _entropy(labels: Sequence[Label]) -> Combinable:
    """Shannon's entropy of a sentence's labels over the project's q labels, from 0 to 1; NULL below two labels."""
    if len(labels) < 2:
        return Value(None, output_field=FloatField())
    total = Cast("n_labels", FloatField())
    terms = [
        Case(
            When(
                Q(**{f"{count_name(label)}__gt": 0}) & Q(**{f"{count_name(label)}__lt": F("n_labels")}),
                then=F(count_name(label)) / total * Ln(total / F(count_name(label))),
            ),
            default=Value(0.0),
            output_field=FloatField(),
        )
        for label in labels
    ]
    summed: Combinable = terms[0]
    for term in terms[1:]:
        summed = summed + term
    return Case(When(n_labels__gte=2, then=summed / Value(log(len(labels)))), output_field=FloatField())
