"""Ways to write pages that cost text, and don't any more."""

import pytest

from annotator.corpus.readers.pages.html_article import read_article
from tests.corpus.readers.pages.test_html_article import STORY, lines, page


@pytest.mark.parametrize("tag", ["div", "center", "font", "td", "article", "main"])
def test_text_between_paragraphs_is_kept(tag: str) -> None:
    """In old pages no tag begins the first paragraph."""
    first, *rest = STORY
    opened = f"<{tag}>" if tag != "td" else "<table><tr><td>"
    body = f"{opened}{first}<p>{rest[0]}</p>{rest[1]}<p>{rest[2]}<p>{rest[3]}</{tag}>"
    text = " ".join(lines(page(body)))
    assert [sentence for sentence in STORY if sentence not in text] == []


def test_links_between_paragraphs_are_no_paragraph() -> None:
    links = " | ".join(f"<a href=/{n}>Another story of today</a>" for n in range(9))
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in STORY)
    found = read_article(page(f"<div>{links}{paragraphs}</div>"))["text"]
    assert "Another story" not in found


@pytest.mark.parametrize("tag", ["time", "label", "output", "button"])
def test_a_word_of_a_sentence_is_kept_whatever_its_tag(tag: str) -> None:
    marked = STORY[2].replace("until Friday", f"until <{tag}>Friday</{tag}>")
    body = "".join(f"<p>{sentence}</p>" for sentence in [*STORY[:2], marked, *STORY[3:]])
    assert lines(page(f"<article>{body}</article>")) == STORY
