"""The list of final labels that the model doubts, and the way from there to a decision."""

import pytest
from django.test import Client

from annotator.accounts.models import User
from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import assign
from annotator.labelling.models import Sighting
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_member

LIST = "/p/dam/disagreements/?about=doubted"
CALL = "/api/v1/projects/dam/disagreements/?about=doubted"


@pytest.fixture
def doubted(project: Project, ana: Membership, ben: Membership) -> Article:
    """An article that only Cy labelled, who calls everything an opinion on all others, too."""
    cy = make_member(project, "cy")
    for number in range(15):
        article = make_article(project, f"It holds.\n\nIt doesn't.\n\nNumber {number}!")
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial", "opinion", article=article)
        label_article(cy, "opinion", "opinion", "opinion", article=article)

    only = make_article(project, "Rain fell.\n\nMuch of it.", title="Rain")
    label_article(cy, "opinion", "opinion", article=only)
    return only


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_a_label_of_somebody_careless_is_listed_with_its_probability(
    as_rita: Client, rita: Membership, doubted: Article
) -> None:
    found = as_rita.get(CALL).json()["results"]
    assert {row["external_id"] for row in found} == {doubted.external_id}
    for row in found:
        assert row["label"] == "opinion"
        assert row["doubt"]["final_label"] < 0.75
        assert row["doubt"]["likely"] >= row["doubt"]["final_label"]
    assert Sighting.objects.filter(reviewer=rita, article=doubted).exists()

    page = text_of(as_rita.get(LIST))
    assert "2 sentences whose final label has a probability below 75%" in page
    assert f"Final label opinion: {found[0]['doubt']['final_label']:.0%}." in page


def test_the_list_of_disagreements_has_no_doubts(as_rita: Client, doubted: Article) -> None:
    rows = as_rita.get("/api/v1/projects/dam/disagreements/").json()["results"]
    assert doubted.external_id not in {row["external_id"] for row in rows}
    assert {row["doubt"] for row in rows} == {None}


def test_a_doubted_sentence_can_be_decided_and_then_leaves_the_list(
    as_rita: Client, rita: Membership, doubted: Article
) -> None:
    first, second = doubted.sentences.order_by("position")
    address = f"/p/dam/adjudicate/{doubted.pk}/?at={first.pk}"
    way = f"{address}&amp;stream=1&amp;about=doubted#s{first.pk}"
    assert way in text_of(as_rita.get(LIST))

    page = text_of(as_rita.get(address))
    assert "1 of 1 disputed sentence left to decide" in page
    assert page.count('name="sentence"') == 1

    adjudicate(sentence=first, adjudicator=rita, label="claim")
    left = [row["sentence"] for row in as_rita.get(CALL).json()["results"]]
    assert left == [second.pk]


def test_without_doubts_the_list_says_so(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    empty = "The model doubts no final label that matches your filters."
    assert empty in text_of(as_rita.get(LIST))
    assert "?about=doubted" in text_of(as_rita.get("/p/dam/disagreements/"))

    for number in range(12):
        article = make_article(project, f"It holds.\n\nIt doesn't.\n\nNumber {number}!")
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial", "opinion", article=article)
    assert empty in text_of(as_rita.get(LIST))


def test_labels_on_an_article_that_the_viewer_holds_open_are_left_out(
    as_rita: Client, rita: Membership, doubted: Article
) -> None:
    assign(article=doubted, membership=rita)
    assert as_rita.get(CALL).json()["results"] == []


def test_strangers_and_annotators_dont_see_the_list(
    as_ana: Client, client: Client, eve: User, doubted: Article
) -> None:
    assert as_ana.get(LIST).status_code == 403
    client.force_login(eve)
    assert client.get(LIST).status_code == 404
