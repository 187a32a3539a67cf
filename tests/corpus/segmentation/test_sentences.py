from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.segmentation.sentences import sentence_spans
from tests.support.growth import MAX_GROWTH, growth


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language)]


def test_sentences_have_exact_text_and_paragraphs() -> None:
    text = "  “No gate failed,” she said.  It rained…\n\nGen. Harrow left 😀 early. He came back.\n"
    assert sentences(text) == [
        "“No gate failed,” she said.",
        "It rained…",
        "Gen. Harrow left 😀 early.",
        "He came back.",
    ]
    assert [span.paragraph for span in sentence_spans(text)] == [1, 1, 2, 2]


def test_right_to_left_text_is_split_at_its_own_punctuation() -> None:
    assert sentences("هل فشل السد؟ لا. نفت الوزارة ذلك.", "ar") == [
        "هل فشل السد؟",
        "لا.",
        "نفت الوزارة ذلك.",
    ]


def test_a_non_breaking_space_before_a_full_stop_is_allowed() -> None:
    assert sentences("They took vitamin A\u00a0. It\u2009helped.") == [
        "They took vitamin A\u00a0.",
        "It\u2009helped.",
    ]


def test_no_sentence_goes_across_lines() -> None:
    assert sentences("Comments\nPost a Comment") == ["Comments", "Post a Comment"]


def test_a_long_line_is_split_as_its_parts_would_be() -> None:
    sentence = "The ministry said on Monday that the dam had passed its inspection."
    assert sentences(" ".join([sentence] * 500)) == [sentence] * 500


def test_a_long_quotation_is_not_broken_between_pieces_of_a_line() -> None:
    quotation = "“" + "It never happened. " * 40 + "Nobody saw it,” Dunn said."
    assert sentences(" ".join([quotation] * 60)) == [quotation] * 60


def test_a_very_long_sentence_is_not_broken() -> None:
    sentence = "The dam " + "and the gate " * 2_000 + "held."
    assert sentences(f"It rained. {sentence} It snowed.") == ["It rained.", sentence, "It snowed."]


@pytest.mark.parametrize(
    "letters",
    [
        "a",
        "“",
        "‘",
        '"',
        "'",
        "„",
        "«",
        "(",
        "[",
        ".",
        ". ",
        "…",
        "\u0301",
        "“Yes. No. ",
        "Mr. ",
        "1. ",
        "(.)",
        "‘“«„",
    ],
)
def test_time_is_linear_in_the_length_of_a_line(letters: str) -> None:
    assert growth(partial(_all_spans, "en"), partial(_text_of, letters)) <= MAX_GROWTH


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("de", "5. 10. "),
        ("de", "III. "),
        ("pt", '"a '),
        ("zh", "。“"),
        ("zh", "1。"),
        ("hi", "“।"),
        ("el", "; Α"),
        ("ar", "ق.م "),
        ("ko", '."라고 '),
        ("en", "a b\n"),
        ("en", "the dam above the town held all\n"),
    ],
)
def test_time_is_linear_in_other_languages_and_many_lines(language: str, letters: str) -> None:
    assert growth(partial(_all_spans, language), partial(_text_of, letters)) <= MAX_GROWTH


def _text_of(letters: str, length: int) -> str:
    return (letters * length)[:length]


def _all_spans(language: str, text: str) -> None:
    spans = list(sentence_spans(text, language))
    assert spans[0].start == 0
    assert spans[-1].end == len(text.rstrip())


def test_a_megabyte_of_white_space_has_no_sentences() -> None:
    assert sentences(" " * 1_000_000) == []
    assert sentences("a" + " " * 1_000_000 + "b") == ["a" + " " * 1_000_000 + "b"]


ANY_TEXT = st.text(
    st.sampled_from("aA .!?…“”‘’„«»\"'()[]\n\t\u00a0\u200f؟。😀é\u0301-—1")
    | st.characters(exclude_categories=["Cs"])
)
NEWS_PARTS = (
    "Mr.|U.S.|Inc.|e.g.|p.m.|No.|5|1.|2.|a)|Dunn|said|He|the|told|that|I|A|me.|. . . "
    ".|etc.|Lies!”|z. B.| | | "
)
NEWS = st.lists(
    st.sampled_from([*NEWS_PARTS.split("|"), *"“”‘’\"'()[]«».!?…,-—\n\t\u00a0"]), max_size=60
).map("".join)
LANGUAGES = st.sampled_from(["en", "de", "fr", "ar", "ja", "zh", "ko", "el", "ru", "en-GB", "xx"])


@settings(max_examples=500, deadline=None)
@given(ANY_TEXT | NEWS, LANGUAGES)
def test_splitting_loses_no_text(text: str, language: str) -> None:
    spans = list(sentence_spans(text, language))
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(before.paragraph <= after.paragraph for before, after in pairwise(spans))
    between = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    gaps = zip(between[::2], between[1::2], strict=True)
    assert not "".join(text[start:end] for start, end in gaps).strip()
    assert all(
        text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans
    )


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT | NEWS, LANGUAGES, st.text(" \t\n\u00a0\u2003", max_size=5))
def test_white_space_at_the_end_changes_nothing(text: str, language: str, space: str) -> None:
    assert list(sentence_spans(text + space, language)) == list(sentence_spans(text, language))


def test_direction_marks_stay_with_the_sentence_before_them() -> None:
    text = "نفت الوزارة ذلك.\u200f هل فشل السد؟\u200f لا.\u200f"
    assert sentences(text, "ar") == ["نفت الوزارة ذلك.\u200f", "هل فشل السد؟\u200f", "لا.\u200f"]
    assert sentences("\u200fIt held. \u200b It did.\u200f") == [
        "\u200fIt held.",
        "\u200b It did.\u200f",
    ]
