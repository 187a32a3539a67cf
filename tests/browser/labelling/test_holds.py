"""Labels that are held in the outbox, and labels of other projects that are sent meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.corpus.models import Article
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Project
from tests.support.labelling_page import begin, is_saved, press
from tests.support.make import PASSWORD, make_article, make_member, make_project, make_user

pytestmark = [pytest.mark.browser, pytest.mark.trouble, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dam(transactional_db: None) -> Project:
    project = make_project("dam", name="River dam reports")
    make_user("ana", password=PASSWORD)
    make_member(project, "ana")
    make_article(project, "The dam held. It did not fail. It was old.", title="The dam")
    return project


@pytest.fixture
def other(dam: Project) -> Project:
    project = make_project("other", name="Bridge reports")
    make_member(project, "ana")
    make_article(project, "A bridge held. It did not fail.", title="The bridge")
    return project


@pytest.fixture
def ana(dam: Project, sign_in: Callable[..., Page]) -> Page:
    return sign_in("ana")


def stored(project: Project) -> list[str]:
    rows = Annotation.objects.current().filter(project=project).select_related("label")
    return [row.decision for row in rows.order_by("sentence__position")]


def leave_a_label_in_the_closed(project: Project, page: Page) -> None:
    begin(page, project.slug)
    Project.objects.filter(pk=project.pk).update(is_open=False)
    press(page, "1")
    expect(page.locator("#saved")).to_have_text(
        "The project is closed – 1 label waiting to be sent"
    )


def stop_the_clock(page: Page) -> None:
    """From now on no pause between two tries ends in this page, whatever the machine does."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=5))


def test_labels_waiting_for_another_project_are_shown_with_its_name(
    ana: Page, dam: Project, other: Project
) -> None:
    leave_a_label_in_the_closed(dam, ana)

    begin(ana, "other")
    press(ana, "4")

    is_saved(ana)
    expect(ana.locator("#elsewhere")).to_have_text(
        "“River dam reports”: The project is closed – 1 label waiting to be sent"
    )
    assert stored(other) == ["opinion"]

    Project.objects.update(is_open=True)
    expect(ana.get_by_role("button", name="Show")).to_be_hidden(timeout=60_000)
    assert stored(dam) == ["claim"]


def test_a_label_is_sent_while_labels_of_another_project_are_held(
    ana: Page, dam: Project, other: Project
) -> None:
    leave_a_label_in_the_closed(dam, ana)
    begin(ana, "other")
    expect(ana.get_by_role("button", name="Show")).to_be_visible()

    stop_the_clock(ana)
    press(ana, "4")

    is_saved(ana)
    assert stored(other) == ["opinion"]


def test_an_article_is_submitted_while_another_project_is_closed(
    ana: Page, dam: Project, other: Project
) -> None:
    leave_a_label_in_the_closed(dam, ana)
    begin(ana, "other")

    press(ana, "4", "4", "Enter")

    expect(ana.get_by_role("heading", name="All done, thank you")).to_be_visible()
    assert Assignment.objects.get(article__project=other).state == "submitted"


def test_leaving_the_page_needs_no_confirmation_for_a_closed_project(
    ana: Page, dam: Project
) -> None:
    asked: list[str] = []

    def note(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    leave_a_label_in_the_closed(dam, ana)
    ana.on("dialog", note)
    ana.goto("/")

    assert asked == []


def test_a_label_that_a_firewall_blocks_holds_up_no_other_article(
    ana: Page, dam: Project, other: Project
) -> None:
    """A firewall answers 403 whenever it dislikes a note; the person's other labels must not wait
    for that one.
    """

    def dislike(route: Route) -> None:
        if "DROP TABLE" in (route.request.post_data or ""):
            route.fulfill(status=403, body="<h1>Blocked</h1>", content_type="text/html")
        else:
            route.continue_()

    ana.context.route("**/annotations/", dislike)
    begin(ana, "dam")
    press(ana, "1")
    is_saved(ana)
    press(ana, "n")
    ana.keyboard.type("DROP TABLE dam")
    press(ana, "Enter")
    expect(ana.locator("#saved")).to_have_text(
        "Blocked on the way (error 403) – 1 label waiting to be sent"
    )

    begin(ana, "other")
    press(ana, "4")
    is_saved(ana)

    assert stored(other) == ["opinion"]
    expect(ana.locator("#elsewhere")).to_have_text(
        "“River dam reports”: Blocked on the way (error 403) – 1 label waiting to be sent"
    )


def test_a_server_error_over_one_article_holds_up_no_other(
    ana: Page, dam: Project, other: Project
) -> None:
    def fail(route: Route) -> None:
        route.fulfill(
            status=500, body='{"detail": "An error."}', headers={"Skepsis-Reference": "1"}
        )

    ana.context.route("**/projects/dam/annotations/", fail)
    begin(ana, "dam")
    press(ana, "1")
    expect(ana.locator("#saved")).to_have_text("Server error (500) – 1 label waiting to be sent")

    begin(ana, "other")
    press(ana, "4")

    is_saved(ana)
    assert stored(other) == ["opinion"]


def test_a_request_too_large_for_a_proxy_is_sent_in_parts(ana: Page, dam: Project) -> None:
    def bound(route: Route) -> None:
        if (route.request.post_data or "").count("submission") > 1:
            route.fulfill(status=413, body="<h1>Too large</h1>", content_type="text/html")
        else:
            route.continue_()

    begin(ana, "dam")
    ana.context.set_offline(True)
    press(ana, "1", "4", "1")
    expect(ana.locator("#saved")).to_have_text("Offline – 3 labels waiting to be sent")
    ana.context.route("**/annotations/", bound)
    ana.context.set_offline(False)

    is_saved(ana)
    assert stored(dam) == ["claim", "opinion", "claim"]


def test_a_label_that_is_sent_again_replaces_newer_ones(ana: Page, dam: Project) -> None:
    """The screen shows it as the label, so it is what the database must hold."""
    article = Article.objects.get(project=dam)
    begin(ana, "dam")
    article.sentences.filter(position=1).update(excluded=True)
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("1 not saved")
    article.sentences.update(excluded=False)
    with ana.expect_response("**/annotations/"):
        press(ana, "ArrowUp", "4")
    ana.reload()
    expect(ana.locator(".sentence").first).to_have_attribute("data-mark", "O")

    ana.get_by_role("button", name="Show").click()
    ana.get_by_role("button", name="Send again").click()

    is_saved(ana)
    expect(ana.locator(".sentence").first).to_have_attribute("data-mark", "C")
    assert stored(dam) == ["claim"]


def test_focusing_the_page_does_not_shorten_a_pause_that_the_server_asked_for(
    ana: Page, dam: Project
) -> None:
    tries = 0

    def ask_to_wait(route: Route) -> None:
        nonlocal tries
        tries += 1
        route.fulfill(status=429, body="{}", headers={"Retry-After": "300"})

    ana.context.route("**/annotations/", ask_to_wait)
    begin(ana, "dam")
    stop_the_clock(ana)
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("1 label waiting to be sent")
    for _ in range(3):
        ana.evaluate("dispatchEvent(new Event('focus'))")
        ana.clock.run_for(60_000)
    assert tries == 1

    with ana.expect_request("**/annotations/"):
        ana.clock.run_for(300_000)


PAUSE_OF_A_HOLD_THAT_ENDS_MEANWHILE = """async () => {
  const { Holds, WaitError } = await import("/static/labelling/outbox/holds.js");
  const act = { url: "/api/v1/projects/dam/annotations/", assignment: 1 };
  const holds = new Holds();
  holds.add(act, new WaitError("server away"));
  const now = performance.now();
  const isHeld = holds.isHeld(act, now);
  while (performance.now() < now + 600); // longer than the first pause
  return [isHeld, holds.pauseFrom(now)];
}"""


def test_the_pause_counts_a_hold_that_ends_while_it_is_computed(ana: Page, dam: Project) -> None:
    begin(ana, "dam")
    is_held, pause = ana.evaluate(PAUSE_OF_A_HOLD_THAT_ENDS_MEANWHILE)
    assert is_held
    assert pause <= 500


def test_two_tabs_on_two_projects_do_not_wait_for_each_other(
    ana: Page, dam: Project, other: Project
) -> None:
    leave_a_label_in_the_closed(dam, ana)
    second = begin(ana.context.new_page(), "other")

    stop_the_clock(ana)  # of the first tab, which sends for both
    press(second, "4")

    is_saved(second)
    assert stored(other) == ["opinion"]


def test_the_status_fits_a_phone(dam: Project, sign_in: Callable[..., Page]) -> None:
    page = sign_in("ana", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    leave_a_label_in_the_closed(dam, page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator("#saved").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
