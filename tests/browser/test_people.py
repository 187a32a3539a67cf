"""The *People* page: its Copy buttons, and the choice of several members."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.projects.models import Membership
from tests.support.accessibility import is_accessible
from tests.support.make import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_link_is_copied_with_the_keyboard(mia: Membership, sign_in: Callable[..., Page]) -> None:
    page = sign_in("mia")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/p/dam/people/")
    page.get_by_role("button", name="Create link").click()
    is_accessible(page)

    page.get_by_role("button", name="Copy").press("Enter")

    expect(page.get_by_text("Copied.")).to_be_visible()
    link = page.locator("#invitation-link").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_without_a_clipboard_the_link_is_selected(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("mia")
    page.goto("/p/dam/people/")
    page.get_by_role("button", name="Create link").click()

    # Nobody allowed the clipboard here.
    page.get_by_role("button", name="Copy").press("Enter")

    expect(page.get_by_text("Copy the selected text with Ctrl+C.")).to_be_visible()
    link = page.locator("#invitation-link").inner_text()
    assert page.evaluate("document.getSelection().toString()") == link


def test_all_members_are_chosen_and_reminded(mia: Membership, sign_in: Callable[..., Page]) -> None:
    make_member(mia.project, "ana")
    page = sign_in("mia")
    page.goto("/p/dam/people/?names=1")
    every, one = page.get_by_label("All", exact=True), page.get_by_label(f"Select {mia.pseudonym}")

    every.check()
    one.uncheck()
    assert every.evaluate("box => box.indeterminate")
    one.check()
    expect(every).to_be_checked()
    page.get_by_role("button", name="Remind…").click()

    expect(page.get_by_text("Hello ana,").first).to_be_visible()
    expect(page.get_by_text("Hello mia,").first).to_be_visible()
    is_accessible(page)
