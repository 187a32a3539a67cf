from collections import Counter
from itertools import combinations
from math import log
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.statistics.annotations import (
    CANNOT_TELL,
    NOT_IN_ARTICLE,
    SKIPPED,
    UNANSWERED,
    Annotations,
)
from annotator.agreement.statistics.annotators.one_person import (
    has_answer_of,
    labels_of,
    most_others_gave,
)
from annotator.agreement.statistics.disputes import (
    count_disputes,
    entropies,
    has_different_labels,
    has_different_targets,
)
from annotator.agreement.statistics.true_labels.final_targets import (
    majority_targets,
    times_answered,
)
from annotator.agreement.statistics.true_labels.majority import NO_LABEL, majority_labels

LABELS = 3
# Label 1 and 2 take a target.
TAKES_TARGET = (1, 2)


class Answer(NamedTuple):
    article: int
    sentence: int
    person: int
    label: int
    target: int


def test_different_answers_are_counted_by_label_pair_and_article() -> None:
    rows = [
        # article, sentence, and the answers of two people
        (1, 10, (0, 1)),
        (1, 11, (0, 0)),
        (2, 20, (1, SKIPPED)),
        (2, 21, (CANNOT_TELL, SKIPPED)),
        (2, 22, (SKIPPED, SKIPPED)),
        (2, 23, (0, 1)),
    ]
    found = count_disputes(
        annotations_of(
            [
                Answer(article, sentence, person, answer, UNANSWERED)
                for article, sentence, answers in rows
                for person, answer in enumerate(answers)
            ]
        )
    )
    assert found.total == 4
    assert found.of_label.tolist() == [2, 3, 0]
    assert found.of_labels[0, 1] == found.of_labels[1, 0] == 2
    assert found.of_article.tolist() == [1, 3]


@st.composite
def some_answers(draw: st.DrawFn) -> list[Answer]:
    """Draw the answers of up to four people on up to six sentences, each at most once."""
    places = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), unique=True))
    return [
        # Sentences 60 to 65; those with even numbers are in article 8, the others in 7.
        Answer(
            7 + (sentence % 2 == 0),
            60 + sentence,
            person,
            label := draw(st.sampled_from([CANNOT_TELL, SKIPPED, 0, 1, 2])),
            draw(st.sampled_from([UNANSWERED, NOT_IN_ARTICLE, 60, 61]))
            if label in TAKES_TARGET
            else UNANSWERED,
        )
        for sentence, person in places
    ]


def annotations_of(answers: list[Answer]) -> Annotations:
    columns = np.array(answers, np.int64).reshape(-1, len(Answer._fields)).T
    article, sentence, person, label, target = columns
    return Annotations.from_codes(
        article=article,
        sentence=sentence,
        annotator=person,
        label=label,
        target=target,
        labels=LABELS,
    )


def by_sentence(annotations: Annotations, answers: list[Answer]) -> list[list[Answer]]:
    """Return the answers of each sentence, in the order of the arrays."""
    return [
        [answer for answer in answers if answer.sentence == sentence]
        for sentence in annotations.sentences.tolist()
    ]


def kinds(answers: list[Answer]) -> set[int]:
    return {answer.label for answer in answers}


@given(some_answers())
def test_labels_differ_where_two_people_gave_different_answers(answers: list[Answer]) -> None:
    annotations = annotations_of(answers)
    expected = [len(kinds(said)) > 1 for said in by_sentence(annotations, answers)]
    assert has_different_labels(annotations.all_counts()).tolist() == expected


@given(some_answers())
def test_targets_differ_where_two_with_one_label_chose_others(answers: list[Answer]) -> None:
    annotations = annotations_of(answers)
    expected = [
        any(
            one.label == other.label and one.target != other.target
            for one, other in combinations(said, 2)
            if UNANSWERED not in (one.target, other.target)
        )
        for said in by_sentence(annotations, answers)
    ]
    assert has_different_targets(annotations, TAKES_TARGET).tolist() == expected
    assert not has_different_targets(annotations, ()).any()


@given(some_answers())
def test_the_final_target_is_that_of_more_than_half(answers: list[Answer]) -> None:
    annotations = annotations_of(answers)
    final = majority_labels(annotations.all_counts())
    expected = []
    for said, label in zip(by_sentence(annotations, answers), final.tolist(), strict=True):
        targets = Counter(
            one.target for one in said if one.label == label and one.target != UNANSWERED
        )
        most = [target for target, times in targets.items() if 2 * times > targets.total()]
        expected.append(most[0] if most else UNANSWERED)

    assert majority_targets(annotations, final, TAKES_TARGET).tolist() == expected
    assert times_answered(annotations).tolist() == [
        sum(one.target != UNANSWERED for one in said) for said in by_sentence(annotations, answers)
    ]


@given(some_answers(), st.integers(1, 5))
def test_the_labels_of_one_person_beside_those_of_the_others(
    answers: list[Answer], person: int
) -> None:
    annotations = annotations_of(answers)
    own = labels_of(annotations, person)
    counts = annotations.counts()
    said = by_sentence(annotations, answers)
    theirs = [next((one for one in each if one.person == person), None) for each in said]

    assert has_answer_of(annotations, person).tolist() == [one is not None for one in theirs]
    assert own.tolist() == [
        one.label if one is not None and one.label >= 0 else NO_LABEL for one in theirs
    ]
    for label in range(LABELS):
        expected = []
        for one, each in zip(theirs, said, strict=True):
            others = [other.label for other in each if other.person != person and other.label >= 0]
            gave_another = one is not None and one.label not in (SKIPPED, CANNOT_TELL, label)
            expected.append(gave_another and 2 * others.count(label) > len(others))
        assert most_others_gave(counts, own, label).tolist() == expected


def test_entropy_is_1_where_all_labels_are_as_frequent() -> None:
    counts = np.array([[1, 3, 1, 2, 0, 1], [1, 0, 3, 1, 0, 0], [1, 1, 0, 0, 4, 0]])
    found = entropies(counts)
    three_to_one = -(0.75 * log(0.75) + 0.25 * log(0.25)) / log(3)
    assert found[:1].tolist() == pytest.approx([1.0])
    assert found[1] == found[2] == pytest.approx(three_to_one)
    assert found[4] == 0
    assert np.isnan(found[5]), "one label"
    assert np.isnan(entropies(np.array([[3]]))).all(), "a project with one label"
