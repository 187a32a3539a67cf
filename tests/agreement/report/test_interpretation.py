"""The verdict on a report: by the lower end of the interval, and none without an interval."""

import numpy as np
import pytest

from annotator.agreement.report.interpretation import (
    next_step,
    prevalence_in_words,
    verdict_in_words,
)
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.shapes import FigureShape, Report
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article


def a_report(
    value: float | None, low: float | None = None, high: float | None = None, **fields: object
) -> Report:
    alpha = FigureShape(value=value, n=43, low=low, high=high, reason=None)
    return {"krippendorff_alpha": alpha | fields, "pairable_articles": fields.get("articles", 40)}  # type: ignore[return-value,operator,typeddict-item]


@pytest.mark.parametrize(
    ("value", "low", "high", "says"),
    [
        (0.9, 0.8, 0.95, "labels to rely on"),
        (0.9, 0.79, 0.95, "tentative conclusions only"),
        (0.8, 0.667, 0.9, "tentative conclusions only"),
        (0.75, 0.66, 0.82, "below 0.667"),
        (0.3, 0.01, 0.5, "the whole interval is above 0"),
        (0.005, -0.023, 0.033, "includes 0, the agreement expected by chance"),
        (0.9, -0.1, 0.95, "includes 0"),
        (-0.2, -0.3, -0.1, "less than expected by chance"),
    ],
)
def test_the_verdict_is_by_the_lower_end(value: float, low: float, high: float, says: str) -> None:
    assert says in verdict_in_words(a_report(value, low, high))


def test_a_verdict_names_the_interval_with_real_minus_signs() -> None:
    assert "[−0.023, 0.033]" in verdict_in_words(a_report(0.005, -0.023, 0.033))


def test_without_an_interval_there_is_no_verdict() -> None:
    few = verdict_in_words(a_report(0.769, articles=6))
    assert few == "Too few articles for a verdict: alpha is 0.769 on 43 sentences of 6 articles."
    other = verdict_in_words(a_report(0.769, reason="no interval (fewer than 10 articles)"))
    assert other == (
        "No verdict without an interval: alpha is 0.769 on 43 sentences of 40 articles; "
        "no interval (fewer than 10 articles)."
    )
    assert next_step(a_report(0.1, articles=6)) == ""


def test_an_undefined_alpha_has_its_reason_in_the_verdict() -> None:
    assert verdict_in_words(a_report(None, reason="only one label was used")) == (
        "Alpha is not defined: only one label was used."
    )


def test_the_verdict_gives_no_advice() -> None:
    for low in (0.9, 0.7, 0.4, -0.1):
        text = verdict_in_words(a_report(0.95, low, 0.97))
        for advice in ("codebook", "Discuss", "Review", "adjudicate"):
            assert advice not in text
    assert next_step(a_report(0.95, 0.9, 0.97)) == ""
    assert "codebook" in next_step(a_report(0.5, 0.4, 0.6))
    assert "before anyone labels more" in next_step(a_report(0.005, -0.023, 0.033))


def test_random_labels_get_a_verdict_that_includes_chance(
    project: Project, ana: Membership, ben: Membership
) -> None:
    """Twenty articles of ten sentences, labelled by two people who draw one of four labels."""
    chance = np.random.default_rng(3)
    keys = ["claim", "denial", "doubt", "opinion"]
    for number in range(20):
        article = make_article(
            project, " ".join(f"It held on day {number} at {hour}." for hour in range(10))
        )
        for member in (ana, ben):
            label_article(member, *chance.choice(keys, 10).tolist(), article=article)
    report = agreement_report(project)
    assert report["krippendorff_alpha"]["low"] is not None
    assert report["krippendorff_alpha"]["low"] < 0
    assert "includes 0" in verdict_in_words(report)


def test_three_sentences_of_one_article_get_no_verdict(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    for member in (ana, ben):
        label_article(member, "claim", "denial", "opinion")
    text = verdict_in_words(agreement_report(project))
    assert text == "Too few articles for a verdict: alpha is 1.000 on 3 sentences of 1 article."


def test_a_very_frequent_label_gets_a_warning_without_praise() -> None:
    counts = {"claim": {"count": 95}, "denial": {"count": 5}}
    report = {
        "per_label": counts,
        "krippendorff_alpha": {"value": 0.005},
        "gwet_ac1": {"value": 0.9},
    }
    text = prevalence_in_words(report, {"claim": "Claim", "denial": "Denial"})  # type: ignore[arg-type]
    assert text.startswith("95% of the labels are “Claim”")
    assert "people agree" not in text
