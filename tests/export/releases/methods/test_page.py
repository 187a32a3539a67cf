from django.core.files.storage import default_storage
from django.test import Client

from annotator.projects.models import Project, ProjectFacts, Role
from tests.export.releases.conftest import publish
from tests.support.make import make_member, make_release

PAGE = "/p/dam/methods/"


def manager(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    return client


def test_the_page_asks_for_a_preview_first(labelled: Project, client: Client) -> None:
    mia = manager(labelled, client)
    assert "No figures yet" in mia.get(PAGE).content.decode()
    make_release(labelled)
    assert "No figures yet" in mia.get(PAGE).content.decode()


def test_the_page_has_figures_of_the_release_and_answers_of_now(
    rich: Project, client: Client
) -> None:
    ProjectFacts.objects.create(project=rich, answers={"training": "A day."})
    release = publish(rich)
    ages = [{"characteristic": "Age", "group": "18–29", "count": 2}]
    ProjectFacts.objects.update(answers={"training": "Two days.", "demographics": ages})

    page = " ".join(manager(rich, client).get(PAGE).content.decode().split())
    assert "48 sentences of 17 news articles." in page
    assert "Two days." in page
    assert "A day." not in page
    assert "Age" not in page
    assert "@misc{dam-1," in page

    default_storage.delete(release.archive)
    assert "No figures yet" in client.get(PAGE).content.decode()
