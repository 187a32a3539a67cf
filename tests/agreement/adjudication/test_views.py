"""The page on which an article is adjudicated."""

import re

import pytest
from django.test import Client

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import assign
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_entry,
    make_member,
    make_project,
    submit_assignment,
)


@pytest.fixture
def article(project: Project, ana: Membership, ben: Membership) -> Article:
    """An article with three sentences: agreed, disputed, one label against one skip."""
    article = make_article(project, title="The Aldra dam")
    label_article(ana, "claim", "denial", "opinion", article=article)
    label_article(ben, "claim", "claim", "question", article=article)
    return article


def is_lit(sentence: int, page: str) -> bool:
    """Whether the third sentence, which has this id, is highlighted."""
    opening = f'id="s{sentence}" value="3" data-paragraph class="disputed lit"'
    return opening in " ".join(page.split())


def pk(article: Article, position: int) -> int:
    return article.sentences.get(position=position).pk


def decide(client: Client, article: Article, position: int, **fields: object) -> str:
    form = {"sentence": pk(article, position), **fields}
    return client.post(
        f"/p/dam/adjudicate/{article.pk}/decide/", form, follow=True
    ).content.decode()


def without_tokens(page: str) -> str:
    """Return the page without CSRF tokens, which could contain a pseudonym by chance."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+', "", page)


def test_disputed_sentences_have_everybodys_labels(
    as_rita: Client, article: Article, ana: Membership
) -> None:
    page = as_rita.get(f"/p/dam/adjudicate/{article.pk}/").content.decode()
    assert "2 of 2 disputed sentences left to decide" in page
    assert without_tokens(page).count(ana.pseudonym) == 2
    assert f'id="s{pk(article, 2)}" value="2" class="disputed lit"' in " ".join(page.split())
    assert "2 of 2 </span>" in " ".join(page.split())


def test_deciding_moves_to_the_next_sentence(as_rita: Client, article: Article) -> None:
    page = decide(as_rita, article, 2, label="denial", target=1, reason="“did not”")
    assert "1 of 2 disputed sentences left" in page
    assert "target 1" in page
    page = decide(as_rita, article, 3, skip_reason="question")
    assert "All 2 disputed sentences decided" in page
    page = as_rita.post(f"/p/dam/adjudicate/{article.pk}/undo/", follow=True).content.decode()
    assert "1 of 2 disputed sentences left" in page
    page = as_rita.post(f"/p/dam/adjudicate/{article.pk}/undo/", follow=True).content.decode()
    assert "2 of 2 disputed sentences left" in page
    assert (
        "Nothing to undo"
        in as_rita.post(f"/p/dam/adjudicate/{article.pk}/undo/", follow=True).content.decode()
    )
    assert Adjudication.objects.count() == 4


def test_undo_restores_the_decision_before(as_rita: Client, article: Article) -> None:
    decide(as_rita, article, 2, label="denial")
    decide(as_rita, article, 2, label="claim")
    as_rita.post(f"/p/dam/adjudicate/{article.pk}/undo/")
    assert Adjudication.objects.decided().get().decision == "denial"


def test_an_invalid_decision_gets_a_message(as_rita: Client, article: Article) -> None:
    assert "isn’t a label of this project" in decide(as_rita, article, 2, label="klaim")
    assert "The article has no sentence 9" in decide(as_rita, article, 2, label="denial", target=9)
    assert "can’t be its own target" in decide(as_rita, article, 2, label="denial", target=2)
    assert "Couldn’t save this decision" in decide(
        as_rita, article, 2, reason="neither label nor skip"
    )
    assert "Couldn’t save this decision" in decide(as_rita, article, 2, label="claim", target="x")
    elsewhere = make_article(make_project("other")).sentences.first()
    assert elsewhere is not None
    form = {"sentence": elsewhere.pk, "label": "claim"}
    assert as_rita.post(f"/p/dam/adjudicate/{article.pk}/decide/", form).status_code == 404
    assert not Adjudication.objects.exists()


def test_a_refused_decision_keeps_its_place_and_what_was_typed(
    as_rita: Client, article: Article
) -> None:
    form = {"sentence": pk(article, 3), "label": "denial", "target": 9, "reason": "it says “not”"}
    headers = {"HX-Request": "true"}
    page = as_rita.post(
        f"/p/dam/adjudicate/{article.pk}/decide/", form, headers=headers
    ).content.decode()
    assert is_lit(pk(article, 3), page)
    assert "it says “not”</textarea>" in page
    assert 'value="9"' in page


def test_a_decision_with_a_target_can_be_changed_to_any_other(
    as_rita: Client, article: Article
) -> None:
    decide(as_rita, article, 2, label="denial", target=1)
    decide(as_rita, article, 2, label="opinion", target=1)
    assert Adjudication.objects.decided().get().decision == "opinion"
    assert 'value="0"' in decide(as_rita, article, 2, label="doubt", target=0)
    assert Adjudication.objects.decided().get().target_outside
    decide(as_rita, article, 2, skip_reason="question", target=0)
    assert Adjudication.objects.decided().get().decision == "question"
    decide(as_rita, article, 2, label="denial", target=1)
    decide(as_rita, article, 2, label="", target=1)
    assert not Adjudication.objects.decided().exists()


def test_the_sentence_in_the_address_is_highlighted(as_rita: Client, article: Article) -> None:
    page = as_rita.get(f"/p/dam/adjudicate/{article.pk}/?at={pk(article, 3)}").content.decode()
    assert is_lit(pk(article, 3), page)
    assert as_rita.get(f"/p/dam/adjudicate/{article.pk}/?at=x").status_code == 200


def test_undo_records_that_the_labels_were_seen(
    as_rita: Client, article: Article, rita: Membership
) -> None:
    as_rita.post(f"/p/dam/adjudicate/{article.pk}/undo/", headers={"HX-Request": "true"})
    assert Sighting.objects.get().reviewer == rita


def test_the_page_records_that_the_labels_were_seen(
    as_rita: Client, article: Article, rita: Membership
) -> None:
    as_rita.get(f"/p/dam/adjudicate/{article.pk}/")
    assert Sighting.objects.get().reviewer == rita
    assert next_assignment(membership=rita) is None


def test_nobody_adjudicates_an_article_that_they_have_open(
    as_rita: Client, article: Article, rita: Membership
) -> None:
    assign(article=article, membership=rita)
    assert as_rita.get(f"/p/dam/adjudicate/{article.pk}/").status_code == 403
    form = {"sentence": pk(article, 2), "label": "claim"}
    assert as_rita.post(f"/p/dam/adjudicate/{article.pk}/decide/", form).status_code == 403


def test_the_list_of_disagreements_links_to_the_page_and_shows_the_decision(
    as_rita: Client, article: Article
) -> None:
    assert "  Adjudicate\n" in as_rita.get("/p/dam/disagreements/").content.decode()
    decide(as_rita, article, 2, label="denial")
    assert "Decided: denial" in as_rita.get("/p/dam/disagreements/").content.decode()


def test_markup_in_notes_is_escaped(as_rita: Client, article: Article) -> None:
    page = decide(as_rita, article, 2, label="denial", reason="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page


def test_a_tie_break_goes_to_an_active_annotator_if_there_is_one(
    as_rita: Client, article: Article, project: Project
) -> None:
    untouched = make_article(project, "Nobody has read this.")
    address = f"/p/dam/adjudicate/{untouched.pk}/one-more/"
    assert (
        "Nobody has submitted this article yet"
        in as_rita.post(address, follow=True).content.decode()
    )
    cleo, dora = make_member(project, "cleo"), make_member(project, "dora")
    address = f"/p/dam/adjudicate/{article.pk}/one-more/"
    as_rita.post(address)
    first = Assignment.objects.get(origin="tie-break")
    suspend(membership=first.annotator, reason="left")
    as_rita.post(address)
    other = Assignment.objects.open().get(origin="tie-break")
    assert {first.annotator, other.annotator} == {cleo, dora}
    Assignment.objects.filter(pk=other.pk).update(expires_at=other.began_at)
    assert "No annotator is available" in as_rita.post(address, follow=True).content.decode()


def test_a_tie_breaker_can_be_requested(
    as_rita: Client, article: Article, project: Project
) -> None:
    address = f"/p/dam/adjudicate/{article.pk}/one-more/"
    assert "No annotator is available" in as_rita.post(address, follow=True).content.decode()
    cleo = make_member(project, "cleo")
    page = as_rita.post(address, follow=True).content.decode()
    assert f"Assigned to {cleo.pseudonym} as tie-breaker" in page
    as_rita.post(address)
    assignment = Assignment.objects.get(origin="tie-break")
    assert assignment.annotator == cleo
    article.refresh_from_db()
    free = article.free
    label_article(cleo, "claim", "denial", "opinion", article=article)
    article.refresh_from_db()
    assert article.free == free, "a tie-break takes no place"
    report = as_rita.get("/api/v1/projects/dam/agreement/").json()
    assert report["annotations"] == 6, "it counts in no figure"
    page = as_rita.get(f"/p/dam/adjudicate/{article.pk}/").content.decode()
    assert without_tokens(page).count(cleo.pseudonym) >= 2


def test_an_open_target_is_listed_and_can_be_settled(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    one, two, three = article.sentences.order_by("position")
    for member, target in ((ana, two), (ben, three)):
        assignment = assign(article=article, membership=member)
        annotate(
            assignment,
            make_entry(one.pk, "denial", target=target.pk),
            make_entry(two.pk, "claim"),
            make_entry(three.pk, "claim"),
        )
        submit_assignment(assignment=assignment)

    def listed() -> tuple[int, int]:
        page = as_rita.get("/p/dam/disagreements/", {"about": "targets"})
        api = as_rita.get("/api/v1/projects/dam/disagreements/?about=targets").json()
        return page.context["page"].paginator.count, api["count"]

    assert listed() == (1, 1)
    address = f"/p/dam/adjudicate/{article.pk}/"
    review = as_rita.get(address)
    assert (review.context["left"], review.context["lit"]) == (1, one.pk)
    assert "The target is not settled." in review.content.decode()

    as_rita.post(f"{address}decide/", {"sentence": one.pk, "label": "denial", "target": "3"})
    assert listed() == (0, 0)
    review = as_rita.get(address)
    assert (review.context["left"], review.context["disputed"]) == (0, 1)
    assert "The target is not settled." not in review.content.decode()


def test_no_open_target_of_an_article_that_the_viewer_labels(
    as_rita: Client, project: Project, ana: Membership, rita: Membership
) -> None:
    article = make_article(project)
    label_article(ana, "denial", "claim", "claim", article=article)
    asked = {"about": "targets"}
    count = as_rita.get("/p/dam/disagreements/", asked).context["page"].paginator.count
    Sighting.objects.all().delete()
    assign(article=article, membership=rita)
    page = as_rita.get("/p/dam/disagreements/", asked)
    assert (count, page.context["page"].paginator.count) == (1, 0)
