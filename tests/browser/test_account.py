"""Joining by a link, and the ways to sign in, with a passkey of the browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import urllib3
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from csp.constants import SELF
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from annotator.accounts.models import User
from annotator.projects.models import Membership, Role
from tests.accounts.test_accounts import a_university
from tests.browser.conftest import PATIENCE
from tests.support.accessibility import is_accessible
from tests.support.make import (
    PASSWORD,
    invitation_token,
    make_invitation,
    make_member,
    make_project,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mia(transactional_db: None) -> Membership:
    mia = make_member(make_project(), "mia", Role.MANAGER)
    assert mia.user is not None
    mia.user.set_password(PASSWORD)
    mia.user.save()
    return mia


def stranger(browser: Browser, live_server: LiveServer) -> Page:
    page = browser.new_context(base_url=live_server.url).new_page()
    page.set_default_timeout(PATIENCE)
    return page


def sign_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")


def test_a_person_joins_by_an_invitation_link(
    mia: Membership,
    sign_in: Callable[..., Page],
    browser: Browser,
    live_server: LiveServer,
    settings: object,
) -> None:
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    people = sign_in("mia")
    people.goto("/p/dam/people/")
    people.get_by_label("Note (managers only)").fill("the seminar")
    people.get_by_role("button", name="Create link").click()
    link = people.locator("code.token").inner_text()
    is_accessible(people)
    page = stranger(browser, live_server)
    page.goto(link)
    is_accessible(page)
    page.get_by_label("Username").fill("zoe")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Create account and join").click()
    expect(page.get_by_text("You’ve joined dam. Your role: annotator.")).to_be_visible()
    people.goto("/p/dam/audit/")
    expect(people.get_by_role("cell", name="joined by invitation")).to_be_visible()
    is_accessible(people)
    again = stranger(browser, live_server)
    again.goto(link)
    expect(again.get_by_text("has been used")).to_be_visible()
    for context in (page.context, again.context):
        context.close()


def test_a_second_factor_and_a_passkey(mia: Membership, sign_in: Callable[..., Page]) -> None:
    page = sign_in("mia")
    page.goto("/accounts/")
    is_accessible(page)
    page.get_by_role("link", name="Two-step sign-in and passkeys").click()
    is_accessible(page)
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(PASSWORD)
    is_accessible(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("img")).to_be_visible()
    is_accessible(page)
    secret = page.locator("#authenticator_secret").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.get_by_label("Code from the app").fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    is_accessible(page)
    codes = page.get_by_label("Unused codes").input_value().split()

    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    device |= {
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto("/accounts/2fa/webauthn/add/")
    is_accessible(page)
    page.get_by_label("Name").fill("my laptop")
    page.get_by_label("Sign in with this key alone").check()
    page.get_by_role("button", name="Add this key").click()
    page.wait_for_url(lambda address: not address.endswith("/add/"))
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("my laptop")).to_be_visible()
    is_accessible(page)

    sign_out(page)
    is_accessible(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    assert sent.value.url.endswith("/accounts/2fa/webauthn/login/")

    sign_out(page)
    assert where_it_leads(sent.value, without="sessionid") == "/accounts/login/", (
        "nobody can send it again"
    )
    page.get_by_label("Username").fill("mia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(codes[0])
    is_accessible(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def where_it_leads(request: Request, *, without: str) -> str:
    """Send what a browser has sent once more, but for one cookie."""
    headers = request.all_headers()
    headers["cookie"] = re.sub(rf"\b{without}=[^;]*;? ?", "", headers["cookie"])
    assert "skepsis_challenge" in headers["cookie"]
    names = ("cookie", "content-type", "origin")
    again = urllib3.request(
        "POST",
        request.url,
        body=request.post_data_buffer,
        headers={name: headers[name] for name in names if name in headers},
        redirect=False,
    )
    return str(again.headers["Location"])


def test_the_page_explains_why_a_passkey_failed(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("mia")
    sign_out(page)
    refuse = "() => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    page.evaluate(f"() => {{ navigator.credentials.get = {refuse} }}")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey request was cancelled")


def test_an_account_is_deleted_by_its_owner(mia: Membership, sign_in: Callable[..., Page]) -> None:
    page = sign_in("mia")
    page.goto("/accounts/delete/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("alert")).to_contain_text("needs another manager")
    is_accessible(page)
    make_member(mia.project, "max", Role.MANAGER)
    page.get_by_role("button", name="Delete my account").click()
    page.wait_for_url("**/accounts/login/")
    assert not User.objects.filter(username="mia").exists()


def test_single_sign_on_goes_to_the_university_and_back(
    mia: Membership, browser: Browser, live_server: LiveServer, settings: Any
) -> None:
    """Chromium holds the form that begins it to the CSP, redirects and all."""
    with a_university(settings) as url:
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives | {"form-action": [SELF, url]}}
        page = stranger(browser, live_server)
        page.goto(f"/join/{invitation_token(make_invitation(mia))}/")
        page.get_by_role("button", name="University").click()
        expect(page.get_by_role("heading", name="My work")).to_be_visible()
        assert mia.project.memberships.filter(user__username="student7").exists()
        page.context.close()
