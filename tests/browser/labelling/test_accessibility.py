"""Every page of an annotator passes axe."""

import pytest
from playwright.sync_api import Page, expect

from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.models import Project
from tests.support.accessibility import is_accessible
from tests.support.labelling_page import is_saved, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_of_an_annotator_is_accessible(ana: Page, project: Project) -> None:
    press(ana, "1", "2")
    is_accessible(ana)
    press(ana, "s")
    is_accessible(ana)
    press(ana, "Escape", "n")
    is_accessible(ana)
    is_saved(ana)
    for address in ("/", "/p/dam/", "/p/dam/codebook/"):
        ana.goto(address)
        is_accessible(ana)
    publish_codebook(project=project, text="# New rules", reason="clearer")
    ana.goto("/p/dam/label/")
    expect(ana.get_by_role("heading", name="The codebook has changed")).to_be_visible()
    is_accessible(ana)
    Project.objects.update(notice="These articles speak of violence.")
    ana.goto("/p/dam/label/")
    is_accessible(ana)
    ana.get_by_role("button", name="I’ve read this").click()
    ana.get_by_role("button", name="Continue to my next article").click()
    expect(ana.locator(".sentence.lit")).to_be_visible()
    press(ana, "s", "b", "Enter", "Enter")
    expect(ana.get_by_role("heading", name="All done, thank you")).to_be_visible()
    is_accessible(ana)
