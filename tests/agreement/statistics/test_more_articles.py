"""More articles for the next narrower interval: the same number as a whole plan says."""

import pytest

from annotator.agreement.statistics.planning.more_articles import HALF_WIDTHS, more_articles
from annotator.agreement.statistics.planning.planned import plan_alphas
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from tests.agreement.statistics.test_planning import drawn


@pytest.mark.parametrize("articles", [25, 60, 400])
def test_the_numbers_are_those_of_the_plan(articles: int) -> None:
    annotations = drawn(articles, 3)
    sums = article_sums(annotations)
    summary = summarise(sums)
    figures = [
        summary.krippendorff_alpha,
        *(label.krippendorff_alpha for label in summary.per_label),
    ]
    plans = {width: plan_alphas(annotations, figures, width).figures for width in HALF_WIDTHS}

    found = more_articles(sums)
    assert len(found) == 4
    for number, more in enumerate(found):
        now = plans[HALF_WIDTHS[0]][number]
        assert now.half_width is not None
        if more is None:
            assert now.half_width <= HALF_WIDTHS[-1]
            continue
        needed = plans[more.half_width][number].needed
        assert needed is not None
        assert needed.articles is not None
        assert more.more == needed.articles - now.articles
        assert now.half_width > more.half_width or needed.articles > now.articles
    # Both widths are aimed at somewhere, and few articles are not enough for all.
    assert any(found) == (articles < 400)


def test_without_an_interval_there_is_no_number() -> None:
    assert more_articles(article_sums(drawn(5, 3))) == [None] * 4
