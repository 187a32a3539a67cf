"""The disputed sentences as a stream, from one article to the next."""

import pytest
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.labelling.assignments.places import assign, withdraw
from annotator.labelling.models import Sighting
from annotator.projects.audit import COMMAND
from annotator.projects.labels.changing import retire_label
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_member

REVIEW = "/p/dam/disagreements/review/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def articles(project: Project, ana: Membership, ben: Membership) -> list[Article]:
    """Two articles with two disputed sentences each, the second and the third."""
    made = [
        make_article(project, f"The {n} dam held. It did not fail. Luck.") for n in ("one", "two")
    ]
    for article in made:
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "claim", "doubt", article=article)
    return made


def pk(article: Article, position: int) -> int:
    return article.sentences.get(position=position).pk


def place(address: str) -> tuple[int, int]:
    """The article and the sentence of an address in the stream."""
    path, _, query = address.partition("?")
    return int(path.rstrip("/").rpartition("/")[2]), int(
        query.partition("&")[0].removeprefix("at=")
    )


def decide(client: Client, address: str, **fields: object) -> str:
    """Decide on the sentence at this address without a script; return where that leads."""
    article, sentence = place(address)
    query = address.partition("?")[2].partition("#")[0].partition("&")[2]
    form = {"sentence": sentence, "label": "claim"} | fields
    return client.post(f"/p/dam/adjudicate/{article}/decide/?{query}", form).headers["Location"]


def begin(client: Client, query: str = "") -> str:
    return client.get(f"{REVIEW}{query}").headers["Location"]


def test_a_decision_leads_to_the_next_sentence_and_to_the_next_article(
    as_rita: Client, articles: list[Article]
) -> None:
    first, second = articles
    address = begin(as_rita)
    seen = [place(address)]
    for _ in range(3):
        address = decide(as_rita, address)
        seen.append(place(address))

    assert seen == [(article.pk, pk(article, n)) for article in (first, second) for n in (2, 3)]
    page = as_rita.get(address.partition("#")[0]).content.decode()
    assert "3 of 4 decided" in page
    assert "1 left" in page

    page = as_rita.get(decide(as_rita, address).partition("#")[0]).content.decode()
    assert "All of these are decided: 4 sentences." in page
    assert Adjudication.objects.decided().count() == 4
    assert "All of these are decided" in as_rita.get(REVIEW).content.decode()


def test_the_filters_hold_in_the_whole_stream(as_rita: Client, articles: list[Article]) -> None:
    first, second = articles
    address = begin(as_rita, "?one=opinion&other=doubt")
    assert "one=opinion&other=doubt" in address
    assert place(address) == (first.pk, pk(first, 3))

    address = decide(as_rita, address)
    assert place(address) == (second.pk, pk(second, 3))
    assert "1 of 2 decided" in as_rita.get(address.partition("#")[0]).content.decode()


def test_an_article_comes_whole_if_the_order_is_by_article(
    as_rita: Client, articles: list[Article], project: Project
) -> None:
    """Three annotators make a sentence of the second article worse than all others."""
    first, second = articles
    label_article(make_member(project, "cy"), "claim", "opinion", "claim", article=second)
    assert place(begin(as_rita)) == (second.pk, pk(second, 2))

    address = begin(as_rita, "?order=article")
    seen = [place(address)]
    for _ in range(3):
        address = decide(as_rita, address)
        seen.append(place(address))
    assert seen == [(article.pk, pk(article, n)) for article in (first, second) for n in (2, 3)]


def test_a_sentence_that_was_passed_over_comes_again_at_the_end(
    as_rita: Client, articles: list[Article]
) -> None:
    first, _second = articles
    begin(as_rita)
    skipped = pk(first, 2)
    address = as_rita.get(f"{REVIEW}?stream=1&after={skipped}").headers["Location"]
    assert place(address) == (first.pk, pk(first, 3))

    for _ in range(3):
        address = decide(as_rita, address)
    assert place(address) == (first.pk, skipped)


def test_the_way_back_leads_to_the_sentence_before(
    as_rita: Client, articles: list[Article]
) -> None:
    first, second = articles
    address = decide(as_rita, decide(as_rita, begin(as_rita)))
    assert place(address) == (second.pk, pk(second, 2))

    back = as_rita.get(f"{REVIEW}?stream=1&before={pk(second, 2)}").headers["Location"]
    assert place(back) == (first.pk, pk(first, 3))


def test_undo_goes_back_across_articles(
    as_rita: Client, articles: list[Article], rita: Membership
) -> None:
    first, second = articles
    address = begin(as_rita)
    for _ in range(3):
        address = decide(as_rita, address)

    undone = []
    for _ in range(4):
        article, sentence = place(address)
        undo = f"/p/dam/adjudicate/{article}/undo/?at={sentence}&stream=1"
        address = as_rita.post(undo).headers["Location"]
        undone.append(place(address))
    assert undone == [
        (second.pk, pk(second, 2)),
        (first.pk, pk(first, 3)),
        (first.pk, pk(first, 2)),
        # Nothing is left to undo.
        (first.pk, pk(first, 2)),
    ]
    assert "0 of 4 decided" in as_rita.get(address.partition("#")[0]).content.decode()


def test_what_another_reviewer_decides_is_left_out(
    as_rita: Client, as_mia: Client, articles: list[Article], mia: Membership
) -> None:
    first, second = articles
    address = begin(as_rita)
    adjudicate(
        sentence=Sentence.objects.select_related("article").get(pk=pk(first, 3)),
        adjudicator=mia,
        label="doubt",
    )
    address = decide(as_rita, address)
    assert place(address) == (second.pk, pk(second, 2))
    assert "2 of 4 decided" in as_rita.get(address.partition("#")[0]).content.decode()


def test_an_article_that_is_withdrawn_in_between_is_left_out(
    as_rita: Client, articles: list[Article], mia: Membership
) -> None:
    first, second = articles
    address = decide(as_rita, begin(as_rita))
    withdraw(article=second)
    address = decide(as_rita, address)
    assert place(address)[0] == first.pk, "nothing else is left"

    # An open page of it can decide nothing any more.
    form = {"sentence": pk(second, 2), "label": "claim"}
    answer = as_rita.post(f"/p/dam/adjudicate/{second.pk}/decide/", form, headers=HTMX)
    assert "This article was withdrawn" in answer.content.decode()
    assert not Adjudication.objects.filter(article=second).exists()


def test_an_article_that_the_reviewer_has_open_is_left_out(
    as_rita: Client, articles: list[Article], rita: Membership
) -> None:
    first, second = articles
    assign(article=first, membership=rita)
    assert place(begin(as_rita))[0] == second.pk
    assert not Sighting.objects.filter(article=first).exists()


def test_a_retired_label_is_refused_at_its_sentence(
    as_rita: Client, articles: list[Article], project: Project
) -> None:
    address = begin(as_rita)
    retire_label(project.labels.get(key="denial"), by=COMMAND)
    there = decide(as_rita, address, label="denial")
    assert place(there) == place(address)
    assert "is retired" in as_rita.get(there.partition("#")[0]).content.decode()


def test_seeing_the_next_article_is_recorded(
    as_rita: Client, articles: list[Article], rita: Membership
) -> None:
    """What a script fetches ahead shows others' labels, too."""
    first, second = articles
    begin(as_rita)
    as_rita.get(f"{REVIEW}?stream=1&after={pk(first, 3)}", headers=HTMX)
    assert Sighting.objects.get().article == second


def test_the_queries_of_a_decision_do_not_grow_with_the_list(
    as_rita: Client,
    articles: list[Article],
    project: Project,
    ana: Membership,
    ben: Membership,
    django_assert_max_num_queries: object,
) -> None:
    def queries() -> int:
        address = begin(as_rita, "?order=article")
        with django_assert_max_num_queries(60, exact=False) as context:  # type: ignore[operator]
            article, sentence = place(address)
            form = {"sentence": sentence, "label": "claim"}
            path = f"/p/dam/adjudicate/{article}/decide/?stream=1&order=article"
            as_rita.post(path, form, headers=HTMX)
        return len(context)

    few = queries()
    for number in range(4):
        more = make_article(project, f"{number} held. It did. It is so. They say so.")
        label_article(ana, "claim", "denial", "opinion", "claim", article=more)
        label_article(ben, "denial", "claim", "doubt", "opinion", article=more)
    decide(as_rita, begin(as_rita, "?order=article"))
    assert queries() <= few


def test_nobody_else_sees_the_stream(as_ana: Client, client: Client, eve: object) -> None:
    assert as_ana.get(REVIEW).status_code == 403
    client.force_login(eve)  # type: ignore[arg-type]
    assert client.get(REVIEW).status_code == 404
