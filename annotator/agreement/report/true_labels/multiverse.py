"""The final labels under other rules, side by side: how many change, and what the shares become.

If a result holds under each of these rules, it does not depend on the one that was chosen.
"""

from collections.abc import Iterator, Sequence
from typing import TypedDict

import numpy as np

from annotator.agreement.report.data import (
    ReportFilter,
    load_counted_annotations,
    load_pseudonyms,
)
from annotator.agreement.report.shapes import rounded
from annotator.agreement.report.true_labels.final_labels import Decisions, load_decisions
from annotator.agreement.report.true_labels.prevalence import with_tie_breaks
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.leave_one_out import leave_one_out
from annotator.agreement.statistics.arrays import Ints
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import ArticleSums, article_sums
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene
from annotator.agreement.statistics.true_labels.majority import (
    NO_LABEL,
    can_have_label,
    counts_without,
    majority_labels,
)
from annotator.projects.models import Label, Membership, Project

# The rules besides "without", of which there is one for each annotator.
ADJUDICATED, MAJORITY, MODEL = "adjudicated", "majority", "model"
WITHOUT_TIE_BREAKS, WITHOUT = "without_tie_breaks", "without_annotator"


class Variant(TypedDict):
    """The final labels under one rule, compared with those of the rule `adjudicated`.

    `labelled` is the number of sentences with a final label. `changed` counts those with another
    label, `gained` those with a label that had none, `lost` those that have none now.
    `prevalence` has the share of each label among the final labels, None without any.
    `krippendorff_alpha` is that of the annotations that the labels come from.
    """

    rule: str
    annotator: str | None
    labelled: int
    changed: int
    gained: int
    lost: int
    prevalence: dict[str, float | None]
    krippendorff_alpha: float | None


class Multiverse(TypedDict):
    """`sentences` were annotated or adjudicated; `variants` is empty if there are none."""

    project: str
    sentences: int
    variants: list[Variant]


def multiverse(project: Project, *, viewer: Membership | None = None) -> Multiverse:
    """Return the final labels of the project under each rule.

    Articles that the viewer has open are left out.
    """
    labels = list(project.labels.all())
    report_filter = ReportFilter(viewer=viewer)
    # Agreement leaves tie-breaks out; final labels and the model count them.
    counted = load_counted_annotations(project, labels, report_filter).annotations
    everything = with_tie_breaks(project, labels, report_filter, counted)

    decided = load_decisions(project, labels, everything, report_filter)
    sentences = len(decided.label)
    variants = list(_variants(project, labels, counted, everything, decided)) if sentences else []
    return Multiverse(project=project.slug, sentences=sentences, variants=variants)


def _variants(
    project: Project,
    labels: Sequence[Label],
    counted: Annotations,
    everything: Annotations,
    decided: Decisions,
) -> Iterator[Variant]:
    by_majority = majority_labels(everything.all_counts())
    chosen = decided.over(by_majority)
    sums = article_sums(everything)
    alpha, alpha_counted = _alpha(sums), _alpha(article_sums(counted))

    # The sentences of `counted` among those of `everything`, which are not sorted.
    order = np.argsort(everything.sentences)
    rows = order[np.searchsorted(everything.sentences, counted.sentences, sorter=order)]

    def placed(found: Ints) -> Ints:
        """Return labels of the sentences of `counted` as labels of all sentences."""
        result = np.full(len(everything.sentences), NO_LABEL)
        result[rows] = found
        return result

    without_tie_breaks = decided.over(placed(majority_labels(counted.all_counts())))
    for rule, final, figure in (
        (ADJUDICATED, chosen, alpha),
        (MAJORITY, decided.padded(by_majority), alpha),
        (MODEL, decided.padded(_most_probable(everything)), alpha),
        (WITHOUT_TIE_BREAKS, without_tie_breaks, alpha_counted),
    ):
        yield _variant(rule, None, labels, _changes(chosen, final, len(labels)), figure)

    yield from _without_each(project, labels, everything, sums, decided, chosen, alpha)


def _without_each(
    project: Project,
    labels: Sequence[Label],
    annotations: Annotations,
    sums: ArticleSums,
    decided: Decisions,
    chosen: Ints,
    alpha: Figure,
) -> Iterator[Variant]:
    """Yield the variant without each annotator, by pseudonym. Their adjudications stay."""
    # All at once: each annotation is left out of its own sentence.
    entries = np.arange(len(annotations))
    left = majority_labels(counts_without(annotations, entries))
    sentence = annotations.sentence
    final = np.where(decided.is_decided[sentence], decided.label[sentence], left)

    # The differences of an annotator, added to the table of all sentences unchanged.
    unchanged = _changes(chosen, chosen, len(labels))
    size = len(labels) + 1
    cells = (
        (annotations.annotator.astype(np.int64) * size + chosen[sentence] + 1) * size + final + 1
    )
    people = len(annotations.annotators)
    after = np.bincount(cells, minlength=people * size * size).reshape(people, size, size)

    without = {
        found.annotator: found.krippendorff_alpha for found in leave_one_out(annotations, sums)
    }
    pseudonyms = load_pseudonyms(project, annotations.annotators)
    codes = annotations.annotators.tolist()
    for index, code in sorted(enumerate(codes), key=lambda item: pseudonyms[item[1]]):
        table = unchanged + after[index] - np.diag(after[index].sum(axis=1))
        # Somebody who only skipped changes no alpha.
        yield _variant(WITHOUT, pseudonyms[code], labels, table, without.get(code, alpha))


def _changes(before: Ints, after: Ints, q: int) -> Ints:
    """Return how many sentences went from each final label to each: (1 + q, 1 + q).

    Row and column 0 stand for no label.
    """
    cells = (before + 1) * (q + 1) + after + 1
    return np.bincount(cells, minlength=(q + 1) ** 2).reshape(q + 1, q + 1)


def _variant(
    rule: str, annotator: str | None, labels: Sequence[Label], table: Ints, alpha: Figure
) -> Variant:
    of_label = table.sum(axis=0)[1:]
    labelled = int(of_label.sum())
    gained, lost = int(table[0, 1:].sum()), int(table[1:, 0].sum())
    return Variant(
        rule=rule,
        annotator=annotator,
        labelled=labelled,
        changed=int(table[1:, 1:].sum() - np.trace(table[1:, 1:])),
        gained=gained,
        lost=lost,
        prevalence={
            label.key: rounded(count / labelled) if labelled else None
            for label, count in zip(labels, of_label.tolist(), strict=True)
        },
        krippendorff_alpha=rounded(alpha.value),
    )


def _most_probable(annotations: Annotations) -> Ints:
    """Return the label that Dawid and Skene's model finds most probable: (sentences,).

    Sentences that are mostly skipped, or that can't be told, have none under this rule, too.
    """
    result = np.full(len(annotations.sentences), NO_LABEL)
    fit = can_have_label(annotations.all_counts())
    estimate = dawid_skene(annotations)
    # The model has the sentences with a label, in the order of the annotations.
    labelled = annotations.counts().sum(axis=0) > 0
    result[labelled] = estimate.probabilities.argmax(axis=1)
    return np.where(fit, result, NO_LABEL)


def _alpha(sums: ArticleSums) -> Figure:
    return summarise(sums).krippendorff_alpha
