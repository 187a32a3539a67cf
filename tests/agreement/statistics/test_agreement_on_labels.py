"""How much annotators agree on the sentences with certain labels, by hand."""

import numpy as np

from annotator.agreement.statistics.annotations import SKIPPED, Annotations
from annotator.agreement.statistics.annotators.agreement_on_labels import agreement_on_labels

CLAIM, DENIAL, DOUBT = range(3)


def table(*rows: tuple[int, ...]) -> Annotations:
    """One sentence a row, one annotator a column."""
    cells = [
        (sentence, annotator, label)
        for sentence, labels in enumerate(rows)
        for annotator, label in enumerate(labels)
    ]
    sentence, annotator, label = np.array(cells).T
    return Annotations.from_codes(
        article=sentence // 2 + 1,
        sentence=sentence + 1,
        annotator=annotator + 1,
        label=label,
        labels=3,
    )


def test_a_sentence_counts_if_somebody_else_gave_one_of_the_labels() -> None:
    annotations = table((CLAIM, CLAIM, DENIAL), (DENIAL, CLAIM, CLAIM), (CLAIM, CLAIM, CLAIM))
    sums, sentences = agreement_on_labels(annotations, [DENIAL])
    # Nobody else denies where only they do.
    assert sentences.tolist() == [1, 2, 1]
    assert sums.tolist() == [0.5, 1.0, 0.5]


def test_skips_count_for_nobody() -> None:
    annotations = table((DOUBT, SKIPPED, DOUBT), (SKIPPED, DOUBT, SKIPPED))
    sums, sentences = agreement_on_labels(annotations, [DOUBT])
    assert sentences.tolist() == [1, 0, 1]
    assert sums.tolist() == [1.0, 0.0, 1.0]


def test_without_annotations_there_is_nothing() -> None:
    none = np.zeros(0, np.int64)
    empty = Annotations.from_codes(
        article=none, sentence=none, annotator=none, label=none, labels=3
    )
    sums, sentences = agreement_on_labels(empty, [CLAIM])
    assert (len(sums), len(sentences)) == (0, 0)
