"""Which characters a name can have, and which names look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.lib.names import (
    name_problem,
    skeletons,
    skeletons_without_marks,
    tidy_name,
    username_problem,
    visible_name,
)

GOOD = [
    "ana",
    "Ana-2",
    "ñandú",
    "straße",
    "анна",
    "νίκος",
    "أحمد",
    "नेहा",
    "山田はなこ",
    "yamada山田",
    "김민수",
    "x.y@z",
    "007",
]
MIXED = ["аna", "mіa", "ana৪", "Ωmega", "анна山", "ᏣᎳᎩ"]
UNSEEN = [
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2066",
    "\u2069",
    "\ufeff",
    "\u00ad",
    "\u3164",
    "\u2800",
    "\x00",
    "\x1b",
    "\u2028",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_username_can_have_any_modern_script(name: str) -> None:
    assert username_problem(name) == ""
    assert name_problem(name) == ""


@pytest.mark.parametrize("name", MIXED)
def test_a_username_cannot_mix_scripts_or_have_an_old_one(name: str) -> None:
    assert "script" in username_problem(name)


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_invisible_characters_are_rejected(sign: str) -> None:
    assert name_problem(f"mi{sign}a")
    assert username_problem(f"mi{sign}a")
    assert visible_name(f"mi{sign}a") == "mia"


@pytest.mark.parametrize(
    "name", ["علی\u200cرضا", "क्\u200dष", "Maria-José O’Neill", "Zoë (she)", "😀 Ana"]
)
def test_real_names_are_accepted(name: str) -> None:
    assert name_problem(tidy_name(name)) == ""


def test_joiners_are_accepted_only_where_a_script_needs_them() -> None:
    for name in ("mi\u200da", "\u200cرضا", "رضا\u200c", "علی\u200c\u200cرضا"):
        assert name_problem(name)


def test_names_are_normalised() -> None:
    assert tidy_name(" Zoe\u0308\u00a0 \u2003Weiß ") == "Zoë Weiß"


@pytest.mark.parametrize(
    "pair",
    [("Ian", "lan"), ("сосо", "coco"), ("ВОТ", "bot"), ("STRASSE", "straße"), ("ｍｉａ", "mia")],
)
def test_look_alike_names_are_detected(pair: tuple[str, str]) -> None:
    assert skeletons(pair[0]) & skeletons(pair[1])


def test_different_names_do_not_look_alike() -> None:
    for one in GOOD:
        assert [other for other in GOOD if skeletons(one) & skeletons(other)] == [one]


@pytest.mark.parametrize(
    "name",
    ["mia", "Mia", "@mia", "m i a", "(mia)", "mia (superuser)", "mia [manager]", "міа (mia)"],
)
def test_a_display_name_that_looks_like_a_username_is_detected(name: str) -> None:
    assert skeletons_without_marks(name) & skeletons_without_marks("mia")


def test_a_display_name_can_contain_a_username_among_other_words() -> None:
    assert not skeletons_without_marks("Mia Schmidt") & skeletons_without_marks("mia")
    assert not skeletons_without_marks("!?") & skeletons_without_marks("mia")


@given(st.text(max_size=40))
def test_visible_names_are_valid_and_stable(text: str) -> None:
    once = visible_name(text)
    assert name_problem(once) == ""
    assert visible_name(once) == once
