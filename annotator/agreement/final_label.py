"""The final label of a sentence and the distribution of its labels, for pages and exports alike.

The final label is the adjudicated one; else none if at least half of the annotators skipped the
sentence (`cannot_tell` is not such a skip); else the label that all, or more than half, of the
labels are; else none. It counts the annotations that agreement counts, and those of tie-breakers.

All is computed in the database, so that lists can be filtered and sorted by it, and exports can be
streamed.
"""

from collections.abc import Sequence
from math import log

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Greatest, Ln

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Sentence
from annotator.labelling.assignments.predicates import annotation_counts
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Label

ANNOTATIONS = "annotations__"
LABEL_ORIGINS = ("adjudicated", "unanimous", "majority", "single")


def count_name(label: Label) -> str:
    return f"n_{label.key}"


def with_label_counts(
    sentences: QuerySet[Sentence], labels: Sequence[Label], *, counted: Q | None = None
) -> QuerySet[Sentence]:
    """Return the sentences with the counts of their annotations.

    They are `n_<key>` of each label, `n_labels`, `n_skipped`, `n_cannot_tell` and `n_annotators`.
    `counted` is the condition on `annotations` that count; by default, those that the final label
    counts.
    """
    counted = counted or annotation_counts(ANNOTATIONS, tie_breaks=True)
    cannot_tell = Q(annotations__skip_reason=SkipReason.CANNOT_TELL)
    skipped = Q(annotations__skip_reason__in=[r for r in SkipReason if r != SkipReason.CANNOT_TELL])

    return sentences.annotate(
        **{
            count_name(label): Count("annotations", filter=counted & Q(annotations__label=label))
            for label in labels
        },
        n_labels=Count("annotations", filter=counted & Q(annotations__label__isnull=False)),
        n_skipped=Count("annotations", filter=counted & skipped),
        n_cannot_tell=Count("annotations", filter=counted & cannot_tell),
        n_annotators=Count("annotations", filter=counted),
    )


def with_final_label(
    sentences: QuerySet[Sentence], labels: Sequence[Label], *, counted: Q | None = None
) -> QuerySet[Sentence]:
    """Return the sentences of `with_label_counts` with their final label.

    Adds `entropy`, `final_label` (a key, or empty) and `label_origin` (or empty). A sentence that
    was adjudicated as a skip has the origin `adjudicated` and no label.
    """
    counts = [F(count_name(label)) for label in labels]
    # Django's `Greatest` takes at least two expressions.
    top = Greatest(*counts) if len(counts) > 1 else next(iter(counts), Value(0))

    return (
        with_label_counts(with_decision(sentences), labels, counted=counted)
        .annotate(n_top=top, entropy=_entropy(labels))
        .annotate(
            # The first condition that holds decides, so that their order is the rule.
            label_origin=Case(
                When(decision__isnull=False, then=Value("adjudicated")),
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
                When(decision__isnull=False, gold__isnull=True, then=Value("")),
                When(decision__isnull=False, then=F("gold")),
                # A majority is unique: no other label has as many.
                *[
                    When(**{count_name(label): F("n_top")}, then=Value(label.key))
                    for label in labels
                ],
                default=Value(""),
                output_field=TextField(),
            )
        )
    )


def with_decision(sentences: QuerySet[Sentence]) -> QuerySet[Sentence]:
    """Return the sentences with the adjudication in force, or NULL.

    `decision` is its id, `gold` the key of its label, `gold_target` its target (a position, or the
    article's `outside_number` for "not in this article").
    """
    in_force = Adjudication.objects.decided().filter(sentence=OuterRef("pk")).order_by()
    target = Case(
        When(target_outside=True, then=F("article__outside_number")),
        default=F("target__position"),
        output_field=IntegerField(),
    )
    return sentences.annotate(
        decision=Subquery(in_force.values("pk")),
        gold=Subquery(in_force.values("label__key")),
        gold_target=Subquery(in_force.values(target_number=target)),
    )


def with_final_target(sentences: QuerySet[Sentence], labels: Sequence[Label]) -> QuerySet[Sentence]:
    """Return the sentences of `with_final_label` with `final_target`.

    It is the position of the sentence that the final denial or doubt is about, or the article's
    `outside_number` for "not in this article": the adjudicated target; else the one that everybody
    chose who gave that label and answered; else NULL.
    """
    with_target = [label for label in labels if label.takes_target]
    target = Case(
        When(annotations__target_outside=True, then=F("article__outside_number")),
        default=F("annotations__target__position"),
        output_field=IntegerField(),
    )
    counted = annotation_counts(ANNOTATIONS, tie_breaks=True)
    extremes: dict[str, Combinable] = {}

    # All chose the same target where the first and the last one are equal. Open answers
    # are NULL, which `Min` and `Max` ignore.
    for label in with_target:
        gave_label = counted & Q(annotations__label=label)
        extremes[f"first_target_{label.key}"] = Min(target, filter=gave_label)
        extremes[f"last_target_{label.key}"] = Max(target, filter=gave_label)

    return (
        with_final_label(sentences, labels)
        .annotate(**extremes)
        .annotate(
            final_target=Case(
                When(label_origin="adjudicated", then=F("gold_target")),
                *[
                    When(
                        Q(final_label=label.key)
                        & Q(**{f"first_target_{label.key}": F(f"last_target_{label.key}")}),
                        then=F(f"first_target_{label.key}"),
                    )
                    for label in with_target
                ],
                output_field=IntegerField(),
            )
        )
    )


def _entropy(labels: Sequence[Label]) -> Combinable:
    """Return Shannon's entropy of a sentence's labels, divided by log q: from 0 to 1.

    NULL for fewer than two labels, and in a project with a single label.
    """
    if len(labels) < 2:
        return Value(None, output_field=FloatField())

    total = Cast("n_labels", FloatField())
    # A share of 0 adds nothing to the entropy, but would be a division by zero here.
    terms = [
        Case(
            When(
                Q(**{f"{count_name(label)}__gt": 0})
                & Q(**{f"{count_name(label)}__lt": F("n_labels")}),
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

    return Case(
        When(n_labels__gte=2, then=summed / Value(log(len(labels)))), output_field=FloatField()
    )
