"""Sentences in COPY's text format."""

import pytest

from annotator.corpus.readers.records import ArticleRecord
from annotator.corpus.segmentation.sentences import Span
from annotator.corpus.sentence_lines import sentence_lines, with_keys


def make_lines(text: str, *spans: Span, **fields: object) -> str:
    record = ArticleRecord("a", text, **fields)  # type: ignore[arg-type]
    return with_keys(sentence_lines(record, spans, {1}), 3, 7).decode()


def test_each_sentence_is_a_line() -> None:
    assert make_lines("It held.\nIt did.", Span(0, 8, 1), Span(9, 16, 2)) == (
        "3\t7\t1\t\t1\t0\t8\tIt held.\tf\n3\t7\t2\t\t2\t9\t16\tIt did.\tt\n"
    )


def test_given_numbers_and_ids_are_kept() -> None:
    lines = make_lines(
        "It held. It did.", Span(0, 8, 1), Span(9, 16, 1), numbers=(0, 4), original_ids=("x\\", "")
    )
    assert lines == "3\t7\t0\tx\\\\\t1\t0\t8\tIt held.\tf\n3\t7\t4\t\t1\t9\t16\tIt did.\tt\n"


@pytest.mark.parametrize(("text", "written"), [("a\nb", r"a\nb"), ("a\t\\b", r"a\t\\b")])
def test_what_copy_would_take_for_more_is_escaped(text: str, written: str) -> None:
    assert (
        make_lines(text, Span(0, len(text), 1)) == f"3\t7\t1\t\t1\t0\t{len(text)}\t{written}\tf\n"
    )


def test_a_text_has_no_nul() -> None:
    with pytest.raises(ValueError, match="NUL"):
        make_lines("a\0b", Span(0, 3, 1))
