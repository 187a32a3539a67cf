"""Two parts of a project side by side: page, command and API."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.projects.models import Project, Role
from tests.agreement.report.test_views import text_of
from tests.support.make import label_article, make_article, make_member, make_project
from tests.support.remembered import remember

PAGE = "/p/dam/agreement/compare/"
CALL = "/api/v1/projects/dam/agreement/comparison/"


def make_two_rounds() -> Project:
    """In the round “main”, ben agrees with ana; in “pilot” he calls every second denial a doubt."""
    project = make_project()
    ana, ben = make_member(project, "ana"), make_member(project, "ben")
    for number in range(48):
        round = "pilot" if number % 2 else "main"
        article = make_article(project, f"Dam {number} held. It did not.", round=round)
        label_article(ana, "claim", "denial", article=article)
        wrong = number % 4 == 1 or number % 12 == 0
        label_article(ben, "claim", "doubt" if wrong else "denial", article=article)
    return project


@pytest.fixture
def project(db: None) -> Project:
    return remember("two rounds", make_two_rounds)


@pytest.fixture
def two_rounds(project: Project) -> Project:
    return project


def test_the_page_compares_the_last_two_rounds_unless_asked(
    as_rita: Client, two_rounds: Project
) -> None:
    page = text_of(as_rita.get(PAGE).content.decode())
    assert "Krippendorff’s alpha" in page
    assert "higher in the first" in page
    assert "0 in both" in page
    turned = text_of(
        as_rita.get(PAGE, {"first-round": "pilot", "second-round": "main"}).content.decode()
    )
    assert "higher in the second" in turned
    assert "higher in the first" not in turned


def test_a_part_is_not_compared_with_itself(as_rita: Client, two_rounds: Project) -> None:
    same = as_rita.get(PAGE, {"first-round": "main", "second-round": "main"}).content.decode()
    assert "Choose two different parts" in same
    wrong = as_rita.get(PAGE, {"first-round": "nope", "second-round": "main"}).content.decode()
    assert "There is no “nope”." in wrong
    assert "Filters with an error are ignored" in wrong


def test_without_rounds_the_page_asks_for_two_parts(as_rita: Client) -> None:
    make_member(make_project("weir"), "rita", Role.ADJUDICATOR)
    page = as_rita.get(PAGE.replace("dam", "weir")).content.decode()
    assert "Choose two different parts" in page


def test_command_and_api_give_the_figures_of_the_report(
    as_rita: Client, two_rounds: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = as_rita.get(CALL, {"first-round": "main", "second-round": "pilot"}).json()
    for part, round in (("first", "main"), ("second", "pilot")):
        report = agreement_report(two_rounds, ReportFilter(rounds=[round]))
        for name in ("percent_agreement", "krippendorff_alpha", "gwet_ac1"):
            assert answer[name][part] == report[name]  # type: ignore[literal-required]
        assert (
            answer["per_label"]["denial"]["krippendorff_alpha"][part]
            == (report["per_label"]["denial"]["krippendorff_alpha"])
        )
        assert answer[part]["articles"] == report["articles"]
    alpha = answer["krippendorff_alpha"]
    assert alpha["difference"]["value"] == pytest.approx(
        alpha["first"]["value"] - alpha["second"]["value"]
    )

    call_command("agreement", "dam", "--compare", "round=main", "round=pilot", "--json")
    assert json.loads(capsys.readouterr().out) == answer
    call_command("agreement", "dam", "--compare", "round=main", "round=pilot")
    lines = capsys.readouterr().out.splitlines()
    assert lines[3].startswith("  first minus second")
    assert f"{alpha['difference']['value']:.3f} [" in lines[3]


def test_unknown_filters_and_values_are_named(as_rita: Client, two_rounds: Project) -> None:
    refused = as_rita.get(CALL, {"first-round": "nope"})
    assert (refused.status_code, list(refused.json())) == (400, ["first-round"])
    for text, error in (
        ("rund=main", "there is no filter “rund”. Choose from: annotators, round"),
        ("round=nope", "round: There is no “nope”. Choose from: main, pilot."),
    ):
        with pytest.raises(CommandError, match=error):
            call_command("agreement", "dam", "--compare", "round=main", text)
    with pytest.raises(CommandError, match="--compare has filters of its own"):
        call_command("agreement", "dam", "--compare", "round=main", "round=pilot", "--unfinished")
