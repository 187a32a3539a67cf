"""Saved web pages: only the article of a page is read."""

from datetime import date

import pytest

from annotator.corpus.readers.account import Certainty
from annotator.corpus.readers.pages.html_pages import read_page
from annotator.corpus.readers.records import UnreadableError
from tests.corpus.readers.support import records, refused, texts

PAGE = """<!doctype html>
<html lang="de-AT"><head><meta charset="utf-8"><title>Der Damm hielt | Bote</title>
<meta property="og:site_name" content="Bote"><meta property="og:title" content="Der Damm hielt">
<meta property="article:published_time" content="2024-05-03T10:00:00Z">
<link rel="canonical" href="https://bote.example/damm"></head>
<body><nav><a href="/">Start</a> <a href="/p">Politik</a></nav>
<article><h1>Der Damm hielt</h1>
<p>Der Damm hielt am Montag, sagte das Ministerium. Er sei nicht gebrochen, so die Sprecherin, \
niemand sei verletzt.</p>
<p>Das war ein „Glück“, meinten viele Anwohner am Fluss, die&nbsp;seit \
Tagen auf diese Nachricht gewartet hatten.</p>
<div class="share"><a href="#">Teilen</a> <a href="#">Merken</a></div></article>
<section id="comments"><h3>Kommentare</h3>
<p>Alles Lüge, schreibt ein Leser hier unten in die Kommentare.</p></section>
<footer>© 2024 Bote</footer><script>alert(1)</script></body></html>"""


def test_a_web_page_gives_its_article_and_metadata() -> None:
    (record,) = records("damm.html", PAGE)
    assert record.external_id == "damm"
    assert (record.title, record.source, record.language) == ("Der Damm hielt", "Bote", "de-AT")
    assert (record.url, record.published) == ("https://bote.example/damm", date(2024, 5, 3))
    assert record.text.startswith("Der Damm hielt am Montag, sagte das Ministerium.")
    assert "„Glück“" in record.text
    for boilerplate in ("Politik", "Teilen", "Kommentare", "alert", "©"):
        assert boilerplate not in record.text


def test_a_web_page_is_read_in_the_encoding_it_declares() -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1252"').encode("cp1252")
    assert "„Glück“" in texts("damm.html", page)[0]
    latin = PAGE.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("cp1252")
    assert "„Glück“" in texts("damm.html", latin)[0]


PARAGRAPHS = [
    f"Paragraph {number} of the story says that the dam is safe – “always”, the board adds."
    for number in range(6)
]


def story(head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!doctype html>{head}<html lang="en"><head><meta charset="utf-8"><title>The dam</title>'
        f"</head><body><article>{body or '<h1>The dam</h1>'}{paragraphs}</article></body></html>"
    )


@pytest.mark.parametrize("byte", [b"\xfc", b"\x92", b"\xed\xa0\x80", b"\xe2\x80", b"\x01", b"&#1;"])
def test_a_damaged_byte_costs_no_text(byte: bytes) -> None:
    data = story().encode().replace(b"Paragraph 2 of", b"Paragraph 2 " + byte + b"f")
    page = read_page(data, "en")
    first, second, third, *rest = page.text.splitlines()
    assert [first, second, *rest] == PARAGRAPHS[:2] + PARAGRAPHS[3:]
    assert third.replace("�", "") == PARAGRAPHS[2].replace(" of", " f")
    assert page.replaced == third.count("�") > 0
    assert (page.encoding, page.certainty) == ("utf-8", Certainty.STATED)


def test_zero_bytes_cost_no_text() -> None:
    page = read_page(story().replace("2 of", "2 o\0f").encode(), "en")
    assert page.text.splitlines() == PARAGRAPHS
    assert page.replaced == 1


def test_a_page_that_is_cut_within_a_character_is_read_up_to_there() -> None:
    data = story().encode()
    page = read_page(data[: data.rindex("–".encode()) + 2], "en")
    assert page.text.splitlines() == [*PARAGRAPHS[:5], PARAGRAPHS[5].partition("–")[0] + "�"]


def test_the_title_is_not_part_of_the_text_with_the_name_of_the_newspaper_either() -> None:
    data = story(body="<h1>The dam</h1><h2>The dam</h2>").replace(
        "The dam</title>", "The dam | Post</title>"
    )
    page = read_page(data.encode(), "en")
    assert page.text.splitlines() == PARAGRAPHS
    assert page.title.startswith("The dam")


def test_a_page_saved_by_a_browser_has_its_address() -> None:
    head = "\n<!-- saved from url=(0024)https://post.example/dam -->\n"
    page = read_page(story(head).encode(), "de")
    assert (page.url, page.language) == ("https://post.example/dam", "en")


def test_an_xhtml_page_is_read() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-2"?>\n'
    page = story().replace('<html lang="en">', '<html xml:lang="pl_PL"><script src="a.js"/>')
    found = read_page(
        (head + page.replace('<meta charset="utf-8">', ""))
        .replace("–", "ł")
        .replace("“", "")
        .replace("”", "")
        .encode("iso8859-2"),
        "en",
    )
    assert "is safe ł always" in found.text
    assert (found.encoding, found.language) == ("iso8859-2", "pl-PL")


def test_a_very_long_title_costs_no_article() -> None:
    page = read_page(story().replace("The dam</title>", "Dam " * 900 + "</title>").encode(), "en")
    assert len(page.title) <= 2000
    assert page.text.splitlines()[-1] == PARAGRAPHS[-1]


def test_a_binary_file_is_no_page() -> None:
    with pytest.raises(UnreadableError, match="binary"):
        read_page(b"\x89PNG\r\n\0\0\0\x0d<p>\0\0\x90" * 40, "en")


@pytest.mark.parametrize(
    "data", ["", "no page at all", "<html><body></body></html>", "<p>", "<" * 100_000]
)
def test_a_page_without_article_is_refused(data: str) -> None:
    assert len(refused("damm.html", data)) == 1
