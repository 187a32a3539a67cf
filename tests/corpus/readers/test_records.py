"""Fields of an article are checked."""

import json

import pytest

from tests.corpus.readers.support import refused


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date": "03/04/2025"}, "date “03/04/2025” not recognised; use 2025-04-03"),
        (
            {"url": "javascript:alert(1)"},
            "the URL “javascript:alert(1)” doesn’t start with http:// or https://",
        ),
        (
            {"language": "klingon!"},
            "unknown language tag “klingon!”; use one such as en, de or pt-BR",
        ),
        ({"split": "fold 3"}, "unknown split “fold 3”; must be train, validation or test"),
        ({"title": "x" * 2001}, "title: 2,001 characters, but at most 2,000 are allowed"),
        ({"id": "x" * 501}, "external_id: 501 characters, but at most 500 are allowed"),
        ({"source": "a\x07"}, "source: contains control characters"),
    ],
)
def test_an_invalid_field_is_named(cells: dict[str, str], reason: str) -> None:
    assert refused("a.jsonl", json.dumps({"text": "The dam."} | cells)) == [
        ("a.jsonl, line 1", reason)
    ]
