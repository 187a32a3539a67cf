"""Labels outlive a closed tab, a lost network and a lost database, and are stored once."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.labelling.models import Annotation
from tests.support.labelling_page import answer_instead, begin, is_saved, marks, press, stored
from tests.support.make import PASSWORD
from tools import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_twenty_labels_survive_a_closed_tab_without_network(ana: Page) -> None:
    context = ana.context
    context.set_offline(True)
    press(ana, *"1" * 20)
    expect(ana.locator("#saved")).to_have_text("Offline – 20 labels waiting to be sent")
    ana.close()
    context.set_offline(False)
    page = begin(context.new_page())
    assert marks(page) == "C" * 20
    is_saved(page)
    assert stored() == ["claim"] * 20
    assert Annotation.objects.count() == 20


def test_the_newer_label_wins_over_a_slow_request(ana: Page) -> None:
    held: list[Route] = []
    ana.route("**/annotations/", lambda route: held.append(route), times=1)
    with ana.expect_request("**/annotations/"):
        press(ana, "1")

    press(ana, "ArrowUp", "4")
    assert marks(ana) == "O"
    assert stored() == []
    [request] = held
    request.continue_()

    is_saved(ana)
    assert stored() == ["opinion"]


@pytest.mark.trouble
def test_the_next_person_in_the_same_browser_neither_sees_nor_sends_waiting_labels(
    ana: Page,
) -> None:
    context = ana.context
    context.set_offline(True)
    press(ana, "1", "2", "3")
    expect(ana.locator("#saved")).to_have_text("Offline – 3 labels waiting to be sent")
    context.route("**/annotations/", lambda route: route.abort())
    context.set_offline(False)
    context.clear_cookies()
    other = context.new_page()
    chromium.sign_in(other, "ben", PASSWORD)
    begin(other)
    assert marks(other) == ""
    context.unroute("**/annotations/")
    expect(ana.locator("#saved")).to_have_text(
        "Someone else is signed in on this browser – 3 labels waiting to be sent", timeout=60_000
    )
    press(other, "4")
    is_saved(other)
    assert [row.decision for row in Annotation.objects.all()] == ["opinion"]


@pytest.mark.trouble
def test_a_label_whose_answer_was_lost_is_stored_once(ana: Page) -> None:
    lost = iter([True])

    def lose_the_answer(route: Route) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    ana.route("**/annotations/", lose_the_answer)
    press(ana, "1", "4")
    is_saved(ana)
    assert stored() == ["claim", "opinion"]
    assert Annotation.objects.count() == 2


def lose_the_database(page: Page, method: str) -> None:
    """What browsers do that run out of room, or whose owner clears the site's data."""
    page.evaluate(
        "([kind, method]) => { window[kind].prototype[method] = () => { throw new "
        "DOMException('gone'); }; }",
        method.split("."),
    )


@pytest.mark.trouble
@pytest.mark.parametrize("method", ["IDBDatabase.transaction", "IDBObjectStore.add"])
def test_labels_are_sent_and_counted_when_the_browser_loses_its_database(
    ana: Page, method: str
) -> None:
    mend = answer_instead(ana, 502, "<h1>Away</h1>")
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("1 label waiting to be sent")

    lose_the_database(ana, method)
    press(ana, "4")
    expect(ana.locator("#saved")).to_contain_text("2 labels waiting to be sent")
    mend()

    is_saved(ana)
    assert stored() == ["claim", "opinion"]


@pytest.mark.trouble
def test_stored_labels_leave_the_outbox_when_the_browser_cannot_delete_them(ana: Page) -> None:
    lose_the_database(ana, "IDBObjectStore.delete")

    press(ana, "1", "4")

    is_saved(ana)
    assert stored() == ["claim", "opinion"]
    ana.reload()
    is_saved(ana)
    assert Annotation.objects.count() == 2


def test_two_tabs_show_the_same(ana: Page) -> None:
    second = begin(ana.context.new_page())
    press(ana, "1", "2")
    expect(second.locator(".sentence").nth(1)).to_have_attribute("data-mark", "D")
    press(second, "ArrowUp", "4")
    expect(ana.locator(".sentence").first).not_to_have_attribute("data-mark", "·")
    is_saved(ana)
    is_saved(second)
    assert marks(ana) == marks(second)
    assert len(stored()) == len(
        set(Annotation.objects.current().values_list("sentence", flat=True))
    )
    press(ana, "s", "b", "Enter", "Enter")
    expect(second.locator("#line")).to_contain_text("You have submitted this article.")


def test_every_label_has_an_id_of_its_own_without_https(ana: Page) -> None:
    ana.evaluate("crypto.randomUUID = undefined")
    press(ana, "1", "2")
    is_saved(ana)
    ids = set(Annotation.objects.values_list("submission", flat=True))
    assert len(ids) == 2
    assert {UUID(str(submission)).version for submission in ids} == {4}
