"""What a screen reader is told: names of sentences, and one announcement for each key."""

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from tests.support.labelling_page import SENTENCES, begin, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Notes each text of each live region, and each change of the focus.
LISTEN = """() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert]")) {
    const hear = () => region.textContent.trim() && heard.push(region.textContent.trim());
    new MutationObserver(hear).observe(region, { childList: true, characterData: true,
      subtree: true });
  }
  addEventListener("focusin", (event) => heard.push(`focus ${event.target.id}`));
}"""


def heard_after(page: Page, key: str) -> list[str]:
    page.evaluate("() => { window.heard = []; }")
    press(page, key)
    expect(page.locator("#saved")).to_have_text("All saved")
    return page.evaluate("window.heard")


def test_each_key_is_announced_once_and_says_what_comes_next(ana: Page) -> None:
    ana.evaluate(LISTEN)
    total = len(SENTENCES)

    assert heard_after(ana, "1") == [f"Claim. Sentence 2 of {total}: {SENTENCES[1]}"]
    [question] = heard_after(ana, "2")
    assert question.startswith("Denial. Which sentence does this deny? X: The dam held")
    [answered] = heard_after(ana, "0")
    assert answered == f"Not in this article. Sentence 3 of {total}: {SENTENCES[2]}"
    [undone] = heard_after(ana, "u")
    assert undone.startswith("Target removed; still Denial.")
    press(ana, "0")
    [moved] = heard_after(ana, "ArrowUp")
    assert moved == f"Sentence 2 of {total}, Denial, target not in article: {SENTENCES[1]}"
    [nothing] = heard_after(ana, "Enter")
    assert nothing.startswith("Sentence 3 of")


def test_no_bar_is_announced_beside_the_keys(ana: Page) -> None:
    """Orca speaks each change of a progress bar, in addition to what the page announces."""
    expect(ana.get_by_text(f"0 of {len(SENTENCES)} labelled")).to_be_visible()

    expect(ana.get_by_role("progressbar")).to_have_count(0)


def test_the_end_of_an_article_is_announced(ana: Page) -> None:
    Article.objects.get().sentences.filter(position__gt=2).update(excluded=True)
    Article.objects.update(excluded_count=len(SENTENCES) - 2)
    begin(ana)
    ana.evaluate(LISTEN)

    heard_after(ana, "1")
    [last] = heard_after(ana, "4")
    assert last == "Opinion. All sentences labelled. Review them, or submit."


def test_sentences_are_named_and_their_marks_are_not_read(ana: Page) -> None:
    press(ana, "1", "2", "ArrowUp", "Enter")
    tree = ana.locator("#article").aria_snapshot()

    total = len(SENTENCES)
    assert 'application "Sentences of the article"' in tree
    assert f"1 of {total}, Claim: {SENTENCES[0]}" in tree
    assert f"2 of {total}, Denial, about sentence 1: {SENTENCES[1]}" in tree
    assert f"3 of {total}, No label: {SENTENCES[2]}" in tree
    assert ana.evaluate("document.activeElement.id") == "sentences"


def test_what_is_spoken_of_the_article_is_in_its_language(ana: Page) -> None:
    Article.objects.update(language="de")
    begin(ana)
    press(ana, "1")
    expect(ana.locator("#spoken bdi")).to_have_attribute("lang", "de")
