"""The page *My labels*: what a person labelled, across the articles of a project."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Label, Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    make_project,
)

ADDRESS = "/p/dam/my-labels/"


def sentences_on(client: Client, query: str = "") -> list[str]:
    """The sentences of the list, in its order."""
    page = client.get(ADDRESS + query).content.decode()
    return re.findall(r'class="notranslate"\s*>([^<]+)</a>', page)


def label_two_articles(member: Membership) -> None:
    for name in ("dam", "bridge"):
        text = f"The {name} held. It did not, they said. Luckily. Perhaps the {name} held."
        article = make_article(member.project, text, title=f"About the {name}")
        label_article(member, "claim", "denial", "opinion", "doubt", article=article)


def test_the_page_opens_with_all_labels_of_all_articles(as_ana: Client, ana: Membership) -> None:
    label_two_articles(ana)
    assert len(sentences_on(as_ana)) == 8


def test_labels_with_a_target_are_listed_together(as_ana: Client, ana: Membership) -> None:
    label_two_articles(ana)
    assert sentences_on(as_ana, "?label=*target") == [
        "Perhaps the bridge held.",
        "It did not, they said.",
        "Perhaps the dam held.",
        "It did not, they said.",
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?label=denial", 2),
        ("?label=claim", 2),
        ("?label=*target", 4),
        ("?label=nonsense", 8),
        ("?label=", 8),
        ("?label=denial&page=99", 2),
    ],
)
def test_the_address_filters_by_label(
    as_ana: Client, ana: Membership, query: str, count: int
) -> None:
    label_two_articles(ana)
    assert len(sentences_on(as_ana, query)) == count


def test_a_project_without_targets_offers_no_choice_of_them(
    as_ana: Client, ana: Membership
) -> None:
    label_two_articles(ana)
    Label.objects.update(takes_target=False)
    assert "All with a target" not in as_ana.get(ADDRESS).content.decode()


def test_everything_that_was_said_is_shown(as_ana: Client, ana: Membership) -> None:
    Project.objects.update(asks_confidence=True)
    article = make_article(ana.project, title="About the dam")
    assignment = make_assignment(ana)
    first, second, third = article.sentences.order_by("position")
    annotate(
        assignment,
        make_entry(second.pk, "denial", target=first.pk, confidence=1, note="a <hint>"),
        make_entry(third.pk, "denial", target_outside=True),
    )
    page = " ".join(as_ana.get(ADDRESS).content.decode().split())
    assert "The dam held.</q>" in page
    assert "Target: not in this article" in page
    assert "unsure" in page
    assert "a &lt;hint&gt;" in page
    assert "About the dam" in page
    assert f"{timezone.now():%b %Y}" in page


def test_each_sentence_leads_to_its_place_on_the_labelling_page(
    as_ana: Client, ana: Membership
) -> None:
    article = make_article(ana.project)
    # The labelling page doesn't count the excluded sentence.
    article.sentences.filter(position=1).update(excluded=True)
    Article.objects.update(excluded_count=1)
    assignment = label_article(ana, "claim", "denial")
    page = as_ana.get(ADDRESS).content.decode()
    address = f"/p/dam/label/{assignment.pk}/?sentence=2"
    assert f'href="{address}"' in page
    assert as_ana.get(address).status_code == 200


def test_nobody_sees_the_labels_of_others(
    as_ana: Client, as_mia: Client, ana: Membership, ben: Membership
) -> None:
    label_two_articles(ben)
    other = make_member(make_project("other"), "ana")
    label_two_articles(other)
    assert sentences_on(as_ana) == []
    assert sentences_on(as_mia) == []


def test_a_label_that_was_changed_or_taken_back_is_gone(as_ana: Client, ana: Membership) -> None:
    make_article(ana.project)
    assignment = make_assignment(ana)
    first, second, _ = assignment.article.sentences.order_by("position")
    annotate(assignment, make_entry(first.pk, "denial"), make_entry(second.pk, "denial"))
    annotate(assignment, make_entry(first.pk, None), make_entry(second.pk, "claim"))
    assert sentences_on(as_ana) == [second.text]
    assert sentences_on(as_ana, "?label=denial") == []


def test_the_first_labels_are_hidden_while_a_retest_is_open(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    label_two_articles(ana)
    Assignment.objects.filter(article__title="About the dam").update(
        submitted_at=timezone.now() - timedelta(weeks=4)
    )
    Project.objects.update(retest_share=100)
    ana.project.refresh_from_db()
    retest = next_assignment(membership=ana)
    assert retest is not None
    assert retest.pass_number == 2
    assert len(sentences_on(as_ana)) == 4
    assert sentences_on(as_ana, "?label=doubt") == ["Perhaps the bridge held."]
    assert as_ana.get("/p/dam/").content.decode().count("About the dam") == 1


def test_a_page_has_fifty_and_always_the_same_number_of_queries(
    as_ana: Client,
    ana: Membership,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    text = " ".join(f"The dam {number} did not hold." for number in range(60))
    label_article(ana, *["denial"] * 60, article=make_article(ana.project, text))
    label_two_articles(ana)
    with django_assert_max_num_queries(8):
        assert len(sentences_on(as_ana)) == 50
    assert len(sentences_on(as_ana, "?page=2")) == 18


def test_both_pages_lead_to_the_list(as_ana: Client, ana: Membership) -> None:
    label_two_articles(ana)
    for address in ("/", "/p/dam/"):
        assert f'href="{ADDRESS}"' in as_ana.get(address).content.decode()


def test_a_label_on_a_returned_article_says_so(as_ana: Client, ana: Membership) -> None:
    label_two_articles(ana)
    Assignment.objects.update(state="returned", submitted_at=None)
    assert "· Returned" in as_ana.get(ADDRESS).content.decode()
    assert Annotation.objects.count() == 8
