"""The article as a whole: the next one, submitting, reopening, returning, losing it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from annotator.labelling.models import Assignment
from annotator.projects.audit import COMMAND
from annotator.projects.labels.changing import add_label, order_labels, retire_label
from annotator.projects.models import AuditEvent, Label, Project
from tests.support.labelling_page import (
    begin,
    is_saved,
    press,
    stored,
    wait_for_keys,
    wait_for_next,
)
from tests.support.make import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_next_article_is_shown_at_once_and_the_submission_waits_for_the_network(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    for number in (1, 2):
        make_article(project, f"Dam {number} held.", title=f"Article {number}")
    page = begin(sign_in("ana", opens=None))
    first = page.get_by_role("heading", level=1).inner_text()
    press(page, "1")
    wait_for_next(page)
    page.context.set_offline(True)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    wait_for_keys(page)
    press(page, "4")
    expect(page.locator("#saved")).to_have_text(
        "Offline – 1 label and 1 submission waiting to be sent"
    )
    page.context.set_offline(False)
    is_saved(page)
    assert Assignment.objects.filter(state="submitted").count() == 1
    press(page, "Enter")
    expect(page.get_by_role("heading", name="All done, thank you")).to_be_visible()
    assert Assignment.objects.filter(state="submitted").count() == 2


def test_a_submitted_article_is_reopened_and_returned(ana: Page) -> None:
    press(ana, "s", "b", "Enter", "Enter")
    expect(ana.get_by_role("heading", name="All done, thank you")).to_be_visible()
    assignment = Assignment.objects.get()
    assert assignment.state == "submitted"
    begin(ana, assignment=assignment.pk)
    press(ana, "1")
    expect(ana.locator("#line")).to_contain_text("You have submitted this article.")
    ana.get_by_role("button", name="Reopen").click()
    expect(ana.get_by_role("button", name="Submit article")).to_be_visible()
    ana.get_by_role("button", name="Return it…").click()
    ana.get_by_role("button", name="Return article").click()
    expect(ana.get_by_role("heading", name="No articles left")).to_be_visible()
    assignment.refresh_from_db()
    assert assignment.state == "returned"


def test_the_page_says_at_once_that_the_article_went_to_someone_else(ana: Page) -> None:
    press(ana, "1")
    is_saved(ana)
    Assignment.objects.update(state="lapsed")
    press(ana, "1")
    expect(ana.get_by_text("This article is no longer assigned to you")).to_be_visible()
    expect(ana.locator("#saved")).to_have_text("Read-only")
    expect(ana.get_by_role("link", name="Next article")).to_be_visible()
    assert stored() == ["claim", "claim"]


def test_a_problem_is_reported_from_the_menu(ana: Page) -> None:
    ana.get_by_role("button", name="River dam reports").click()
    ana.get_by_role("button", name="Report a problem with this article…").click()
    ana.get_by_label("What’s wrong with it?").fill("The end is missing.")
    ana.get_by_role("button", name="Send", exact=True).click()

    expect(ana.locator("#line")).to_contain_text("Report sent")
    expect(ana.locator("#sentences"), "what was chosen in the menu is gone").to_be_focused()
    event = AuditEvent.objects.get(action="problem_reported")
    assert event.about.endswith(": The end is missing.")


def test_the_page_says_at_once_that_the_article_was_withdrawn(ana: Page) -> None:
    press(ana, "1")
    is_saved(ana)
    Article.objects.update(state="withdrawn")
    press(ana, "4")

    expect(ana.locator("#saved")).to_have_text("Withdrawn")
    expect(ana.locator("#line")).to_contain_text("This article has been withdrawn.")
    expect(ana.get_by_role("link", name="Next article")).to_be_visible()
    assert stored() == ["claim", "opinion"]
    ana.reload()
    expect(ana.locator("#saved")).to_have_text("Withdrawn")


def test_changed_labels_reach_an_open_page_before_the_next_article(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    for number in (1, 2):
        make_article(project, f"Dam {number} held.", title=f"Article {number}")
    page = begin(sign_in("ana", opens=None))
    # The next article was fetched with the labels as they were.
    wait_for_next(page)

    keys = [label.key for label in project.labels.all()]
    order_labels(project, [*keys[1:], keys[0]], by=COMMAND)
    retire_label(project.labels.get(key="opinion"), by=COMMAND)
    add_label(Label(project=project, key="hoax", name="Hoax", mark="H", colour="grey"), by=COMMAND)

    # The article that is open keeps its labels: 4 is still the one that was retired.
    press(page, "4")
    is_saved(page)
    assert stored() == ["opinion"]
    press(page, "Enter")

    choices = page.get_by_role("group", name="Label this sentence").get_by_role("button")
    expect(choices.filter(has_text="Hoax")).to_be_visible()
    expect(choices.filter(has_text="Opinion")).to_have_count(0)
    wait_for_keys(page)
    press(page, "4")
    is_saved(page)
    assert stored() == ["opinion", "hoax"]
