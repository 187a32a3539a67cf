"""Each role sees its sections of the bar, and each page of a project is in one section."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotator.projects.access import Access
from annotator.projects.models import Role
from annotator.projects.templatetags.bar import SECTIONS, Bar, bar_for
from annotator.urls import project_urls
from tests.support.make import make_member, make_project

PAGES = {page.url_name: page for _, pages in SECTIONS for page in pages}


def bar_of(role: Role, url_name: str = "progress") -> Bar:
    member = make_member(make_project(), "ana", role)
    return bar_for(Access(member.project, role, member), url_name)


def titles(links: list) -> list[str]:
    return [str(link.title) for link in links]


@pytest.mark.django_db
def test_an_annotator_sees_pages_without_sections() -> None:
    bar = bar_of(Role.ANNOTATOR)

    assert bar.sections == []
    assert titles(bar.pages) == ["Next article", "Progress", "My labels", "Codebook"]


@pytest.mark.django_db
def test_an_adjudicator_sees_two_sections() -> None:
    bar = bar_of(Role.ADJUDICATOR, "disagreements")

    assert titles(bar.sections) == ["Label", "Review"]
    assert titles(bar.pages) == ["Agreement", "Disagreements"]


@pytest.mark.django_db
def test_a_manager_sees_five_sections() -> None:
    bar = bar_of(Role.MANAGER, "import_job")

    assert titles(bar.sections) == ["Label", "Data", "Review", "Results", "Team"]
    assert [str(link.title) for link in bar.sections if link.is_current] == ["Data"]
    assert [str(link.title) for link in bar.pages if link.is_current] == ["Import"]


@pytest.mark.django_db
def test_a_superuser_who_is_not_a_member_is_offered_no_labelling() -> None:
    bar = bar_for(Access(make_project(), Role.MANAGER, None), "progress")

    assert titles(bar.pages) == ["Progress", "Codebook"]


def test_no_page_is_in_two_sections() -> None:
    names = [name for page in PAGES.values() for name in (page.url_name, *page.below)]

    assert len(names) == len(set(names))


def test_every_page_of_the_bar_has_an_address() -> None:
    known = {getattr(pattern, "name", None) for pattern in project_urls}

    assert {name for page in PAGES.values() for name in (page.url_name, *page.below)} <= known


@pytest.mark.django_db
def test_the_bar_offers_exactly_the_pages_that_a_role_may_open(client: Client) -> None:
    project = make_project()

    for role in Role:
        member = make_member(project, f"{role}-of-the-bar", role)
        assert member.user is not None
        client.force_login(member.user)

        for page in PAGES.values():
            is_offered = page.is_for(Access(project, role, member))
            status = client.get(reverse(page.url_name, args=[project.slug])).status_code
            assert (status != 403) is is_offered, (role, page.url_name)


@pytest.mark.parametrize(
    ("address", "form", "current"),
    [
        ("people/invite/", {"role": "annotator", "uses": 1, "days": 1}, "People"),
        ("people/invite/", {}, "People"),
        ("import/paste/", {}, "Import"),
    ],
)
def test_a_form_that_answers_with_a_page_keeps_the_pages_of_its_section(
    as_mia: Client, address: str, form: dict[str, object], current: str
) -> None:
    page = as_mia.post(f"/p/dam/{address}", form).content.decode()

    assert re.findall(r'aria-current="page">([^<]+)<', page) == [current]


def test_a_refused_download_keeps_the_pages_of_its_section(as_mia: Client) -> None:
    page = as_mia.get("/p/dam/export/sentences.csv?split=80").content.decode()

    assert re.findall(r'aria-current="page">([^<]+)<', page) == ["Export"]
