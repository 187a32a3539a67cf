"""Which of the readings of a page is taken for its article."""

import json

import pytest

from annotator.corpus.readers.pages.html_article import read_article

STORY = [
    "The dam above the town held through the night, the ministry said on Monday.",
    "Engineers had feared that it would break after three weeks of heavy rain.",
    "The mayor asked people near the river to stay away from the bridge until Friday.",
    "A new report on the state of the dam is expected before the summer, she added.",
    "Nobody was hurt, and the schools open again on Tuesday morning as planned.",
]
NOTICE = "<p>Please switch on JavaScript to read this page in full.</p>"
MENU = "<nav>" + "".join(f"<a href=/{n}>Section {n}</a> " for n in range(20)) + "</nav>"
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in STORY)


def page(body: str, head: str = "") -> str:
    return (
        "<!doctype html><html><head><title>Dam holds</title>"
        f"{head}</head><body>{MENU}{body}<footer>© The Post</footer></body></html>"
    )


def data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def lines(html: str) -> list[str]:
    """Return the lines of the article without its title, which some readings have first."""
    found = str(read_article(html).get("text", "")).splitlines()
    return found[1:] if found[:1] == ["Dam holds"] else found


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "NewsArticle", "articleBody": "\n\n".join(STORY)},
        [{"@type": "NewsArticle", "articleBody": STORY}],
        {"@graph": [{"@type": "WebPage"}, {"@type": "Article", "articleBody": PARAGRAPHS}]},
        {"mainEntity": {"articleBody": PARAGRAPHS.replace("<", "&lt;").replace(">", "&gt;")}},
        {"@type": "LiveBlogPosting", "liveBlogUpdate": [{"articleBody": line} for line in STORY]},
    ],
)
def test_the_body_in_json_ld_is_taken_instead_of_a_notice(value: object) -> None:
    broken = '<script type="application/ld+json">{"@type": "WebSite", </script>'
    assert lines(page(NOTICE, broken + data(value))) == STORY
    assert lines(page("<div><span>3 May 2026, 10.15 am</span></div>", data(value))) == STORY


@pytest.mark.parametrize("end", [",}", "", ', "keywords": [}'])
def test_a_body_is_found_in_broken_json(end: str) -> None:
    source = '{"@type": "NewsArticle", "articleBody": ' + json.dumps(" ".join(STORY)) + end
    script = f'<script type="application/ld+json">{source}</script>'
    assert lines(page(NOTICE, script)) == [" ".join(STORY)]


def test_comments_in_the_html_of_a_body_cost_no_text() -> None:
    body = PARAGRAPHS.replace(" held", " <!-- advertisement -->held")
    assert lines(page(NOTICE, data({"articleBody": body}))) == STORY


def test_a_body_that_is_short_is_still_longer_than_a_notice() -> None:
    assert lines(page(NOTICE, data({"articleBody": STORY[0]}))) == [STORY[0]]


def test_the_body_is_taken_instead_of_the_beginning_before_a_paywall() -> None:
    beginning = "".join(f"<p>{sentence}</p>" for sentence in STORY[:4])
    longer = [*STORY, *(sentence.upper() for sentence in STORY)]
    assert lines(page(f"<article>{beginning}</article>", data({"articleBody": longer}))) == longer


def test_a_teaser_in_json_ld_is_not_taken_instead_of_the_text() -> None:
    teaser = data({"@type": "NewsArticle", "articleBody": f"{STORY[0]} …"})
    assert lines(page(f"<article>{PARAGRAPHS}</article>", teaser)) == STORY


def test_half_a_character_and_control_characters_in_json_ld_are_replaced() -> None:
    body = f"{STORY[0]} \ud83d and \x01 so"
    found = read_article(page(NOTICE, data({"articleBody": body})))
    assert found["text"] == f"{STORY[0]} � and � so"
    assert found["replaced"] == 2


def test_a_short_article_stays_without_the_page_around_it() -> None:
    body = f"<article><h1>Dam holds</h1><p>{STORY[0]}</p></article>"
    links = "".join(
        f"<div><a href=/{n}>Another story of today, number {n}</a></div>" for n in range(9)
    )
    assert lines(page(body + links))[-1] == STORY[0]


def test_an_article_is_found_in_an_element_named_as_something_else() -> None:
    assert (
        lines(page(f'<div class="comment-article"><h1>Dam holds</h1>{PARAGRAPHS}</div>'))[-5:]
        == STORY
    )


def test_a_page_may_be_nested_deeply() -> None:
    deep = "<div>" * 700 + PARAGRAPHS + "</div>" * 700
    assert lines(page(deep + f"<p>{STORY[0].upper()}</p>"))[:5] == STORY


@pytest.mark.parametrize(
    "body",
    [
        "<pre>" + "\n\n".join(STORY) + "</pre>",
        "<div>" + "<br><br>".join(STORY) + "</div>",
        "".join(f"<div>{sentence}</div>" for sentence in STORY),
        "<main>" + "<br/>\n".join(STORY) + "</main>",
        f'<form id="aspnetForm" method="post"><div>{PARAGRAPHS}</div></form>',
        f"<amp-sidebar><ul><li>Home</li></ul></amp-sidebar><div>{PARAGRAPHS}</div>",
        f'<div id="cookie-banner"><p>{"We use cookies. " * 20}</p></div><div>{PARAGRAPHS}</div>',
        f"<noscript>{NOTICE}</noscript><div>{PARAGRAPHS}</div>",
    ],
)
def test_the_ways_to_write_paragraphs(body: str) -> None:
    assert lines(page(body)) == STORY


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr><td>{PARAGRAPHS}</td></tr>",
        "".join(f"<tr><td><font size=2>{sentence}</font></td></tr>" for sentence in STORY),
        f"<tr><td>{'<br><br>'.join(STORY)}</td></tr>",
    ],
)
def test_an_article_in_a_table_has_no_bars(rows: str) -> None:
    assert lines(page(f"<table>{rows}</table>")) == STORY


def test_the_cells_of_a_table_are_paragraphs() -> None:
    table = "<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2019</td><td>12</td></tr></table>"
    found = lines(page(f"<article>{PARAGRAPHS}{table}</article>"))
    assert found == [*STORY, "Year", "Cost", "2019", "12"]


def test_a_year_in_the_text_is_not_the_date_of_the_page() -> None:
    text = PARAGRAPHS.replace("A new report", "After the report of 2019, a new report")
    assert not read_article(page(text)).get("date")
    stated = page(text, '<meta property="article:published_time" content="2024-05-03">')
    assert read_article(stated)["date"] == "2024-05-03"


@pytest.mark.parametrize("body", ["", "<p></p>", "<script>var a = 'x';</script>"])
def test_a_page_without_text_has_no_article(body: str) -> None:
    assert read_article(f"<html><body>{body}</body></html>") == {}
