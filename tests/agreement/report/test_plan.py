"""The plan of a project: page, command and API."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.planning.chart import ReliabilityChart
from annotator.agreement.report.planning.plan import make_plan
from annotator.agreement.report.report import agreement_report
from annotator.projects.models import Project, Role
from tests.agreement.report.test_views import text_of
from tests.support.make import label_article, make_article, make_member, make_project
from tests.support.remembered import remember

PAGE = "/p/dam/plan/"
CALL = "/api/v1/projects/dam/agreement/plan/"


def make_pilot() -> Project:
    """Thirty articles that three people labelled; ben and cleo err in every third and fourth."""
    project = make_project()
    ana, ben, cleo = (make_member(project, name) for name in ("ana", "ben", "cleo"))
    for number in range(30):
        article = make_article(
            project, f"Dam {number} held. It did not. Who knows.", round=f"r{number % 2}"
        )
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial" if number % 3 else "doubt", "opinion", article=article)
        label_article(
            cleo, "claim" if number % 4 else "opinion", "denial", "opinion", article=article
        )
    return project


@pytest.fixture
def project(db: None) -> Project:
    return remember("pilot", make_pilot)


@pytest.fixture
def pilot(project: Project) -> Project:
    return project


def test_page_api_and_command_have_the_same_plan(
    as_rita: Client, pilot: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = as_rita.get(CALL, {"half_width": "0.03"}).json()
    call_command("agreement", "dam", "--plan", "--half-width", "0.03", "--json")
    assert json.loads(capsys.readouterr().out) == answer
    assert answer == make_plan(pilot, ReportFilter(), half_width=0.03)

    report = agreement_report(pilot)
    alpha = answer["krippendorff_alpha"]
    assert alpha["figure"] == report["krippendorff_alpha"]
    assert (
        answer["prevalence"]["claim"]["figure"] == report["prevalence"]["labels"]["claim"]["final"]
    )
    assert alpha["articles"] == 30
    assert alpha["needed"]["more"] == alpha["needed"]["articles"] - 30 > 0
    assert [row["annotators"] for row in alpha["by_annotators"]] == [2, 3, 4, 5]
    assert [row["measured"] for row in alpha["by_annotators"]] == [True, True, False, False]
    assert all(
        row["readings"] == row["articles"] * row["annotators"] for row in alpha["by_annotators"]
    )
    assert answer["annotators"] == 3

    page = text_of(as_rita.get(PAGE, {"half_width": "0.03"}).content.decode())
    assert "Articles for ±0.03" in page
    assert f"{alpha['needed']['articles']:,}" in page
    assert f"{alpha['needed']['more']:,} more" in page
    assert "extrapolated" in page
    call_command("agreement", "dam", "--plan", "--half-width", "0.03")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Articles for ±0.03"
    assert f"articles needed: {alpha['needed']['articles']:,} [" in lines[2]


def test_a_wider_interval_needs_fewer_articles(as_rita: Client, pilot: Project) -> None:
    asked = [
        as_rita.get(CALL, {"half_width": width}).json()["krippendorff_alpha"]["needed"]["articles"]
        for width in ("0.02", "0.05", "0.1")
    ]
    assert asked[0] > asked[1] >= asked[2]
    assert as_rita.get(CALL).json()["half_width"] == 0.05


def test_a_filter_plans_from_some_of_the_articles(as_rita: Client, pilot: Project) -> None:
    answer = as_rita.get(CALL, {"round": "r1"}).json()
    assert answer["krippendorff_alpha"]["articles"] == 15
    # Too few to leave somebody out.
    assert answer["krippendorff_alpha"]["by_annotators"] == []
    page = text_of(as_rita.get(PAGE, {"round": "r1"}).content.decode())
    assert "at least 20 articles that three people have submitted" in page


@pytest.mark.parametrize("half_width", ["0", "-0.1", "0.6", "wide", "nan"])
def test_a_half_width_that_makes_no_sense_is_refused(
    as_rita: Client, pilot: Project, half_width: str
) -> None:
    answer = as_rita.get(CALL, {"half_width": half_width})
    assert answer.status_code == 400
    assert "half_width" in answer.content.decode()
    page = as_rita.get(PAGE, {"half_width": half_width}).content.decode()
    assert "Values with an error are ignored" in page
    assert "Articles for ±0.05" in text_of(page)
    if half_width != "wide":
        with pytest.raises(CommandError, match="--half-width: between"):
            call_command("agreement", "dam", "--plan", f"--half-width={half_width}")


def test_with_nothing_to_plan_from_the_page_says_how_to_start(as_rita: Client) -> None:
    make_member(make_project("weir"), "rita", Role.ADJUDICATOR)
    page = text_of(as_rita.get(PAGE.replace("dam", "weir")).content.decode())
    assert "Nothing to plan from yet" in page
    assert "about thirty articles" in page
    answer = as_rita.get(CALL.replace("dam", "weir")).json()
    assert answer["annotators"] is None
    assert answer["krippendorff_alpha"]["needed"] is None
    call_command("agreement", "weir", "--plan")


def test_the_command_has_one_kind_of_output_at_a_time(pilot: Project) -> None:
    for other in (["--error-rates"], ["--final-labels"], ["--compare", "round=r0", "round=r1"]):
        with pytest.raises(CommandError, match="not allowed with argument"):
            call_command("agreement", "dam", "--plan", *other)
    with pytest.raises(CommandError, match="only for --plan"):
        call_command("agreement", "dam", "--half-width", "0.1")


def test_the_chart_has_a_point_for_what_was_observed(pilot: Project) -> None:
    plan = make_plan(pilot, ReportFilter())
    chart = ReliabilityChart(plan["reliability"])
    assert len(chart.line.split()) == len(plan["reliability"])
    assert len(chart.observed) == 1
    # The point of one annotator is alpha of drawn pairs, where the line begins with that of all.
    x, y = map(float, chart.line.split()[0].split(","))
    assert (float(chart.observed[0].x), float(chart.observed[0].y)) == pytest.approx((x, y), abs=1)
