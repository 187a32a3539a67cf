"""The pages that keep their figures show the same again, and others as soon as somebody labels."""

import re

import pytest
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.models import KeptResult
from annotator.corpus.models import Article
from annotator.projects.models import Project
from tests.support.make import label_article, make_member

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = (
    "agreement/",
    "agreement/annotators/",
    "agreement/articles/",
    "agreement/compare/?second-codebook=1",
    "agreement/final-labels/",
    "agreement/model/",
    "agreement/report.json",
    "agreement/write-up/",
    "disagreements/",
    "disagreements/?about=doubted",
    "disagreements/?about=targets",
    "disagreements/?counted=report",
    "disagreements/unanimous/",
    "meeting/",
    "plan/",
)


@pytest.fixture
def as_mia(project: Project, client: Client) -> Client:
    user = project.memberships.get(user__username="mia").user
    assert user is not None
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    """Return the page without its tokens."""
    answer = client.get(f"/p/dam/{address}")
    assert answer.status_code == 200
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value)="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_the_same_again(as_mia: Client, address: str) -> None:
    first = page(as_mia, address)
    assert KeptResult.objects.count() == 1
    kept_at = KeptResult.objects.get().kept_at
    assert page(as_mia, address) == first
    assert KeptResult.objects.get().kept_at == kept_at


def test_a_new_label_is_seen_at_once(project: Project, article: Article, as_mia: Client) -> None:
    assert "2 annotators" in page(as_mia, "agreement/")
    label_article(make_member(project, "cleo"), "doubt", "denial", "opinion", article=article)
    assert "3 annotators" in page(as_mia, "agreement/")


def test_filters_are_kept_apart(as_mia: Client) -> None:
    for query in ("", "?round=main", "?unfinished=on"):
        page(as_mia, f"agreement/{query}")
    assert KeptResult.objects.count() == 3


def test_a_decision_leaves_the_list_as_it_is_kept(
    project: Project, article: Article, as_mia: Client
) -> None:
    def listed(query: str = "") -> list[int]:
        rows = as_mia.get(f"/p/dam/disagreements/{query}").context["disagreements"]
        return [row.sentence.position for row in rows]

    label_article(make_member(project, "cleo"), "doubt", "claim", "opinion", article=article)
    assert listed() == [1, 2]
    (kept,) = KeptResult.objects.all()
    adjudicate(
        sentence=article.sentences.get(position=1),
        adjudicator=project.memberships.get(user__username="mia"),
        label="denial",
    )

    assert listed() == [1, 2]
    assert listed("?undecided=on") == [2]
    assert KeptResult.objects.get() == kept
    assert KeptResult.objects.get().kept_at == kept.kept_at
