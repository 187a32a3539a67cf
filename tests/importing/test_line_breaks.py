"""Texts whose lines were broken at a width."""

from django.test import Client

from tests.importing.pages import choose, fields, finish, upload
from tests.importing.support import Importer, stored_sentences

WRAPPED = (
    "The mayor of the town said on\nTuesday that the dam is safe and\nthat nobody has to leave. "
    "The water\nboard doubts it.\n\nA second paragraph follows here, and\nit is wrapped too.\n"
)


def test_wrapped_lines_are_joined_and_it_is_said(importer: Importer) -> None:
    result = importer.articles("wire.txt", WRAPPED)

    assert [text for _article, _position, text in stored_sentences()] == [
        "The mayor of the town said on\nTuesday that the dam is safe and\nthat nobody has to "
        "leave.",
        "The water\nboard doubts it.",
        "A second paragraph follows here, and\nit is wrapped too.",
    ]
    assert "wire.txt: warning: lines were joined" in result.err


def test_the_way_that_the_warning_names_keeps_each_line(importer: Importer) -> None:
    result = importer.articles("wire.txt", WRAPPED, "--line-breaks=paragraph")

    assert len(stored_sentences()) == 7
    assert result.err == ""


def test_the_page_offers_to_keep_each_line(as_mia: Client) -> None:
    page = upload(as_mia, ("wire.txt", WRAPPED))
    assert "1 × lines were joined" in page
    assert "Lines of a text" in page

    page = choose(as_mia, **fields(page) | {"reading-line_breaks": "paragraph", "look": ""})
    assert "lines were joined" not in page

    choose(as_mia, **fields(page))
    finish(as_mia)
    assert len(stored_sentences()) == 7


def test_files_without_such_lines_are_not_asked_about_them(as_mia: Client) -> None:
    assert "Lines of a text" not in upload(as_mia, ("a.txt", "The dam held. It did."))


def test_the_option_is_named_for_lines_that_may_be_broken_at_a_width(importer: Importer) -> None:
    text = (
        "The mayor of the town said that the dam\nis safe. The water board doubts it, and wants\n"
        "a second report.\n"
    )

    result = importer.articles("wire.txt", text)
    importer.articles("again.txt", text.replace("safe", "sound"), "--line-breaks=wrapped")

    assert "wire.txt: warning: lines seem to end within a sentence" in result.err
    stored = [article for article, _position, _text in stored_sentences()]
    assert (stored.count("wire"), stored.count("again")) == (4, 2)
