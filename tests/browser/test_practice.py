"""The practice article: by keyboard and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.labelling.models import Annotation
from annotator.projects.models import PracticeRun, Project
from tests.support.accessibility import is_accessible
from tests.support.keyboard import Key, press_key
from tests.support.make import make_article, make_member, make_project

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The keys of 1 to 4 on keyboards of several languages.
CLAIM, DENIAL = Key("&", "Digit1"), Key("٢", "Digit2")
DOUBT, OPINION = Key("3", "Numpad3"), Key("४", "Digit4")
EXPECTED = [
    CLAIM, CLAIM, DENIAL, CLAIM, CLAIM, DOUBT, CLAIM, DOUBT, DENIAL, CLAIM, OPINION, OPINION,
]  # fmt: skip
RECORD_SPEECH = """() => {
  globalThis.speech = [];
  new MutationObserver(() => speech.push(document.getElementById("spoken").textContent))
    .observe(document.getElementById("spoken"), { childList: true });
}"""


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project(offers_practice=True)
    make_member(project, "ana")
    make_article(project)
    return project


def test_practice_by_keyboard_leads_to_the_first_article(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("ana")
    page.get_by_role("link", name="Start labelling").click()
    current = page.locator("[aria-current=true]")
    expect(current).to_contain_text("The footbridge over the Millbrook")
    page.evaluate(RECORD_SPEECH)

    for number, key in enumerate(EXPECTED, start=1):
        # The fourth is the trap of rule 3.
        press_key(page, DENIAL if number == 4 else key)
        if number in (1, 4):
            is_accessible(page)
        if number == 4:
            expect(page.locator("#feedback")).to_have_text(
                "Here we say Claim: refusing is not denying (rule 3)"
            )
        # Enter goes on, and so does the key of any label.
        if number < len(EXPECTED):
            press_key(page, Key("Enter", "Enter") if number % 2 else OPINION)

    speech = page.evaluate("speech")
    assert len(speech) == 2 * len(EXPECTED) - 1, "each key is answered once"
    assert speech[0].startswith("Right, Claim: ")
    assert speech[1].startswith("Sentence 2 of 12: A resident, Petra Lunn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="11 of 12 as the codebook says")).to_be_visible()
    is_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator(".sentence.lit")).to_have_text("The dam held.")
    assert len(PracticeRun.objects.get().answers) == 12
    assert not Annotation.objects.exists()


def test_practice_on_a_phone_can_be_skipped_in_the_middle(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("ana", viewport={"width": 360, "height": 740}, has_touch=True)
    page.goto("/p/dam/label/")
    for _ in range(3):
        page.get_by_role("button", name="Claim").tap()
        page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Claim").tap()

    desk = page.locator(".practice-desk").bounding_box()
    current = page.locator("[aria-current=true]").bounding_box()
    assert desk is not None
    assert current is not None
    assert current["y"] + current["height"] <= desk["y"], "the desk covers no part of the sentence"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    is_accessible(page)

    page.get_by_role("button", name="Skip practice").tap()
    expect(page.locator(".sentence.lit")).to_be_visible()
    run = PracticeRun.objects.get()
    assert (run.is_skipped, len(run.answers)) == (True, 4)


def test_the_result_of_much_that_differs_begins_with_its_heading(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("ana", viewport={"width": 360, "height": 640})
    page.goto("/p/dam/label/")
    for _ in EXPECTED:
        press_key(page, OPINION)
        press_key(page, Key("Enter", "Enter"))

    expect(page.get_by_role("heading", name="2 of 12 as the codebook says")).to_be_in_viewport()
    button = page.get_by_role("link", name="Start labelling")
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
