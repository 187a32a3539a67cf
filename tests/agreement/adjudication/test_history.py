"""What a reviewer sees of the past, and of who gave which label."""

import re

import pytest
from django.test import Client

from annotator.agreement.adjudication.articles.review import review
from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.adjudication.undoing import undo_adjudication
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import assign
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_entry,
    make_member,
    submit_assignment,
)


@pytest.fixture
def article(project: Project, ana: Membership, ben: Membership) -> Article:
    """Ben first called the second sentence an opinion."""
    article = make_article(project)
    label_article(ana, "claim", "denial", "opinion", article=article)
    assignment = assign(article=article, membership=ben)
    ids = list(article.sentences.order_by("position").values_list("pk", flat=True))
    annotate(assignment, make_entry(ids[1], "opinion"))
    annotate(assignment, *(make_entry(pk, "claim") for pk in ids))
    submit_assignment(assignment=assignment)
    return article


def text(client: Client, article: Article) -> str:
    page = client.get(f"/p/dam/adjudicate/{article.pk}/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_decisions_and_changed_labels_are_in_the_history(
    as_rita: Client, article: Article, rita: Membership, mia: Membership, ben: Membership
) -> None:
    sentence = article.sentences.get(position=2)
    adjudicate(sentence=sentence, adjudicator=mia, label="denial", reason="it says “not”")
    adjudicate(sentence=sentence, adjudicator=rita, label="claim")
    undo_adjudication(article=article, adjudicator=rita)

    (events,) = [item.history for item in review(article) if item.sentence == sentence]
    assert [(event.by, event.given.decision, event.is_decision) for event in events] == [
        (ben, "opinion", False),
        (mia, "denial", True),
        (rita, "claim", True),
    ]
    assert [event.ended_at is not None for event in events] == [True, False, True]

    page = text(as_rita, article)
    assert re.search(rf"{mia.pseudonym} decided .{{0,20}}Denial “it says “not””", page)
    assert re.search(rf"{rita.pseudonym} decided .{{0,20}}Claim .{{0,20}}undone on", page)
    assert re.search(rf"{ben.pseudonym} labelled .{{0,20}}Opinion .{{0,20}}changed on", page)


def test_the_queries_of_a_page_do_not_depend_on_the_article(
    project: Project,
    article: Article,
    ana: Membership,
    ben: Membership,
    rita: Membership,
    django_assert_num_queries: object,
) -> None:
    longer = make_article(project, " ".join(f"It held on day {n}." for n in range(12)))
    label_article(ana, *["claim"] * 12, article=longer)
    label_article(ben, *["opinion"] * 12, article=longer)
    for sentence in longer.sentences.all():
        adjudicate(sentence=sentence, adjudicator=rita, label="claim")

    for each in (article, longer):
        loaded = Article.objects.select_related("project").get(pk=each.pk)
        with django_assert_num_queries(5):  # type: ignore[operator]
            review(loaded)


def test_annotators_are_in_the_same_order_at_every_sentence(
    project: Project, article: Article
) -> None:
    label_article(make_member(project, "cy"), "doubt", "doubt", "doubt", article=article)
    orders = {
        tuple(annotation.assignment.annotator.pseudonym for annotation in item.annotations)
        for item in review(article)
    }
    (order,) = orders
    assert list(order) == sorted(order)


def test_a_blind_review_hides_who_gave_which_label(
    as_rita: Client, article: Article, ana: Membership, ben: Membership
) -> None:
    back = f"/p/dam/adjudicate/{article.pk}/"
    answer = as_rita.post("/p/dam/disagreements/blind/", {"blind": "on", "back": back})
    assert answer.headers["Location"] == back

    page = text(as_rita, article)
    assert "Blind review: who gave which label is hidden" in page
    assert ana.pseudonym not in page
    assert ben.pseudonym not in page
    assert "Claim Denial" in re.sub(r" [CD?O] ", " ", page), "in the order of the label list"
    listed = as_rita.get("/p/dam/disagreements/").content.decode()
    said = "".join(re.findall(r'<ul class="said".*?</ul>', listed, re.DOTALL))
    assert ana.pseudonym not in said

    as_rita.post("/p/dam/disagreements/blind/", {"blind": "off"})
    assert ana.pseudonym in text(as_rita, article)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "x"])
def test_the_way_back_leads_nowhere_else(as_rita: Client, project: Project, back: str) -> None:
    answer = as_rita.post("/p/dam/disagreements/blind/", {"blind": "on", "back": back})
    assert answer.headers["Location"] == "/p/dam/disagreements/"
