"""No text may freeze the site: functions that read text take linear time, even for hostile text."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.pages.html_parser import check_shape
from annotator.corpus.readers.records import (
    ArticleRecord,
    ImportedLabel,
    InputFile,
    ReadArticle,
    ReadOptions,
    UnreadableError,
)
from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.given_sentences import locate_sentences
from annotator.corpus.segmentation.pieces import pieces
from annotator.corpus.segmentation.sentences import sentence_spans
from annotator.corpus.segmented_articles import segment_article
from annotator.lib.markdown import render_markdown
from annotator.projects.codebooks.forms import MAX_CODEBOOK
from tests.support.growth import MAX_GROWTH, ROUNDS, cpu_limit, cpu_of, growth

ALPHABETS = {
    "dashes": "-",
    "underscores": "_",
    "straight quotes": "\"'",
    "opening quotes": "“",
    "mixed quotes": "„“”«»‘’",
    "quotations": "“x”. „y“. ",
    "brackets": "([",
    "closing brackets": ")]",
    "dots": ".",
    "spaced dots": ". ",
    "spaces": " ",
    "digits": "1",
    "list marks": "1. ",
    "combining marks": "\u0301",
    "invisible marks": "\u200b",
    "mixed": "-_\"'“(.… 1\u0301",
    "questions": "a? ",
    "initials": "A.-",
    "emoji": "😀",
    "commas": ",",
    "quoted cells": 'x","',
}
# What stands before and after the signs, and how many of them are on a line (0: all).
SURROUNDINGS = {
    "alone": ("", "", 0),
    "before a word": ("", " ende", 0),
    "lines before a word": ("", " ende\n", 24),
    "long lines before a word": ("", " update\n", 280),
    "after a list mark": ("- ", " x! a? b", 0),
    "between letters": ("Photo: a", "a\n", 60),
}


def hostile(alphabet: str, surrounding: str) -> Callable[[int], str]:
    """Return a function that makes a text of about the given size from this alphabet."""
    signs = ALPHABETS[alphabet]
    before, after, length = SURROUNDINGS[surrounding]

    def make(size: int) -> str:
        run = (signs * (1 + (length or size) // len(signs)))[: length or size]
        line = before + run + after
        return line if not length else line * (size // len(line))

    return make


HOSTILE = [
    pytest.param(hostile(*names), id=", ".join(names)) for names in product(ALPHABETS, SURROUNDINGS)
]
HOSTILE.append(
    pytest.param(
        lambda size: "-" + " " * (size // 2) + "x?" + " a?" * (size // 6),
        id="spaces in a list mark, questions",
    )
)


def split(text: str) -> None:
    list(sentence_spans(text))


def suggest(text: str) -> None:
    suggest_boilerplate(text, list(sentence_spans(text)))


def read(name: str) -> Callable[[bytes], None]:
    def read_all(data: bytes) -> None:
        file = InputFile(name, "a", len(data), lambda: io.BytesIO(data))
        list(Intake([file], ReadOptions()))

    return read_all


@pytest.mark.parametrize("make", HOSTILE)
def test_splitting_and_finding_boilerplate_are_linear(make: Callable[[int], str]) -> None:
    assert growth(suggest, make) <= MAX_GROWTH


@pytest.mark.parametrize("make", HOSTILE[::5])
def test_cutting_a_sentence_for_hand_splitting_is_linear(make: Callable[[int], str]) -> None:
    assert growth(lambda text: pieces(text, at_most=len(text)), make) <= MAX_GROWTH


@pytest.mark.parametrize("make", HOSTILE[::5])
def test_finding_the_given_sentences_is_linear(make: Callable[[int], str]) -> None:
    def find(text: str) -> None:
        for sentences in (text.split(), [text[:40], text[-40:]], [text[:40] + "x"]):
            with suppress(UnreadableError):
                list(locate_sentences(text, sentences))

    assert growth(find, make) <= MAX_GROWTH


def _as_text(text: str) -> bytes:
    return text.encode()


def _as_old_encoding(text: str) -> bytes:
    return b"\xe9" + text.encode("cp1252", errors="replace")


def _as_cell(text: str) -> bytes:
    return f"id,text\n1,{text}\n2,".encode() + text.encode()


def _as_cells(text: str) -> bytes:
    return b"text,label,published\n" + b"\n".join(
        f"{cell},{cell},{cell}".encode() for cell in text.split()
    )


def _as_table(text: str) -> bytes:
    return b"text\n" + text.encode()


def _as_object(text: str) -> bytes:
    return json.dumps(
        {"text": text, "title": text, "published": text, "language": text, "label": text}
    ).encode()


def _as_array(text: str) -> bytes:
    return b"[" + text.encode() + b", " + _as_object(text)


READERS = {
    "plain": ("a.txt", _as_text),
    "old encoding": ("a.txt", _as_old_encoding),
    "cells": ("a.csv", _as_cell),
    "many cells": ("a.csv", _as_cells),
    "lines of a table": ("a.csv", _as_table),
    "lines of a table with tabs": ("a.tsv", _as_table),
    "objects": ("a.jsonl", _as_object),
    "lines that are no objects": ("a.jsonl", _as_text),
    "array": ("a.json", _as_array),
    "page without tags": ("a.html", _as_text),
}


@pytest.mark.parametrize("signs", ALPHABETS)
@pytest.mark.parametrize("reader", READERS)
def test_reading_a_file_is_linear(reader: str, signs: str) -> None:
    name, encode = READERS[reader]
    for surrounding in ("alone", "lines before a word"):
        make = hostile(signs, surrounding)
        assert (
            growth(read(name), lambda size, make=make: encode(make(size)), size=1_000) <= MAX_GROWTH
        )


def _with_places(count: int) -> bytes:
    """Return an article with a label on each sentence, with offsets as a browser counts them."""
    sentence = "😀 Yes.\r\n"
    units = len(sentence) + 1
    result = [
        {
            "value": {
                "labels": ["claim"],
                "start": units * index + 3,
                "end": units * index + 6,
                "text": "Yes",
            }
        }
        for index in range(count)
    ]
    return json.dumps(
        {"data": {"text": sentence * count}, "annotations": [{"result": result}]}
    ).encode()


def test_locating_labels_is_linear() -> None:
    assert growth(read("a.jsonl"), _with_places, size=500) <= MAX_GROWTH


def _with_labels(count: int) -> ReadArticle:
    labels = tuple(
        ImportedLabel("claim", start=5 * index, end=5 * index + 4) for index in range(count)
    )
    return ReadArticle("a", ArticleRecord("a", "Yes. " * count, labels=labels))


def _find_labelled(found: ReadArticle) -> None:
    with suppress(UnreadableError):  # it has too many sentences, which is detected last
        segment_article(found)


def test_finding_the_sentences_of_labels_is_linear() -> None:
    assert growth(_find_labelled, _with_labels, size=250) <= MAX_GROWTH


MARKUP = ["<a", "<a>", "<!--", "&#", "&amp;", "<a b='", "]]>"]


@pytest.mark.parametrize("signs", MARKUP)
def test_checking_the_shape_of_a_page_is_linear(signs: str) -> None:
    def check(text: str) -> None:
        with suppress(UnreadableError):
            check_shape(text)

    assert growth(check, lambda size: "<" + signs * (size // len(signs))) <= MAX_GROWTH


@pytest.mark.parametrize("signs", [*ALPHABETS.values(), *MARKUP, "[", "![", "*a", "`", "> ", "| "])
def test_no_codebook_takes_long_to_render(signs: str) -> None:
    """The renderer of Markdown doesn't take linear time, so the length of a codebook is limited."""
    with cpu_limit():
        render_markdown(signs * (MAX_CODEBOOK // len(signs)))


MAX_LINE = 290  # about as long as a line of boilerplate may be


@given(
    signs=st.lists(
        st.sampled_from([*ALPHABETS.values(), "via ", "ap ", "photo:"]), min_size=1, max_size=4
    ).map("".join),
    times=st.integers(1, MAX_LINE),
    ending=st.sampled_from(["", " ende", "q", "!", ":"]),
)
@example(signs="-", times=40, ending=" ende")
def test_no_short_line_takes_long(signs: str, times: int, ending: str) -> None:
    line = (signs * times)[:MAX_LINE] + ending

    with cpu_limit(1):
        suggest(f"The dam held.\n{line}\nIt is so.")


# What people write, and what parsers stumble over: Hypothesis puts texts together from these.
PIECES = st.sampled_from(
    [*ALPHABETS.values(), "a", "A", "ende", "said", "Orlan",
     "Reuters", "newsletter", "Mr.", "U.S.", "p.m.", "©",
     "2020", "\n", "\t", "\u00a0", "\u2028", "! ", "? ", "。", "「", "」", "ا", "é"]
)  # fmt: skip
UNITS = st.lists(PIECES | st.text(min_size=1, max_size=4), min_size=1, max_size=4).map("".join)
SEARCHED = 20_000  # characters
PROSE = (
    "The dam held, the ministry said on Monday. “No gate failed,” Orlan Harrow told AFP. It "
    "rained.\n"
)
MAX_TIMES_PROSE = 150  # a sentence of two signs costs as much as one of a hundred: some forty times


@settings(max_examples=150, deadline=None, derandomize=True, phases=[Phase.generate])
@given(first=UNITS, second=UNITS, after=UNITS, language=st.sampled_from(["en", "de", "ja", "ar"]))
def test_no_text_takes_much_more_time_than_prose(
    first: str, second: str, after: str, language: str
) -> None:
    def work(text: str) -> None:
        suggest_boilerplate(text, list(sentence_spans(text, language)))

    half = SEARCHED // 2
    text = first * (half // len(first)) + second * (half // len(second)) + after
    prose = PROSE * (SEARCHED // len(PROSE))
    with cpu_limit():
        work(text)
    for _ in range(ROUNDS):
        if cpu_of(work, text) <= MAX_TIMES_PROSE * cpu_of(work, prose):
            break
    else:
        pytest.fail(
            f"{first!r} over and over, {second!r} over and over, {after!r}: far slower than prose"
        )
