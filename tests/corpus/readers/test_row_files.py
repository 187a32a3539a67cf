"""Files of rows are read once if they are small, and the account is the same as for large ones."""

import io

import pytest

from annotator.corpus.readers import row_files
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import InputFile, ReadOptions
from annotator.corpus.readers.rows import remembered_rows

ROWS = "article_id,position,sentence,label\na,1,The gate held.,claim\n\na,2,Nobody said so.\n"
OBJECTS = '{"id": "a", "text": "The gate held."}\n\n{"id": "b", "text": "Nobody said so."}\n'


class CountingStream(io.BytesIO):
    """A file that counts how often its beginning is read."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.readings = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.readings += self.tell() == 0
        return super().read(size)


def read(name: str, text: str) -> tuple[list[object], list[dict[str, object]], int]:
    """Return the items of a file, its account, and how often it was read."""
    stream = CountingStream(text.encode())
    file = InputFile(name, "a", len(text), lambda: stream)
    intake = Intake([file], ReadOptions())
    return list(intake), intake.account.entries, stream.readings


@pytest.mark.parametrize(("name", "text"), [("a.csv", ROWS), ("a.jsonl", OBJECTS)])
def test_a_small_file_is_read_once_and_gives_the_same_account(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    items, account, readings = read(name, text)
    assert readings == 1

    monkeypatch.setattr(row_files, "MAX_SMALL", 1)
    monkeypatch.setattr(remembered_rows, "MAX_ROWS", 1)
    assert read(name, text)[:2] == (items, account)
