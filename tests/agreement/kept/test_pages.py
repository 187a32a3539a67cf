"""The pages that keep their figures show the same again, and others as soon as somebody labels."""

import re

import pytest
from django.test import Client

from annotator.agreement.models import KeptResult
from annotator.corpus.models import Article
from annotator.projects.models import Project
from tests.support.make import label_article, make_member

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = (
    "agreement/",
    "agreement/compare/?second-codebook=1",
    "agreement/final-labels/",
    "plan/",
)


@pytest.fixture
def as_rita(project: Project, client: Client) -> Client:
    user = project.memberships.get(user__username="rita").user
    assert user is not None
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    """Return the page without its tokens."""
    answer = client.get(f"/p/dam/{address}")
    assert answer.status_code == 200
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value)="[^"]*"', "", answer.content.decode())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_the_same_again(as_rita: Client, address: str) -> None:
    first = page(as_rita, address)
    assert KeptResult.objects.count() == 1
    kept_at = KeptResult.objects.get().kept_at
    assert page(as_rita, address) == first
    assert KeptResult.objects.get().kept_at == kept_at


def test_a_new_label_is_seen_at_once(project: Project, article: Article, as_rita: Client) -> None:
    assert "2 annotators" in page(as_rita, "agreement/")
    label_article(make_member(project, "cleo"), "doubt", "denial", "opinion", article=article)
    assert "3 annotators" in page(as_rita, "agreement/")


def test_filters_are_kept_apart(as_rita: Client) -> None:
    for query in ("", "?round=main", "?unfinished=on"):
        page(as_rita, f"agreement/{query}")
    assert KeptResult.objects.count() == 3
