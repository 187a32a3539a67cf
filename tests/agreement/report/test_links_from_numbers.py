"""Each number of the agreement pages that counts sentences leads to as many."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from annotator.agreement.adjudication.forms import DisagreementForm
from annotator.agreement.report.pictures.heat_maps import HeatMap
from annotator.projects.models import Project
from tests.support.remembered import remember
from tools.campaign.storing import load_campaign

# Of the pairs, which all work alike.
PAIRS = 12
FILTERS = ("", "round=main", "round=pilot&codebook=1")


@pytest.fixture
def campaign(db: None) -> Project:
    return remember("campaign", lambda: load_campaign("campaign", seed=3))


@pytest.fixture
def mia(campaign: Project) -> Client:
    client = Client()
    manager = campaign.memberships.get(user__username="mia").user
    assert manager is not None
    client.force_login(manager)
    return client


def number_behind(project: Project, address: str) -> int:
    """Return how many sentences the list at this address has."""
    query = QueryDict(urlsplit(address).query)
    return len(DisagreementForm(query, project=project).listed(viewer=None))


def cells_of(map: HeatMap, number: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the number in the title of each cell that leads somewhere, and its address."""
    for _name, cells in map.rows:
        for cell in cells:
            if cell.address:
                found = number.search(cell.title)
                assert found
                yield int(found[1]), cell.address


@pytest.mark.parametrize("filters", FILTERS)
def test_numbers_of_the_agreement_page(campaign: Project, mia: Client, filters: str) -> None:
    page = mia.get(f"/p/campaign/agreement/?{filters}").context
    numbers = [(page["disputed"], page["disputed_address"])]
    numbers += [(disputed, address) for *_rest, disputed, address in page["labels"]]
    for part in ("rounds", "months", "codebooks"):
        numbers += [(row.disputed, row.address) for row in page[part]]
    confusion = list(cells_of(page["maps"]["confusion"], re.compile(r"([0-9]+) sentence")))
    pairs = list(cells_of(page["maps"]["pairs"], re.compile(r"on ([0-9]+) of")))
    assert len(confusion) >= 10
    assert len(pairs) > PAIRS

    numbers += confusion + pairs[:PAIRS]

    assert sum(number for number, _ in numbers) > 0
    for number, address in numbers:
        assert number_behind(campaign, address) == number, address


@pytest.mark.parametrize("filters", FILTERS)
def test_numbers_of_the_annotators(campaign: Project, mia: Client, filters: str) -> None:
    rows = mia.get(f"/p/campaign/agreement/annotators/?{filters}").context["rows"]
    confusions = [row for row in rows if row.confusion]
    assert len(rows) == 20

    for row in rows:
        assert number_behind(campaign, row.differing_address) == row.standing["differing"]
    for row in confusions:
        assert number_behind(campaign, row.confusion_address) == row.standing["confusion"]["times"]


@pytest.mark.parametrize("filters", FILTERS)
def test_articles_behind_the_figures(campaign: Project, mia: Client, filters: str) -> None:
    report = mia.get(f"/p/campaign/agreement/report.json?{filters}").json()
    context = mia.get(f"/p/campaign/agreement/articles/?{filters}").context
    page, rows = context["page"], context["rows"]
    shares = [row.agreement for row in page]

    assert page.paginator.count == report["articles"]
    assert sum(row.pairable for row in page) == report["pairable"]
    assert shares == sorted(shares)
    for row in rows[:5]:
        assert number_behind(campaign, row.address) == row.figures.disputed > 0


def test_the_planted_annotators_come_first_and_are_marked(campaign: Project, mia: Client) -> None:
    rows = mia.get("/p/campaign/agreement/").context["rows"]
    names = dict(campaign.memberships.values_list("pseudonym", "user__username"))
    first = {names[row.standing["annotator"]] for row in rows}

    assert first == {"campaign-05", "campaign-10", "campaign-15"}
    assert rows[0].standing["is_worth_a_talk"]
    assert rows[0].standing["is_fast"]
    assert "takes “Doubted reporting” for “Claim”: 83%, team 13%" in {row.confusion for row in rows}


def test_the_table_of_annotators_is_the_same_in_every_form(campaign: Project, mia: Client) -> None:
    table = mia.get("/p/campaign/agreement/annotators.json").json()
    rows = mia.get("/p/campaign/agreement/annotators.csv").content.decode().splitlines()
    printed = StringIO()
    call_command("agreement", "campaign", "--annotators", "--json", stdout=printed)

    assert json.loads(printed.getvalue()) == table
    assert mia.get("/api/v1/projects/campaign/agreement/annotators/").json() == table
    assert [row.split(",")[0] for row in rows[1:]] == [
        one["annotator"] for one in table["annotators"]
    ]
    assert len(rows[0].split(",")) == len(rows[1].split(","))


def test_the_command_says_who_is_worth_a_talk_and_why(campaign: Project) -> None:
    printed = StringIO()
    call_command("agreement", "campaign", "--annotators", stdout=printed)
    first, *more = printed.getvalue().splitlines()
    assert first.endswith("worth a talk")
    assert any(line.strip().startswith("fast: 1.") for line in more)
    assert any("takes doubt for claim: 83%, team 13%" in line for line in more)


def test_a_number_is_reviewed_one_by_one(campaign: Project, mia: Client) -> None:
    """The stream from the list behind a number has the sentences of that list."""
    page = mia.get("/p/campaign/agreement/?round=main").context
    address = next(
        cell.address
        for _name, cells in page["maps"]["confusion"].rows
        for cell in cells
        if cell.address
    )
    listed = mia.get(address).context
    first = mia.get(f"/p/campaign/disagreements/review/?{listed['query']}")["Location"]
    # Some are decided already.
    undecided = [item.sentence for item in listed["disagreements"] if not item.sentence.decision]
    assert f"at={undecided[0].pk}&" in first
    progress = mia.get(first).context["progress"]
    assert progress.total == listed["page"].paginator.count


def test_neighbouring_rows_have_their_difference(campaign: Project, mia: Client) -> None:
    page = mia.get("/p/campaign/agreement/").context
    first, second = page["rounds"]
    assert first.change is None
    query = "first-round=main&second-round=pilot"
    compared = mia.get(f"/p/campaign/agreement/compare/?{query}").context["comparison"]
    difference = compared["krippendorff_alpha"]["difference"]
    assert second.change["value"] == pytest.approx(difference["value"], abs=1e-9)
    assert second.change["low"] == pytest.approx(difference["low"], abs=1e-9)
