"""The pictures of the agreement page: places, words for those who can't see them, and files."""

from itertools import combinations
from xml.etree import ElementTree

import msgspec
import pytest
from django.http import QueryDict
from django.test import Client

from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.page_figures import PageFigures, agreement_page_figures
from annotator.agreement.report.pictures.dots import ACROSS, DotChart, DotRow
from annotator.agreement.report.pictures.pair_matrix import MAX_DRAWN, pair_matrix
from annotator.agreement.report.shapes import FigureShape, Report
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_member

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    says = {"pilot": ("claim", "denial", "doubt"), "main": ("claim", "denial", "denial")}
    for round, by_ben in says.items():
        article = make_article(project, f"It held in {round}. It did not. Luckily.", round=round)
        label_article(ana, "claim", "claim", "doubt", article=article)
        label_article(ben, *by_ben, article=article)
    return project


def figure(value: float | None, low: float | None = None, high: float | None = None) -> FigureShape:
    return FigureShape(value=value, n=9, low=low, high=high, reason=None)


def test_a_dot_is_at_its_value_and_never_outside_of_the_axis() -> None:
    rows = [
        DotRow("A", figure(0.5, 0.4, 0.6)),
        DotRow("B", figure(-3.0)),
        DotRow("C", figure(None)),
    ]
    inside, below, undefined = DotChart("x", "X", rows).dots
    assert inside.x == ACROSS.place(0.5)
    assert (inside.low, inside.high) == (ACROSS.place(0.4), ACROSS.place(0.6))
    assert below.x == ACROSS.place(-0.1)
    assert below.low is None
    assert undefined.x is None


@pytest.mark.parametrize("picture", ["labels", "rounds", "annotators", "confusion", "pairs"])
def test_each_picture_is_a_file_with_its_own_colours(
    as_mia: Client, labelled: Project, picture: str
) -> None:
    response = as_mia.get(f"/p/dam/agreement/{picture}.svg")
    drawing = ElementTree.fromstring(response.content)

    assert response["Content-Type"] == "image/svg+xml"
    assert drawing.tag == f"{SVG}svg"
    assert drawing.find(f"{SVG}style") is not None
    assert drawing.findtext(f"{SVG}title")
    assert b"var(--" not in response.content
    assert as_mia.get(f"/p/dam/agreement/{picture}.csv").status_code == 200


def test_a_picture_has_the_filters_of_the_page(as_mia: Client, labelled: Project) -> None:
    whole = as_mia.get("/p/dam/agreement/confusion.svg").content
    assert as_mia.get("/p/dam/agreement/confusion.svg?round=main").content != whole
    assert as_mia.get("/p/dam/agreement/confusion.svg?round=nope").status_code == 400
    # A single round is no comparison.
    assert as_mia.get("/p/dam/agreement/rounds.svg?round=main").status_code == 404


def test_adjudicators_get_no_picture_of_annotators(as_rita: Client, labelled: Project) -> None:
    assert as_rita.get("/p/dam/agreement/annotators.svg").status_code == 403
    assert as_rita.get("/p/dam/agreement/annotators.csv").status_code == 403
    page = as_rita.get("/p/dam/agreement/").content.decode()
    assert "Annotators to talk to" not in page
    assert "dots-annotators" not in page


def test_pictures_have_words(as_mia: Client, labelled: Project) -> None:
    page = " ".join(as_mia.get("/p/dam/agreement/").content.decode().split())
    assert '<title id="dots-labels">Alpha of each label</title>' in page
    description = page.split('<desc id="dots-rounds-text">')[1].split("</desc>")[0]
    assert "pilot" in description
    assert "main" in description
    assert "Agreement with the others, by tenths of the work: " in page


def test_pairs_with_the_highest_mean_kappa_come_first(
    labelled: Project, ana: Membership, ben: Membership
) -> None:
    cleo = make_member(labelled, "cleo")
    for article in labelled.articles.all():
        label_article(cleo, "claim", "claim", "doubt", article=article)
    report = agreement_page_figures(labelled, ReportFilter()).report
    matrix = pair_matrix(labelled, report, QueryDict())

    assert matrix is not None
    assert set(matrix.names[:2]) == {ana.pseudonym, cleo.pseudonym}
    assert matrix.names[2] == ben.pseudonym
    assert [cells[index].is_diagonal for index, (_, cells) in enumerate(matrix.rows)] == [True] * 3


@pytest.mark.parametrize(("people", "is_drawn"), [(MAX_DRAWN, True), (MAX_DRAWN + 1, False)])
def test_sixty_people_are_drawn_and_more_are_not(
    project: Project, people: int, is_drawn: bool
) -> None:
    names = [f"P{number}" for number in range(people)]
    report: Report = {  # type: ignore[typeddict-item]
        "pairs": [
            {
                "annotators": ["P0", other],
                "cohen_kappa": figure(0.5),
                "percent_agreement": figure(0.6),
            }
            for other in names[1:]
        ]
    }
    matrix = pair_matrix(project, report, QueryDict())
    assert (matrix is not None) == is_drawn
    if matrix is not None:
        assert all(len(cells) == people for _, cells in matrix.rows)


@pytest.mark.parametrize(
    ("people", "has_counts", "has_kappas"),
    [(12, True, True), (24, False, True), (25, False, False)],
)
def test_the_more_people_the_smaller_the_cells(
    project: Project, people: int, has_counts: bool, has_kappas: bool
) -> None:
    names = [f"P{number}" for number in range(people)]
    report: Report = {  # type: ignore[typeddict-item]
        "pairs": [
            {
                "annotators": [one, other],
                "cohen_kappa": figure(0.25),
                "percent_agreement": figure(0.6),
            }
            for one, other in combinations(names, 2)
        ]
    }
    matrix = pair_matrix(project, report, QueryDict())

    assert matrix is not None
    first = matrix.rows[0][1][1].html
    assert ("note" in first) == has_counts
    assert ('class="value"' in first) != has_kappas
    # Without room for a number, it is read out and shown beside the cell.
    assert "0.25" in first
    assert "P0 and P1: different labels on" in first


def test_all_figures_of_the_page_can_be_kept_as_json(labelled: Project) -> None:
    figures = agreement_page_figures(labelled, ReportFilter())
    assert msgspec.json.decode(msgspec.json.encode(figures), type=PageFigures) == figures
