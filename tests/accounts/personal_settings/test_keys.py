"""The keys of commands, and the keys that people choose in their place."""

import re
from pathlib import Path

import pytest

from annotator.accounts.personal_settings.keys import (
    COMMANDS,
    STANDARD_KEYS,
    key_problem,
    own_keys_from,
    shared_keys,
    tidy_key,
)

STATIC = Path(__file__).parents[3] / "static"
# A line of a table of keys, such as `s: "skip"` or `"?": "keys"`.
KEY_OF_A_COMMAND = re.compile(r'[{ ]"?([a-z0-9?])"?: (?:"|\(\) =>|\w+,)')


@pytest.mark.parametrize("script", ["labelling/shortcuts.js", "agreement/adjudicate.js"])
def test_every_key_of_a_script_can_be_changed(script: str) -> None:
    keys = set(KEY_OF_A_COMMAND.findall((STATIC / script).read_text()))

    assert len(keys) > 3
    assert keys <= set(STANDARD_KEYS.values())


def test_no_two_commands_have_the_same_standard_key() -> None:
    assert shared_keys(STANDARD_KEYS) == {}
    assert len(STANDARD_KEYS) == len(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("d", "d"),
        ("D", "d"),
        ("Ä", "ä"),
        ("ы", "ы"),
        ("٣", "3"),
        ("ｊ", "j"),
        ("؟", "?"),
        (";", ";"),
        ("", ""),
        (" ", ""),
        ("\t", ""),
        ("İ", ""),
        ("ab", ""),
    ],
)
def test_a_key_has_the_name_that_scripts_give_it(typed: str, key: str) -> None:
    assert tidy_key(typed) == key


def test_the_space_bar_stays_what_it_is() -> None:
    assert "scrolls" in key_problem(" ")
    assert key_problem("") == ""


@pytest.mark.parametrize(
    ("stored", "own"),
    [
        ({"skip": "d"}, {"skip": "d"}),
        ({"skip": "s"}, {}),
        ({"note": ""}, {"note": ""}),
        ({"skip": "N", "fly": "d", "note": 3, "find": "  "}, {}),
        ({"skip": "n", "note": "s"}, {"skip": "n", "note": "s"}),
        # Two that want the same key: the first has it.
        ({"skip": "d", "find": "d"}, {"skip": "d"}),
        (None, {}),
        (["skip"], {}),
    ],
)
def test_only_valid_keys_count(stored: object, own: dict[str, str]) -> None:
    assert own_keys_from(stored) == own


def test_a_standard_key_gives_way_to_one_that_somebody_has_chosen() -> None:
    own = own_keys_from({"skip": "n"})

    assert own == {"skip": "n", "note": ""}
