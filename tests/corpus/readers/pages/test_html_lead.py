"""The lead stands between the headline and the text, and is part of the article."""

import pytest

from tests.corpus.readers.pages.test_html_article import PARAGRAPHS, STORY, lines, page

LEAD = "After three weeks of rain the town was ready for the worst, and it did not come."
BODY = f'<div class="body">{PARAGRAPHS}</div>'


@pytest.mark.parametrize(
    "header",
    [
        f'<header><h1>Dam holds</h1><p class="article-lead">{LEAD}</p><p>By Ana</p></header>',
        f'<header><h1>Dam holds</h1><h2 class="deck">{LEAD}</h2></header>',
        f'<header><h1>Dam holds</h1><div class="chapo"><p>{LEAD}</p></div></header>',
    ],
)
def test_a_lead_in_the_header_comes_first(header: str) -> None:
    found = lines(page(f"<article>{header}{BODY}</article>"))
    assert found[0] == LEAD
    assert found[-5:] == STORY
    assert found.count(LEAD) == 1


def test_a_paragraph_that_describes_the_page_is_its_lead() -> None:
    description = f'<meta name="description" content="{LEAD}">'
    body = f"<article><header><h1>Dam holds</h1><p>{LEAD}</p></header>{BODY}</article>"
    assert lines(page(body, description))[0] == LEAD


@pytest.mark.parametrize(
    "header",
    [
        f'<p class="teaser"><a href="/other">{LEAD}</a></p>',
        f'<figure><figcaption class="description">{LEAD}</figcaption></figure>',
        f'<aside class="teaser"><p>{LEAD}</p></aside>',
    ],
)
def test_links_and_captions_are_no_lead(header: str) -> None:
    body = f"<header><h1>Dam holds</h1>{header}</header>{BODY}"
    assert lines(page(f"<article>{body}</article>")) == STORY


def test_what_stands_before_the_headline_is_no_lead() -> None:
    before = f'<div class="teaser"><p>{LEAD}</p></div>'
    assert (
        lines(page(f"{before}<article><header><h1>Dam holds</h1></header>{BODY}</article>"))
        == STORY
    )
