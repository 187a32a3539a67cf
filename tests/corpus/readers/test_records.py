"""Articles that a person or a program gives are checked strictly: they can be corrected at once."""

from dataclasses import replace

import pytest

from annotator.corpus.readers.records import ArticleRecord, UnreadableError, check_record

RECORD = ArticleRecord("a", "The dam.")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"url": "javascript:alert(1)"},
            "the URL “javascript:alert(1)” doesn’t start with http:// or https://",
        ),
        (
            {"language": "klingon!"},
            "unknown language tag “klingon!”; use one such as en, de or pt-BR",
        ),
        ({"title": "x" * 2001}, "title: 2,001 characters, but at most 2,000 are allowed"),
        (
            {"external_id": "x" * 501},
            "external_id: 501 characters, but at most 500 are allowed",
        ),
        ({"external_id": " "}, "has no identifier"),
        ({"source": "a\x07"}, "source: contains control characters"),
    ],
)
def test_an_invalid_field_is_named(fields: dict[str, str], reason: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        check_record(replace(RECORD, **fields))
    assert str(refusal.value) == reason
