"""The settings page: it shows at once what is chosen, and is worked with keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from tests.support.accessibility import is_accessible
from tests.support.make import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_settings_are_previewed_saved_by_keys_and_reset(
    transactional_db: None, sign_in: Callable[..., Page]
) -> None:
    ana = make_user("ana")
    page = sign_in("ana", viewport={"width": 390, "height": 844}, color_scheme="light")
    page.goto("/accounts/settings/")
    sample = page.locator(".sample p")
    background = "getComputedStyle(document.body).backgroundColor"

    before = sample.bounding_box(), page.evaluate(background)
    page.get_by_label("Text size").select_option("Very large")
    page.get_by_label("Colours").select_option("Dark")
    after = sample.bounding_box(), page.evaluate(background)
    assert before[0]
    assert after[0]
    assert after[0]["height"] > before[0]["height"]
    assert before[1] != after[1]
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    # A field keeps the last key that was pressed in it, and Enter saves.
    page.get_by_label("Skip", exact=True).focus()
    for key in ("n", "Tab", "Shift+Tab", "d", "w", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Saved.")).to_be_visible()
    ana.refresh_from_db()
    assert ana.settings == {
        "theme": "dark",
        "text_size": "largest",
        "own_keys": {"skip": "w"},
    }

    page.get_by_label("Note", exact=True).fill("w")
    page.get_by_role("button", name="Save settings").click()
    note = page.get_by_label("Note", exact=True)
    expect(note).to_have_accessible_description("W is also the key of “Skip”.")
    is_accessible(page)

    page.get_by_role("button", name="Reset to defaults").click()
    expect(page.get_by_text("All settings have their default values again.")).to_be_visible()
    assert User.objects.get(pk=ana.pk).settings == {}
