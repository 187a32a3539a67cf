"""Differences between two parts, compared with projects without each article."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.differences import (
    Differences,
    alpha_difference,
    differences,
)
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import article_sums
from tests.agreement.statistics.test_intervals import APPROXIMATE, FEW, a_project

# Of the test's project.
ALL_LABELS = 3


def some(annotations: Annotations, entries: np.ndarray, first: int = 0) -> Annotations:
    """Return some of the annotations; `first` is added to the codes of articles."""
    return Annotations.from_codes(
        article=annotations.articles[annotations.article_of[annotations.sentence]][entries] + first,
        sentence=annotations.sentence[entries],
        annotator=annotations.annotators[annotations.annotator][entries],
        label=annotations.label[entries],
        labels=annotations.labels,
    )


def groups(articles: int) -> tuple[Annotations, Annotations]:
    """Return the labels of two pairs of annotators, of the same articles."""
    annotations = a_project(articles)
    code = annotations.annotators[annotations.annotator]
    even = annotations.article_of[annotations.sentence] % 2 == 0
    # The project has a third annotator, another one in every second article.
    return some(annotations, (code == 1) | (code == 2)), some(
        annotations, np.where(even, code != 1, code != 2)
    )


def rounds(articles: int) -> tuple[Annotations, Annotations]:
    """Return two rounds without a shared article; the second has two articles more."""
    first, second = a_project(articles), a_project(articles + 2, seed=8)
    every = np.arange(len(second.label))
    return first, some(second, every, first=1000)


def without(annotations: Annotations, code: int) -> Annotations:
    kept = annotations.articles[annotations.article_of[annotations.sentence]] != code
    return some(annotations, kept)


def figures_of(found: Differences | Summary) -> list[Figure]:
    labels = [
        figure
        for label in found.per_label
        for figure in (label.krippendorff_alpha, label.specific_agreement)
    ]
    return [found.percent_agreement, found.krippendorff_alpha, found.gwet_ac1, *labels]


def plain_differences(first: Annotations, second: Annotations) -> list[float]:
    one, other = (figures_of(summarise(article_sums(part))) for part in (first, second))
    found = []
    for a, b in zip(one, other, strict=True):
        assert a.value is not None
        assert b.value is not None
        found.append(a.value - b.value)
    return found


@pytest.mark.parametrize("parts", [groups(24), rounds(22)], ids=["groups", "rounds"])
def test_intervals_equal_those_of_projects_without_each_article(
    parts: tuple[Annotations, Annotations],
) -> None:
    found = differences(*parts)
    values = plain_differences(*parts)
    codes = sorted({int(code) for part in parts for code in part.articles})
    left_out = [plain_differences(*(without(part, code) for part in parts)) for code in codes]
    articles = min(len(part.articles) for part in parts)

    for number, (figure, value) in enumerate(zip(figures_of(found), values, strict=True)):
        distances = [row[number] - value for row in left_out]
        squares = sum(d**2 for d in distances)
        variance = (articles - 1) / articles * squares
        kurtosis = articles * sum(d**4 for d in distances) / squares**2
        freedom = min(max(2 * articles / (kurtosis - 1), 1), articles - 1)
        half = stats.t.ppf(0.975, freedom) * sqrt(variance)
        assert figure.value == pytest.approx(value, abs=1e-12)
        assert (figure.low, figure.high) == pytest.approx((value - half, value + half), abs=1e-9)
        assert figure.reason is None


def test_shared_articles_are_counted_and_make_a_difference_sharper() -> None:
    first, second = groups(24)
    moved = some(second, np.arange(len(second.label)), first=1000)
    paired, apart = differences(first, second), differences(first, moved)
    assert (paired.shared_articles, apart.shared_articles) == (24, 0)
    for sharp, blunt in zip(figures_of(paired)[:3], figures_of(apart)[:3], strict=True):
        assert sharp.value == blunt.value
        assert sharp.high - sharp.low < blunt.high - blunt.low  # type: ignore[operator]


def test_a_part_compared_with_itself_does_not_differ() -> None:
    annotations = a_project(24)
    found = differences(annotations, annotations)
    for figure in figures_of(found):
        assert (figure.value, figure.low) == (0, None)


def test_the_part_with_fewer_articles_decides_whether_there_is_an_interval() -> None:
    large = a_project(40)
    every = np.arange(len(a_project(12).label))
    small = some(a_project(12), every, first=1000)
    assert differences(large, small).krippendorff_alpha.reason == APPROXIMATE
    every = np.arange(len(a_project(9).label))
    smaller = some(a_project(9), every, first=1000)
    assert differences(large, smaller).krippendorff_alpha.reason == FEW
    assert differences(smaller, large).krippendorff_alpha.value is not None


def test_without_labels_in_one_part_the_difference_is_undefined() -> None:
    annotations = a_project(24)
    nothing = some(annotations, np.zeros(0, np.int64))
    found = differences(annotations, nothing)
    assert found.krippendorff_alpha.value is None
    assert found.krippendorff_alpha.reason == "undefined in at least one of the two parts"
    assert len(found.per_label) == ALL_LABELS


def test_alpha_of_two_parts_of_the_same_annotations_needs_only_their_sums() -> None:
    first, second = rounds(20)
    both = Annotations.from_codes(
        article=np.concatenate([codes_of(first), codes_of(second)]),
        sentence=np.concatenate([first.sentence, second.sentence + len(first.article_of)]),
        annotator=np.concatenate([part.annotators[part.annotator] for part in (first, second)]),
        label=np.concatenate([first.label, second.label]),
        labels=first.labels,
    )
    sums = article_sums(both)
    is_first = both.articles < 1000
    found = alpha_difference(sums.subset(is_first), sums.subset(~is_first))
    other = differences(first, second).krippendorff_alpha

    assert (found.n, found.reason) == (other.n, other.reason)
    assert found.value == pytest.approx(other.value, abs=1e-12)
    assert [found.low, found.high] == pytest.approx([other.low, other.high], abs=1e-12)


def codes_of(annotations: Annotations) -> np.ndarray:
    return annotations.articles[annotations.article_of[annotations.sentence]]
