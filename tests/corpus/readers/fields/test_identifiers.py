"""Identifiers are told from texts by their form."""

import pytest

from annotator.corpus.readers.fields.identifiers import looks_like_identifier


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["1", "2"],
        ["n-101", "n-102"],
        ["2021 Sep 03 Courier", "St. Louis 7"],
        ["https://news.example/a-very-long-address-of-an-article/" + "x" * 200],
        ["Dam declared safe", "Mayor resigns"],
        ["937349434668498944\t937379378006282240\t" * 20],
        ["文章12"],
    ],
)
def test_short_values_without_sentences_are_identifiers(values: list[str]) -> None:
    assert looks_like_identifier(values)


@pytest.mark.parametrize(
    "values",
    [
        ["The dam is safe. The mayor doubts it."],
        ["Rain fell."],
        ["“Nobody knows,” she said."],
        ["The mayor said on Monday that the dam had been safe"],
        ["One\nTwo"],
        ["大坝是安全的。"],
        ["เขื่อนปลอดภัยมาหลายปีแล้วนายกเทศมนตรีกล่าวเมื่อวันจันทร์"],
        ["x" * 501],
        ["The dam is safe. It is.", "7", "It is safe."],
    ],
)
def test_texts_are_no_identifiers(values: list[str]) -> None:
    assert not looks_like_identifier(values)
