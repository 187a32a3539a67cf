"""Reasons that differ only in what they quote are of one kind."""

import pytest

from annotator.corpus.readers.account import reason_kind


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("unknown label “bad” in row 7", "unknown label “…” in row N"),
        ("none of “a”, “b”, “c” has the text", "none of “…” has the text"),
        ("date “3.4.” not known; use 2025-04-03", "date “…” not known; use N"),
        ("12,345 cells, but the header has 3", "N cells, but the header has N"),
        ("unsupported file type .mp3; use .txt", "unsupported file type .mp3; use .txt"),
        ("“" * 1_000, "“" * 1_000),
    ],
)
def test_reasons_of_one_kind_differ_in_quotations_and_numbers(reason: str, kind: str) -> None:
    assert reason_kind(reason) == kind
