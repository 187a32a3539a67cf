import io
import zipfile

import pytest

from annotator.export.datasets.formats.zip_files import FileNames, zip_pieces


def test_the_members_are_written_a_piece_at_a_time() -> None:
    content = [bytes([number % 7]) * 50_000 for number in range(20)]
    pieces = list(zip_pieces([("a.txt", content), ("b/c.txt", [b"end"])]))
    assert len(pieces) > 3
    files = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert files.testzip() is None
    assert files.read("a.txt") == b"".join(content)
    assert files.read("b/c.txt") == b"end"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("é,1", "é,1"),
        ("news/2031:1?", "news%2F2031%3A1%3F"),
        ("..", "_.._"),
        (".hidden", "_.hidden_"),
        ("a\x00\n", "a%00%0A"),
        ("100%", "100%25"),
    ],
)
def test_a_name_leads_nowhere_else(text: str, name: str) -> None:
    assert FileNames().of(text) == name


def test_each_text_has_a_name_of_its_own() -> None:
    names = FileNames()
    long = "a" * 300
    found = [names.of(text) for text in ("b2", "B2", "b2", long + "1", long + "2", "b2~2")]
    assert found == ["b2", "B2~2", "b2", "a" * 60, f"{'a' * 60}~2", "b2%7E2"]
