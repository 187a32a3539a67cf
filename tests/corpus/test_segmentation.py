from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.segmentation import Span, sentence_spans, suggested_boilerplate


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language)]


def test_sentences_keep_their_letters_and_their_paragraphs() -> None:
    text = "  “No gate failed,” she said.  It rained…\n\nGen. Harrow left 😀 early. He came back.\n"
    assert sentences(text) == [
        "“No gate failed,” she said.",
        "It rained…",
        "Gen. Harrow left 😀 early.",
        "He came back.",
    ]
    assert [span.paragraph for span in sentence_spans(text)] == [1, 1, 2, 2]


def test_right_to_left_text_is_split_by_its_own_marks() -> None:
    assert sentences("هل فشل السد؟ لا. نفت الوزارة ذلك.", "ar") == ["هل فشل السد؟", "لا.", "نفت الوزارة ذلك."]


def test_a_space_that_does_not_break_before_a_full_stop_is_no_trap() -> None:
    assert sentences("They took vitamin A\u00a0. It\u2009helped.") == ["They took vitamin A\u00a0.", "It\u2009helped."]


def test_no_sentence_goes_across_lines() -> None:
    assert sentences("Comments\nPost a Comment") == ["Comments", "Post a Comment"]


def test_a_long_line_is_split_as_its_parts_would_be() -> None:
    sentence = "The ministry said on Monday that the dam had passed its inspection."
    assert sentences(" ".join([sentence] * 500)) == [sentence] * 500


def test_a_megabyte_of_one_letter_or_of_open_quotes_comes_to_an_end() -> None:
    for text in ("a" * 1_000_000, "“" * 300_000, "“Yes. No. " * 100_000):
        spans = list(sentence_spans(text))
        assert spans[0].start == 0
        assert spans[-1].end == len(text.rstrip())


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("aA .!?…“”\"'()\n\t\u00a0\u200f؟。😀é\u0301") | st.characters(exclude_categories=["Cs"]))
)
def test_splitting_loses_nothing(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(before.paragraph <= after.paragraph for before, after in pairwise(spans))
    between = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    gaps = zip(between[::2], between[1::2], strict=True)
    assert not "".join(text[start:end] for start, end in gaps).strip()
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


def boilerplate(text: str) -> list[str]:
    spans: list[Span] = list(sentence_spans(text))
    return [text[spans[index].start : spans[index].end] for index in sorted(suggested_boilerplate(text, spans))]


def test_furniture_at_the_end_is_suggested() -> None:
    text = "The dam held.\nIt was lucky.\nShare this story · 14 comments\nPost a Comment"
    assert boilerplate(text) == ["Share this story · 14 comments", "Post a Comment"]


def test_a_headline_or_a_sentence_is_no_furniture() -> None:
    assert boilerplate("Dam holds, ministry says\nThe dam held.") == []
    assert boilerplate("The dam held.\nComments are closed.") == []
    assert boilerplate("The dam held, and so\non it went for days, months and years without any end") == []


def test_a_text_of_nothing_but_short_lines_keeps_them() -> None:
    assert boilerplate("Comments\nPost a Comment") == []
