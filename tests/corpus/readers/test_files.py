"""The entry point of the readers: any file is read, or refused by name."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.file_kinds import SUFFIXES
from annotator.corpus.readers.records import (
    Refused,
)
from tests.corpus.readers.support import read, records, refused


def test_unsupported_file_types_are_refused() -> None:
    assert refused("dam.png", b"PNG")[0][1].startswith("unsupported file type .png; use .txt, ")
    assert refused("dam", b"The dam held.")[0][0] == "dam"


def test_empty_values_and_files_are_recognised() -> None:
    assert (
        records("a.jsonl", '{"text": "It held.", "title": NaN, "id": NaN, "language": NaN}')[
            0
        ].title
        == ""
    )
    assert refused("a.csv", "id,text\n") == [("a.csv", "no articles found")]
    assert refused("a.txt", "\u200b\u200f \ufeff") == [("a.txt", "has no text")]
    assert [place for place, _ in refused("a.jsonl", 'null\n{}\n{"text": "It held."}\n')] == [
        "a.jsonl, line 1",
        "a.jsonl, line 2",
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SUFFIXES),
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
)
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    for item in read(f"any{suffix}", data):
        if isinstance(item, Refused):
            assert item.source.startswith(f"any{suffix}")
            assert item.reason
        else:
            assert item.record.text.strip()
