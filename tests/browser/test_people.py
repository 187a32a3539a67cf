"""The *People* page: its Copy buttons, and the choice of several members."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from annotator.jobs.models import Job
from annotator.people.reminding.job import run_reminders
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


def test_members_are_reminded_by_email_with_the_keyboard(
    mia: Membership, sign_in: Callable[..., Page], settings: Any
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"
    ana = make_member(mia.project, "ana")
    User.objects.filter(pk=ana.user_id).update(
        email="ana@example.org", takes_reminders=True, language="ar"
    )
    page = sign_in("mia", viewport={"width": 390, "height": 844})
    page.goto("/p/dam/people/")
    page.get_by_label("All", exact=True).check()
    page.get_by_role("button", name="Remind…").press("Enter")

    expect(page.get_by_text(f"{mia.pseudonym}: no e-mail address")).to_be_visible()
    expect(page.get_by_role("list").get_by_text("العربية")).to_be_visible()
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.get_by_role("button", name="Send 1 e-mail").press("Enter")
    expect(page.get_by_text(f"E-mails are being sent to: {ana.pseudonym}.")).to_be_visible()
    expect(page.get_by_text("reminded on")).to_be_visible()
    is_accessible(page)
    run_reminders.call(Job.objects.get().pk)
    [message] = mail.outbox
    assert message.subject == "تذكير: dam"

    page.goto("/p/dam/jobs/")
    expect(page.get_by_text("1 e-mail sent")).to_be_visible()
    is_accessible(page)
