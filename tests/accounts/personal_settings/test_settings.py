"""Settings as they are stored, and as pages and scripts get them."""

import pytest
from django.utils import translation

from annotator.accounts.personal_settings.forms import desk_choices
from annotator.accounts.personal_settings.settings import (
    BreakAfter,
    PersonalSettings,
    SingleKeys,
    TextSize,
    Theme,
)


def test_only_what_differs_from_the_defaults_is_stored() -> None:
    settings = PersonalSettings(theme=Theme.DARK, speaks_less=True, own_keys={"skip": "d"})

    assert PersonalSettings().to_stored() == {}
    assert settings.to_stored() == {
        "theme": "dark",
        "speaks_less": True,
        "own_keys": {"skip": "d"},
    }
    assert PersonalSettings.from_stored(settings.to_stored()) == settings


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "dark",
        {"theme": "pink", "text_size": 3, "typeface": ["serif"], "desk": None},
        {"speaks_less": "yes", "break_after": 7, "single_keys": True, "own_keys": "d"},
        {"unknown": 1},
    ],
)
def test_what_is_unknown_or_broken_counts_as_the_default(stored: object) -> None:
    assert PersonalSettings.from_stored(stored) == PersonalSettings()


def test_one_broken_value_costs_no_other() -> None:
    settings = PersonalSettings.from_stored({"theme": "pink", "text_size": "large"})

    assert settings == PersonalSettings(text_size=TextSize.LARGE)


def test_pages_get_what_style_sheets_ask_for() -> None:
    settings = PersonalSettings(
        theme=Theme.LIGHT, text_size=TextSize.LARGE, break_after=BreakAfter.LONG
    )

    assert settings.html_attributes == ' data-theme="light" data-text-size="large"'
    assert PersonalSettings().html_attributes == ""


def test_scripts_get_own_keys_by_the_standard_ones() -> None:
    settings = PersonalSettings(own_keys={"skip": "d", "note": ""}, single_keys=SingleKeys.ARTICLE)

    assert settings.for_scripts["own_keys"] == {"s": "d", "n": ""}
    assert not settings.has_standard_keys
    assert PersonalSettings().has_standard_keys


def test_the_sides_of_the_desk_are_named_as_they_are_on_the_page() -> None:
    assert desk_choices() == [("end", "Right"), ("start", "Left")]
    with translation.override("ar"):
        left, right = translation.gettext("Left"), translation.gettext("Right")
        assert desk_choices() == [("end", left), ("start", right)]
