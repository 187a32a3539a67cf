"""The final label and target of a sentence, and the distribution of its labels, for all pages and
exports.

The final label is the adjudicated one. Without an adjudication, a majority decides three questions,
one after the other:

1. Is the sentence fit to be labelled? No label if at least half of its annotators skipped it
   (`cannot_tell` is not such a skip).
2. Can its label be told? No label if at least as many chose `cannot_tell` as gave a label.
3. Which label? The one that more than half of the labels are; else none.

The final target is the adjudicated one; else the target that more than half chose of those who gave
the final label and answered; else none.

Both count the annotations that agreement counts, and those of tie-breakers. All is computed in the
database, so that lists can be filtered and sorted by it, and exports can be streamed.
`statistics/true_labels/majority.py` has the same rule for arrays.
"""

from collections.abc import Sequence
from math import log
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    Func,
    IntegerField,
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
# The origins of a sentence without a final label. A sentence that was adjudicated as a skip has no
# label either.
UNDECIDED = ("", "cannot_tell")
LABEL_ORIGINS = ("adjudicated", "unanimous", "majority", "single", "cannot_tell")


class _MajorityOf(Func):
    """The value that more than half of an array are, or NULL."""

    template = (
        "(SELECT value FROM (SELECT value, count(*) AS times, sum(count(*)) OVER () AS total "
        "FROM unnest(%(expressions)s) AS value GROUP BY value) AS counted "
        "WHERE 2 * times > total)"
    )
    output_field = IntegerField()


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

    Adds `entropy`, `final_label` (a key, or empty) and `label_origin`:

    - `adjudicated`: also if it was adjudicated as a skip, and has no label;
    - `unanimous`: two annotators or more, who all gave this label;
    - `majority`: more than half of the labels, and somebody gave another, skipped or could not
      tell;
    - `single`: the only annotator gave it;
    - `cannot_tell`: no label, because at least as many chose this as gave a label;
    - empty: nobody labelled it, at least half skipped it, or no label has a majority.
    """
    counts = [F(count_name(label)) for label in labels]
    # Django's `Greatest` takes at least two expressions.
    top = Greatest(*counts) if len(counts) > 1 else next(iter(counts), Value(0))

    return (
        with_label_counts(with_decision(sentences, labels), labels, counted=counted)
        .annotate(n_top=top, entropy=_entropy(labels))
        .annotate(
            # The first condition that holds decides, so that their order is the rule.
            label_origin=Case(
                When(decision__isnull=False, then=Value("adjudicated")),
                # Also without annotators: 0 are at least half of 0.
                When(n_skipped__gte=F("n_annotators") - F("n_skipped"), then=Value("")),
                When(n_cannot_tell__gte=F("n_labels"), then=Value("cannot_tell")),
                When(n_annotators=1, then=Value("single")),
                When(n_top=F("n_annotators"), then=Value("unanimous")),
                When(n_top__gt=F("n_labels") - F("n_top"), then=Value("majority")),
                default=Value(""),
                output_field=TextField(),
            )
        )
        .annotate(
            final_label=Case(
                When(label_origin__in=UNDECIDED, then=Value("")),
                When(decision__isnull=False, gold__isnull=True, then=Value("")),
                When(decision__isnull=False, then=F("gold")),
                # A majority is unique. `n_top` would write the counts of all labels for each label.
                *[
                    When(
                        **{f"{count_name(label)}__gt": F("n_labels") - F(count_name(label))},
                        then=Value(label.key),
                    )
                    for label in labels
                ],
                default=Value(""),
                output_field=TextField(),
            )
        )
    )


def with_decision(sentences: QuerySet[Sentence], labels: Sequence[Label]) -> QuerySet[Sentence]:
    """Return the sentences of the labels' project with the adjudication in force, or NULL.

    `decision` is its id, `gold` the key of its label, `gold_target` its target (a position, or the
    article's `outside_number` for "not in this article").
    """
    # A value, where there is one: a subquery on the project of each sentence can't be routed.
    own: Any = labels[0].project_id if labels else OuterRef("project")
    in_force = Adjudication.objects.decided().filter(project=own, sentence=OuterRef("pk"))
    in_force = in_force.order_by()
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

    It is the position of the sentence that the final denial or doubt is about, the article's
    `outside_number` for "not in this article", or NULL. An adjudicator who leaves the target open
    leaves it to those who gave the label that was decided on.
    """
    with_target = [label for label in labels if label.takes_target]
    target = Case(
        When(annotations__target_outside=True, then=F("article__outside_number")),
        default=F("annotations__target__position"),
        output_field=IntegerField(),
    )

    return (
        with_final_label(sentences, labels)
        .annotate(
            **{
                f"targets_{label.key}": ArrayAgg(
                    target, filter=_is_answered() & Q(annotations__label=label)
                )
                for label in with_target
            }
        )
        .annotate(
            final_target=Case(
                When(gold_target__isnull=False, then=F("gold_target")),
                *[
                    When(final_label=label.key, then=_MajorityOf(F(f"targets_{label.key}")))
                    for label in with_target
                ],
                output_field=IntegerField(),
            )
        )
    )


def _is_answered() -> Q:
    """Whether an annotation counts and has a target."""
    has_target = Q(annotations__target_outside=True) | Q(annotations__target__isnull=False)
    return annotation_counts(ANNOTATIONS, tie_breaks=True) & has_target


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
