"""Labels wait while the server, a proxy or the project doesn't take them, and are stored later."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from annotator.labelling.assignments.suspension import reinstate_member, suspend
from annotator.labelling.models import Assignment
from annotator.projects.models import Project
from tests.support.labelling_page import answer_instead, is_saved, marks, press, stored
from tests.support.make import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.trouble
def test_no_label_is_lost_when_the_session_ends(ana: Page) -> None:
    Session.objects.all().delete()
    press(ana, "1", "4")
    expect(ana.locator("#saved")).to_have_text("Signed out – 2 labels waiting to be sent")
    with ana.context.expect_page() as opened:
        ana.get_by_role("link", name="Sign in again").click()
    again = opened.value
    again.get_by_label("Username").fill("ana")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    again.wait_for_url("**/")
    again.close()
    is_saved(ana)
    assert stored() == ["claim", "opinion"]


def test_an_answer_of_another_server_removes_nothing_from_the_outbox(ana: Page) -> None:
    ana.route(
        "**/annotations/",
        lambda route: route.fulfill(status=200, content_type="text/html", body="Welcome!"),
    )
    press(ana, "1", "4")
    expect(ana.locator("#saved")).to_have_text("Server unavailable – 2 labels waiting to be sent")
    ana.unroute("**/annotations/")
    is_saved(ana)
    assert stored() == ["claim", "opinion"]


@pytest.mark.trouble
def test_an_expired_csrf_token_is_renewed(ana: Page) -> None:
    ana.context.clear_cookies(name="csrftoken")
    press(ana, "1")
    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
@pytest.mark.parametrize("status", [429, 500, 503])
def test_requests_are_repeated_after_a_server_error(ana: Page, status: int) -> None:
    answers = iter([status, status])

    def answer(route: Route) -> None:
        code = next(answers, None)
        route.continue_() if code is None else route.fulfill(status=code, body="{}")

    ana.route("**/annotations/", answer)
    press(ana, "1")
    expect(ana.locator("#saved")).to_have_text("Server unavailable – 1 label waiting to be sent")
    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
@pytest.mark.parametrize("status", [400, 403, 404, 408, 409, 413, 502])
def test_no_label_is_lost_to_an_error_of_a_proxy(ana: Page, status: int) -> None:
    mend = answer_instead(ana, status, "<h1>The proxy has an opinion</h1>")
    press(ana, "1", "4", "1")
    expect(ana.locator("#saved")).to_contain_text("3 labels waiting to be sent")

    mend()

    is_saved(ana)
    expect(ana.get_by_role("button", name="Show")).to_be_hidden()
    assert stored() == ["claim", "opinion", "claim"]


@pytest.mark.trouble
def test_labels_made_while_the_project_is_closed_are_stored_when_it_opens(ana: Page) -> None:
    Project.objects.update(is_open=False)
    press(ana, "1")
    expect(ana.locator("#saved")).to_have_text("The project is closed – 1 label waiting to be sent")
    expect(ana.locator("#saved")).to_have_class("bad")
    press(ana, "4")
    expect(ana.locator("#line")).to_contain_text("The project is closed.")
    assert marks(ana) == "C"

    Project.objects.update(is_open=True)

    is_saved(ana)
    assert stored() == ["claim"]
    expect(ana.get_by_role("button", name="Opinion")).to_be_enabled()


@pytest.mark.trouble
def test_labels_of_a_suspended_member_are_stored_after_reinstatement(
    ana: Page, project: Project
) -> None:
    member = project.memberships.get(user__username="ana")
    suspend(membership=member, reason="a mistake")
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("1 label waiting to be sent")

    reinstate_member(membership=member)

    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
def test_the_page_waits_for_as_long_as_the_server_asks(ana: Page) -> None:
    Assignment.objects.update(written_until=timezone.now() + timedelta(seconds=3))
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("The server is busy – 1 label waiting to be sent")
    is_saved(ana)
    assert stored() == ["claim"]
