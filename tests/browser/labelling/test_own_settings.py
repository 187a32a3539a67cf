"""What people choose for themselves, on the labelling page: keys, breaks, speech."""

import json
import time

import pytest
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from tests.support.accessibility import is_accessible
from tests.support.keyboard import Key, press_key
from tests.support.labelling_page import SENTENCES, begin, is_saved, marks, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINUTE = 60_000  # ms


def choose(page: Page, **settings: object) -> None:
    """Give ana these settings, and open the page again."""
    User.objects.filter(username="ana").update(settings=settings)
    begin(page)


def test_own_keys_replace_the_standard_ones_and_are_shown(ana: Page) -> None:
    own_keys = {"choice_1": "a", "choice_2": "é", "skip": "1", "offered_1": "ä", "undo": ""}
    choose(ana, own_keys=own_keys)
    skip = ana.locator("[data-do=skip]")

    expect(skip).to_have_attribute("aria-keyshortcuts", "1")
    expect(skip.locator("kbd")).to_have_text("1")
    expect(ana.locator("[data-label=denial] kbd")).to_have_text("É")
    expect(ana.locator("[data-do=undo] kbd")).to_be_hidden()

    # 1 opens the reasons and A takes the first one; 2 and S mean nothing any more.
    press(ana, "a", "1", "a", "2", "s")
    press_key(ana, Key("é", "Digit2"))
    expect(ana.locator("#line")).to_contain_text("Which sentence")
    expect(ana.locator("[data-letter=Ä]")).to_have_text(SENTENCES[0])
    expect(ana.locator("[data-offered] kbd").first).to_have_text("Ä")
    press_key(ana, Key("ä", "Quote"))
    is_saved(ana)
    assert Annotation.objects.current().get(label__key="denial").target_rank == 1

    press(ana, "u")
    assert marks(ana) == "C–D"
    press(ana, "Control+z", "Control+z")
    assert marks(ana) == "C–"


def test_single_keys_can_be_turned_off(ana: Page) -> None:
    choose(ana, single_keys="off")
    press(ana, "1", "s", "Shift+2", "g")
    assert marks(ana) == ""
    expect(ana.locator("#codebook")).to_be_hidden()
    expect(ana.locator("[data-label] kbd").first).to_be_hidden()

    ana.get_by_role("button", name="Claim").click()
    press(ana, "ArrowDown", "ArrowUp")
    ana.get_by_role("button", name="Denial").click()
    expect(ana.locator("[data-offered] kbd").first).to_have_text("①")
    press(ana, "x", "0")
    expect(ana.locator("#line")).to_contain_text("Which sentence")
    press(ana, "Escape", "Control+z")
    assert marks(ana) == "C"

    ana.get_by_role("button", name="Shortcuts").click()
    expect(ana.locator("#keys tr:visible")).to_have_count(4)
    is_accessible(ana)


def test_single_keys_can_need_the_focus_of_the_article(ana: Page) -> None:
    choose(ana, single_keys="article")
    press(ana, "1")
    ana.get_by_role("button", name="Next").focus()
    press(ana, "1", "ArrowDown")
    assert marks(ana) == "C"
    expect(ana.locator("#line")).to_have_text(f"Sentence 3 of {len(SENTENCES)}")

    ana.locator(".sentence").nth(3).click()
    press(ana, "4")
    assert marks(ana) == "CO"


def test_a_reminder_of_a_break_takes_the_line_and_stops_nothing(ana: Page) -> None:
    name = f"skepsis-work {User.objects.get(username='ana').pk}"
    now = round(time.time() * 1000)
    work = {"since": now - 26 * MINUTE, "last": now, "remindedAt": 0}
    ana.evaluate("([name, work]) => sessionStorage.setItem(name, work)", [name, json.dumps(work)])
    choose(ana, break_after=25)
    line = ana.locator("#line")
    reminder = "You’ve been working for 25 minutes. How about a short break?"

    expect(line).to_have_text(f"Sentence 1 of {len(SENTENCES)}")
    press(ana, "1")
    expect(line).to_have_text(reminder)
    expect(ana.get_by_role("status").filter(has_text=reminder)).to_have_count(1)
    press(ana, "2")
    expect(line).to_contain_text("Which sentence")
    press(ana, "Escape")
    expect(line).to_have_text(reminder)
    assert marks(ana) == "CD"

    # The next page goes on with the same stretch of work, and reminds of it no second time.
    begin(ana)
    kept = json.loads(ana.evaluate("name => sessionStorage.getItem(name)", name))
    assert kept["since"] == work["since"]
    assert kept["remindedAt"] >= now


def test_less_is_spoken_to_who_wants_less(ana: Page) -> None:
    choose(ana, speaks_less=True)
    spoken = ana.locator("#spoken")
    total = len(SENTENCES)

    expect(spoken).to_have_text(f"Sentence 1 of {total}: No label")
    press(ana, "1")
    expect(spoken).to_have_text(f"Claim. Sentence 2 of {total}")
    press(ana, "2")
    expect(spoken).to_have_text(
        "Denial. Which sentence does this deny? X: sentence 1, Y: sentence 3, Z: sentence 4"
    )
    press(ana, "x")
    expect(spoken).to_have_text(f"Target: sentence 1. Sentence 3 of {total}")


def test_the_desk_and_the_text_are_as_chosen(ana: Page, article: Article) -> None:
    def box(selector: str) -> dict[str, float]:
        found = ana.locator(selector).first.bounding_box()
        assert found
        return dict(found)

    ana.set_viewport_size({"width": 1280, "height": 800})
    usual_desk, usual_line = box(".desk"), box(".sentence")
    choose(ana, desk="start", text_size="large", theme="dark")

    assert usual_desk["x"] > box("#article")["width"]
    assert box(".desk")["x"] == 0
    assert box("#article")["x"] >= box(".desk")["width"]
    assert box(".sentence")["height"] > usual_line["height"]
    assert ana.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 27)"
