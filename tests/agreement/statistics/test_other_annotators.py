"""Intervals over articles and annotators, compared with projects without each of them."""

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.other_annotators import (
    OtherAnnotators,
    other_annotators,
)
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums
from tests.agreement.statistics.test_intervals import FEW

ARTICLES = 24


def a_project(annotators: int, articles: int = ARTICLES) -> Annotations:
    """Return a project in which three people label each article, and each errs in their own way.

    One more person labels a single sentence, alone.
    """
    chance = np.random.default_rng(annotators)
    article = np.repeat(np.arange(articles), 10 * 3)
    sentence = np.repeat(np.arange(articles * 10), 3)
    annotator = (article * 2 + np.tile(np.arange(3), articles * 10)) % annotators
    truth = chance.integers(0, 3, articles * 10)[sentence]
    errs = chance.random(len(article)) < 0.1 + 0.05 * annotator
    label = np.where(errs, annotator % 3, truth)
    return Annotations.from_codes(
        article=np.append(article, articles),
        sentence=np.append(sentence, articles * 10),
        annotator=np.append(annotator, annotators),
        label=np.append(label, 0),
        labels=3,
    )


def without(
    annotations: Annotations, entries: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Summary:
    kept = ~entries
    return summarise(
        article_sums(
            Annotations.from_codes(
                article=annotations.article_of[annotations.sentence][kept],
                sentence=annotations.sentence[kept],
                annotator=annotations.annotator[kept],
                label=annotations.label[kept],
                labels=annotations.labels,
            )
        )
    )


def figures_of(found: OtherAnnotators | Summary) -> list[Figure]:
    labels = (
        [label.krippendorff_alpha for label in found.per_label]
        if isinstance(found, Summary)
        else found.label_alpha
    )
    return [found.percent_agreement, found.krippendorff_alpha, *labels]


def found_in(annotations: Annotations) -> OtherAnnotators:
    sums = article_sums(annotations)
    return other_annotators(annotations, sums, summarise(sums))


@pytest.mark.parametrize("annotators", [6, 11])
def test_intervals_equal_those_of_projects_without_each_article_and_annotator(
    annotators: int,
) -> None:
    annotations = a_project(annotators)
    found = found_in(annotations)
    assert found.annotators == annotators, "who shares no sentence with anybody does not count"
    article = annotations.article_of[annotations.sentence]
    of_articles = [without(annotations, article == number) for number in range(ARTICLES)]
    of_annotators = [
        without(annotations, annotations.annotator == code) for code in range(annotators)
    ]

    for number, figure in enumerate(figures_of(found)):
        assert figure.value is not None

        def there(x: float | None, number: int = number) -> float:
            assert x is not None
            return log(x / (1 - x)) if number == 0 else -log(1 - x)

        middle = there(figure.value)
        one = [there(figures_of(summary)[number].value) - middle for summary in of_articles]
        other = [there(figures_of(summary)[number].value) - middle for summary in of_annotators]
        first = (ARTICLES - 1) / ARTICLES * sum(d**2 for d in one)
        second = (annotators - 1) / annotators * sum(d**2 for d in other)
        kurtosis = ARTICLES * sum(d**4 for d in one) / sum(d**2 for d in one) ** 2
        freedom = min(2 * ARTICLES / (kurtosis - 1), ARTICLES - 1)
        both = (first + second) ** 2 / (first**2 / freedom + second**2 / (annotators - 1))
        half = stats.t.ppf(0.975, both) * sqrt(first + second)

        ends = [middle - half, middle + half]
        expected = [1 / (1 + exp(-x)) if number == 0 else 1 - exp(-x) for x in ends]
        assert [figure.low, figure.high] == pytest.approx(expected, abs=1e-9)


def test_intervals_are_wider_than_those_of_articles_alone() -> None:
    annotations = a_project(8)
    articles_alone = figures_of(summarise(article_sums(annotations)))
    for wide, narrow in zip(figures_of(found_in(annotations)), articles_alone, strict=True):
        assert (wide.value, wide.n, wide.reason) == (narrow.value, narrow.n, narrow.reason)
        assert wide.low < narrow.low < narrow.high < wide.high  # type: ignore[operator]


def test_five_annotators_tell_too_little_about_others() -> None:
    alpha = found_in(a_project(5)).krippendorff_alpha
    assert alpha.value is not None
    assert (alpha.low, alpha.high, alpha.reason) == (
        None,
        None,
        "no interval (fewer than 6 annotators share a sentence with another one)",
    )
    assert found_in(a_project(8, articles=9)).krippendorff_alpha.reason == FEW


def test_disagreement_of_a_single_annotator_gives_no_interval() -> None:
    """Without this person, nobody would disagree."""
    annotations = a_project(6)
    agreed = np.arange(len(annotations.label)) // 3 % 3
    label = np.where(annotations.annotator == 2, annotations.sentence // 2 % 3, agreed)
    changed = Annotations.from_codes(
        article=annotations.article_of[annotations.sentence],
        sentence=annotations.sentence,
        annotator=annotations.annotator,
        label=label,
        labels=3,
    )
    assert (found_in(changed).krippendorff_alpha.reason or "").startswith(
        "no interval (without one of the annotators, nobody would disagree"
    )


def test_nothing_has_no_figures() -> None:
    none = np.zeros(0, np.int64)
    found = found_in(
        Annotations.from_codes(article=none, sentence=none, annotator=none, label=none, labels=3)
    )
    assert (found.annotators, found.krippendorff_alpha.value) == (0, None)
