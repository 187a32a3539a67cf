"""The answers to a sentence that can be taken as they are: a label with its target."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.models import Adjudication
from annotator.agreement.statistics.annotations import CANNOT_TELL, SKIPPED
from annotator.agreement.statistics.true_labels.majority import NO_LABEL, majority_labels
from annotator.corpus.models import Article
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Annotation
from annotator.projects.models import Label

# The keys of the offered answers, as on the labelling page.
LETTERS = "XYZ"


@dataclass(frozen=True)
class Answer:
    """A label, with the number of its target as the form has it, or None without one.

    `votes` is how many annotators gave it, `letter` the key that takes it.
    """

    label: Label
    number: int | None
    outside_number: int
    votes: int = 0
    letter: str = ""

    @property
    def value(self) -> str:
        """The answer as the form sends it."""
        return self.label.key if self.number is None else f"{self.label.key}:{self.number}"

    @property
    def is_outside(self) -> bool:
        return self.number == self.outside_number


def number_of_target(given: Annotation, article: Article) -> int | None:
    """Return the target as the form has it: a position, the article's `outside_number`, or None."""
    if given.target_outside:
        return article.outside_number
    return given.target.position if given.target else None


def majority_targets(annotations: Sequence[Annotation], article: Article) -> dict[str, int]:
    """Return the target that more than half chose of those who gave a label and a target.

    By the key of the label; a label without such a target is missing.
    """
    found = {}
    for key, numbers in _targets_by_label(annotations, article).items():
        [(number, votes)] = Counter(numbers).most_common(1)
        if 2 * votes > len(numbers):
            found[key] = number
    return found


def have_different_targets(annotations: Sequence[Annotation], article: Article) -> bool:
    """Whether people who gave the same label chose different targets."""
    by_label = _targets_by_label(annotations, article)
    return any(len(set(numbers)) > 1 for numbers in by_label.values())


def lacks_target(
    annotations: Sequence[Annotation],
    decision: Adjudication | None,
    labels: Sequence[Label],
    article: Article,
) -> bool:
    """Whether the final label takes a target, and none is settled: `find_unsettled_targets`."""
    label = decision.label if decision else _majority_label(annotations, labels)
    if label is None or not label.takes_target:
        return False
    if decision and (decision.target_id or decision.target_outside):
        return False
    return label.key not in majority_targets(annotations, article)


def majority_answer(
    annotations: Sequence[Annotation], labels: Sequence[Label], article: Article
) -> Answer | None:
    """Return the label that the sentence has by majority, with its target, if it has one.

    None if no label has a majority, or if its targets have none: then somebody has to choose.
    """
    label = _majority_label(annotations, labels)
    if label is None or label.retired_at:
        return None

    targets = _targets_by_label(annotations, article).get(label.key)
    number = majority_targets(annotations, article).get(label.key)
    if targets and number is None:
        return None
    return Answer(label, number, article.outside_number)


def offered_answers(annotations: Iterable[Annotation], article: Article) -> list[Answer]:
    """Return the labels with targets that annotators gave, the most frequent first."""
    given = Counter(
        (annotation.label, number_of_target(annotation, article))
        for annotation in annotations
        if annotation.label and not annotation.label.retired_at
    )
    with_target = [
        (label, number, votes)
        for (label, number), votes in given.items()
        if label is not None and number is not None
    ]
    with_target.sort(key=lambda answer: (-answer[2], answer[0].position, answer[1]))
    letters = [*LETTERS, *[""] * len(with_target)]

    return [
        Answer(label, number, article.outside_number, votes, letter)
        for (label, number, votes), letter in zip(with_target, letters, strict=False)
    ]


def _targets_by_label(annotations: Iterable[Annotation], article: Article) -> dict[str, list[int]]:
    targets: dict[str, list[int]] = {}
    for annotation in annotations:
        number = number_of_target(annotation, article)
        if annotation.label and number is not None:
            targets.setdefault(annotation.label.key, []).append(number)
    return targets


def _majority_label(annotations: Iterable[Annotation], labels: Sequence[Label]) -> Label | None:
    """Return the final label that the sentence has without an adjudication."""
    numbers = {label.pk: number for number, label in enumerate(labels)}
    counts = np.zeros((2 + len(labels), 1), dtype=np.int64)
    for annotation in annotations:
        skip = CANNOT_TELL if annotation.skip_reason == SkipReason.CANNOT_TELL else SKIPPED
        number = skip if annotation.label_id is None else numbers[annotation.label_id]
        counts[number - CANNOT_TELL] += 1

    number = int(majority_labels(counts)[0])
    return None if number == NO_LABEL else labels[number]
