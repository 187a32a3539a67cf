"""Saved web pages: only the article of a page is read."""

from datetime import date

import pytest

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


@pytest.mark.parametrize(
    "data", ["", "no page at all", "<html><body></body></html>", "<p>", "<" * 100_000]
)
def test_a_page_without_article_is_refused(data: str) -> None:
    assert len(refused("damm.html", data)) == 1
