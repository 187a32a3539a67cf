"""The visible text of a page, block by block."""

from lxml.html import document_fromstring

from annotator.corpus.readers.pages.html_blocks import blocks


def found(html: str) -> list[tuple[str, str, int]]:
    page = document_fromstring(html)
    return [(block.text, block.element.tag, block.linked) for block in blocks(page)]


def test_a_block_is_the_text_between_the_tags_of_blocks() -> None:
    html = "<div>Before <b>bold</b>\n words<p>A <i>paragraph</i>.</p>after</div><h1>Title</h1>"
    assert found(html) == [
        ("Before bold words", "div", 0),
        ("A paragraph.", "p", 0),
        ("after", "div", 0),
        ("Title", "h1", 0),
    ]


def test_line_breaks_are_newlines() -> None:
    assert found("<p>One<br> two<br/><br/>three</p>") == [("One\ntwo\nthree", "p", 0)]


def test_text_in_links_is_counted() -> None:
    assert found("<p>See <a href=x>the <b>page</b></a> here</p>") == [("See the page here", "p", 7)]


def test_a_block_within_an_inline_element_ends_there() -> None:
    assert found("<div><b>One<p>Two</p>three</b></div>") == [
        ("One", "div", 0),
        ("Two", "p", 0),
        ("three", "div", 0),
    ]


def test_scripts_menus_and_forms_are_skipped_and_the_text_after_them_is_not() -> None:
    html = "<div><script>var a;</script>One <nav><p>Menu</p></nav>two<aside>Other</aside></div>"
    assert found(html) == [("One", "div", 0), ("two", "div", 0)]
