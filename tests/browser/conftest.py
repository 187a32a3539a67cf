"""A real Chromium on a live server. Whatever a page logs as an error fails the test that saw it."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from annotator.accounts.models import User
from tools import chromium

# A shared machine can keep a page waiting for seconds; what is awaited still has to come.
PATIENCE = 20_000  # ms
AGAIN = pytest.mark.flaky(reruns=1)  # and the report says so (R)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser is another program, with a clock of its own: on a shared machine a test of one gets
    a second try.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(AGAIN)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium.ensure_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find_chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[Callable[..., Page]]:
    """Sign a person in, each in a browser profile of their own, and open a page if one is given.
    Further options are Playwright's (viewport, color_scheme).
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []
    is_trouble = request.node.get_closest_marker("trouble") is not None

    def note(message: ConsoleMessage) -> None:
        # A request that a test lets fail is no fault of the page.
        is_wanted = "net::ERR" in message.text or (
            is_trouble
            and any(
                words in message.text
                for words in ("Failed to load resource", "Response Status Error Code")
            )
        )
        if message.type == "error" and not is_wanted:
            errors.append(message.text)

    def sign_in(username: str, *, opens: str | None = "/", **options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        context.add_cookies([session_cookie(username, live_server.url)])  # type: ignore[list-item]
        if opens is not None:
            page.goto(opens)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    wait_for_quiet()
    assert not errors


def session_cookie(username: str, url: str) -> dict[str, str]:
    """Of a session that begins without the sign-in page, which has tests of its own."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}


def wait_for_quiet() -> None:
    """Let requests that closed pages left behind come to an end: emptying the tables would lock
    against them.
    """
    quiet = 0
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                "state <> 'idle' AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            quiet = quiet + 1 if cursor.fetchone() == (0,) else 0
        if quiet == 3:
            return
        time.sleep(0.05)
