"""On paper a page has what is read, and nothing that is operated."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from annotator.projects.models import Membership
from tests.support.accessibility import is_accessible
from tests.support.make import label_article, make_article, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_agreement_report_prints_without_bar_and_filter(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    make_article(mia.project)
    for name in ("ana", "ben"):
        label_article(make_member(mia.project, name), "claim", "claim", "opinion")
    page = sign_in("mia")
    page.goto("/p/dam/agreement/")

    page.emulate_media(media="print")

    expect(page.get_by_text("Too few articles for a verdict")).to_be_visible()
    expect(page.get_by_role("heading", name="By label")).to_be_visible()
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".filter-box")).to_be_hidden()
    expect(page.locator(".button").first).to_be_hidden()


def test_the_meeting_sheet_prints_with_room_for_notes(
    mia: Membership, sign_in: Callable[..., Page]
) -> None:
    article = make_article(mia.project)
    for name, label in (("ana", "claim"), ("ben", "opinion")):
        label_article(make_member(mia.project, name), label, "claim", "claim", article=article)
    page = sign_in("mia")
    page.goto("/p/dam/meeting/")
    is_accessible(page)
    page.get_by_text("Decide", exact=True).press("Enter")
    expect(page.get_by_label("Decision")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_text("The dam held.")).to_be_visible()
    expect(page.locator(".ruled p")).to_have_count(4)
    expect(page.locator(".ruled p").first).to_be_visible()
    for hidden in (".bar", ".filters", "details", ".chosen-acts", "h2"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_sentence_of_the_meeting_sheet_stays_with_its_labels_on_one_sheet(
    mia: Membership, sign_in: Callable[..., Page], paper: str
) -> None:
    annotators = [make_member(mia.project, name) for name in ("ana", "ben")]
    sentences = [f"The dam of valley {number} held all night long." for number in range(16)]
    article = make_article(mia.project, " ".join(sentences))
    for member, label in zip(annotators, ("claim", "opinion"), strict=True):
        label_article(member, *[label] * len(sentences), article=article)
    page = sign_in("mia")
    page.goto("/p/dam/meeting/")

    sheets = [
        sheet.get_textpage().get_text_range() for sheet in PdfDocument(page.pdf(format=paper))
    ]

    assert len(sheets) > 3
    for number, sheet in enumerate(sheets, start=1):
        heads = sheet.count("· sentence ")
        assert heads >= 2 or number in (1, len(sheets))
        assert [sheet.count(member.pseudonym) for member in annotators] == [heads] * 2
        assert f"{number} / {len(sheets)}" in sheet
        assert "Sign out" not in sheet
        assert "Adjudicate" not in sheet
    assert sum(sheet.count("· sentence ") for sheet in sheets) == len(sentences)
