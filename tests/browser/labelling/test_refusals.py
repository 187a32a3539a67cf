"""Labels that the server refuses can be read, copied, sent again and dismissed."""

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from tests.support.accessibility import is_accessible
from tests.support.labelling_page import SENTENCES, is_saved, marks, press, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.trouble
def test_refused_labels_can_be_read_copied_and_sent_again(ana: Page, article: Article) -> None:
    article.sentences.filter(position=1).update(excluded=True)
    Article.objects.update(excluded_count=1)
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(ana, "1")
    reason = (
        f"Not saved: “{SENTENCES[0]}” – Claim. Reason: this sentence is excluded as boilerplate"
    )
    status = "1 not saved: this sentence is excluded as boilerplate"
    expect(ana.locator("#saved")).to_have_text(status)
    assert marks(ana) == ""
    ana.reload()
    expect(ana.locator("#saved")).to_have_text(status)
    ana.get_by_role("button", name="Show").click()
    expect(ana.locator("#refused")).to_contain_text(reason)
    is_accessible(ana)
    ana.get_by_role("button", name="Copy").click()
    expect(ana.locator("#refused-told")).to_contain_text("Copied")
    assert ana.evaluate("navigator.clipboard.readText()") == reason

    article.sentences.update(excluded=False)
    Article.objects.update(excluded_count=0)
    ana.get_by_role("button", name="Send again").click()

    expect(ana.locator("#refused")).to_be_hidden()
    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
def test_refused_labels_can_be_dismissed(ana: Page, article: Article) -> None:
    article.sentences.filter(position=1).update(excluded=True)
    press(ana, "1")

    ana.get_by_role("button", name="Show").click()
    ana.get_by_role("button", name="Dismiss").click()

    is_saved(ana)
    expect(ana.locator("#unsaved")).to_be_hidden()
    ana.reload()
    is_saved(ana)


@pytest.mark.trouble
def test_the_note_and_the_target_of_a_refused_label_can_be_copied(
    ana: Page, article: Article
) -> None:
    """The note is the one thing that nobody can make again from the article."""
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(ana, "1", "2", "ArrowUp", "Enter")
    is_saved(ana)
    article.sentences.filter(position=2).update(excluded=True)

    press(ana, "n")
    ana.keyboard.type("Who says so?")
    press(ana, "Enter")

    said = f"Not saved: “{SENTENCES[1]}” – Denial, target “{SENTENCES[0]}”, note “Who says so?”."
    ana.get_by_role("button", name="Show").click()
    expect(ana.locator("#refused")).to_contain_text(said)
    ana.get_by_role("button", name="Copy").click()
    expect(ana.locator("#refused-told")).to_contain_text("Copied")
    assert said in ana.evaluate("navigator.clipboard.readText()")
