import pytest
from django.test import Client

from annotator.projects.facts.stated import StatedFacts
from annotator.projects.models import Project, Role, stated_facts
from tests.support.make import make_member, make_project

ADDRESS = "/api/v1/projects/dam/facts/"


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


@pytest.fixture
def as_mia(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    return client


def test_a_patch_changes_what_it_names(as_mia: Client, project: Project) -> None:
    for sent in ({"training": "A day."}, {"pay_per_hour": "14.5", "pay_currency": "EUR"}):
        answer = as_mia.patch(ADDRESS, sent, content_type="application/json")
        assert answer.status_code == 200
    assert stated_facts(project) == StatedFacts(
        training="A day.", pay_per_hour="14.50", pay_currency="EUR"
    )
    assert as_mia.get(ADDRESS).json()["training"] == "A day."
    assert as_mia.get(ADDRESS).json()["known"]["training"] == ["The codebook had 1 version."]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"demographics": "Age | young | 2"}, "demographics"),
        ({"weather": "rain"}, "weather"),
        ({"known": {}}, "known"),
        ({"training": "A day.", "pay_per_hour": "12"}, "pay_currency"),
        ({"not_applicable": ["weather"]}, "not_applicable"),
    ],
)
def test_bad_answers_change_nothing(
    as_mia: Client, project: Project, sent: dict[str, object], field: str
) -> None:
    answer = as_mia.patch(ADDRESS, sent, content_type="application/json")
    assert answer.status_code == 400
    assert field in answer.json()
    assert stated_facts(project) == StatedFacts()
