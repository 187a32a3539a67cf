"""A first line that looks like a headline is offered as the title, and moved only by choice."""

import pytest

from annotator.corpus.readers.account import Certainty, Fact, FileAccount
from annotator.corpus.readers.fields.headlines import headline_of, settle_first_line
from annotator.corpus.readers.records import ArticleRecord, ReadOptions

HEADLINE = "Dam declared safe after three years"
BODY = "The mayor said on Monday that the dam had been safe for years.\nNobody believed her.\n"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n \n"])
def test_a_short_first_line_without_an_end_mark_is_a_headline(between: str) -> None:
    assert headline_of(HEADLINE + between + BODY) == HEADLINE


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEADLINE,
        BODY,
        f"The dam is safe.\n\n{BODY}",
        f"“The dam is safe.”\n\n{BODY}",
        f"Is the dam safe?\n\n{BODY}",
        f"大坝是安全的。\n\n{BODY}",
        f"By Ana Silva\n\n{BODY}",
        f"ana@news.example\n\n{BODY}",
        f"12 May 2025\n\n{BODY}",
        f"* * *\n\n{BODY}",
        # A text that is wrapped at a width, and a list.
        "The mayor said on Monday that\nthe dam had been safe for years, but\nnobody believed.\n",
        "Apples\nPears and plums\nBread\n",
    ],
)
def test_other_first_lines_are_part_of_the_text(text: str) -> None:
    assert headline_of(text) == ""


def test_a_very_long_text_of_short_lines_is_read_quickly() -> None:
    assert headline_of("word\n" * 400_000) == ""


def test_the_headline_stays_in_the_text_and_is_noted() -> None:
    account = FileAccount()
    record = ArticleRecord("a", f"{HEADLINE}\n\n{BODY}")
    assert settle_first_line(record, ReadOptions(), account) == record
    assert account.facts == {"first line": Fact("headline", Certainty.DETECTED)}


def test_the_headline_becomes_the_title_by_choice() -> None:
    account = FileAccount()
    record = ArticleRecord("a", f"{HEADLINE}\n\n{BODY}")
    found = settle_first_line(record, ReadOptions(first_line="title"), account)
    assert (found.title, found.text) == (HEADLINE, BODY)
    assert account.facts == {"first line": Fact("title", Certainty.CHOSEN)}


def test_the_first_line_is_text_by_choice_or_beside_a_title() -> None:
    account = FileAccount()
    record = ArticleRecord("a", f"{HEADLINE}\n\n{BODY}")
    assert settle_first_line(record, ReadOptions(first_line="text"), account) == record

    titled = ArticleRecord("a", f"{HEADLINE}\n\n{BODY}", title="Dam")
    assert settle_first_line(titled, ReadOptions(first_line="title"), account) == titled
    assert account.facts == {}
