"""Encodings are detected, or the file is refused."""

import pytest

from annotator.corpus.readers.records import (
    ReadArticle,
    ReadOptions,
    Refused,
)
from tests.corpus.readers.support import read, refused, texts


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Der Damm hält.".encode(), "Der Damm hält."),
        (b"\xef\xbb\xbfThe dam held.", "The dam held."),
        ("Der Damm hält.".encode("utf-16"), "Der Damm hält."),
        ("The dam held, they say.".encode("utf-16-be"), "The dam held, they say."),
        (b"One.\r\nTwo.\rThree.\n", "One.\nTwo.\nThree.\n"),
        (
            "Typos kept: teh dam\u00a0held … ‘so’ 👩‍🔧 e\u0301".encode(),
            "Typos kept: teh dam\u00a0held … ‘so’ 👩‍🔧 e\u0301",
        ),
        ("قال (CNN) إن السد\u200f صمد.".encode(), "قال (CNN) إن السد\u200f صمد."),
        ("سد در سال ۲۰۲۴ «NATO» شکست؛ می‌گویند.".encode(), "سد در سال ۲۰۲۴ «NATO» شکست؛ می‌گویند."),
    ],
)
def test_text_is_imported_unchanged(data: bytes, text: str) -> None:
    assert texts("dam.txt", data) == [text]


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("en", "cp1252", "Le barrage a tenu, malgré la crue d’été."),
        ("en", "cp1252", "café"),
        ("pl", "cp1250", "Ministerstwo zaprzeczyło, że zapora zawiodła."),
        ("cs", "iso8859-2", "Ředitel řekl, že přehrada vydržela."),
        ("ru", "koi8-r", "Министерство опровергло сообщение о прорыве плотины."),
        ("en", "cp1251", "Министерство опровергло сообщение о прорыве плотины."),
        ("ar", "cp1256", "نفت الوزارة أن يكون السد قد انهار."),
        ("tr", "cp1254", "Bakanlık barajın çöktüğü haberini yalanladı."),
        ("ja", "shift_jis", "政府はダムの決壊を否定した。「事実ではない」と報道官は述べた。"),
    ],
)
def test_old_encodings_are_detected_with_the_help_of_the_language(
    language: str, encoding: str, text: str
) -> None:
    assert texts("dam.txt", text.encode(encoding), ReadOptions(language=language)) == [text]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "has no text"),
        (b" \n\t\r\n", "has no text"),
        ("\u3000\u00a0".encode(), "has no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file"),
        (b"fine until\0here", "contains control characters (a binary file?)"),
        (b"%PDF-1.7 \x01\x02\x03", "contains control characters (a binary file?)"),
        (b"x" * 2_000_001, "2,000,001 characters; an article can have at most 2,000,000"),
        (
            b"\xff\xfea",
            "the encoding looks like utf-16, but byte 3 doesn’t fit; save the file as UTF-8",
        ),
    ],
)
def test_files_without_readable_text_are_refused(data: bytes, reason: str) -> None:
    assert refused("dam.txt", data) == [("dam.txt", reason)]


def test_an_invalid_byte_in_utf_8_affects_only_its_row() -> None:
    rows = [
        f"{number},The minister’s aide said – on day {number} – no.".encode()
        for number in range(300)
    ]
    table = b"\n".join([b"id,text", *rows, b"300,A caf\xe9 in town.", b"301,Fine."])
    items = read("a.csv", table)
    assert [item.source for item in items if isinstance(item, Refused)] == ["a.csv, line 302"]
    assert next(item.record.text for item in items if isinstance(item, ReadArticle)).startswith(
        "The minister’s"
    )
    assert (
        "bytes invalid in this encoding" in refused("a.txt", b" ".join([*rows, b"caf\xe9"]))[0][1]
    )


def test_encodings_that_are_not_for_text_are_refused() -> None:
    page = (
        "<meta charset=punycode><title>Dam</title>"
        + "<p>The dam held for the whole night, they said.</p>" * 9
    )
    assert "The dam held" in texts("a.html", page)[0]
    assert refused("a.txt", "a-b", ReadOptions(encoding="punycode")) == [
        ("a.txt", "unknown encoding “punycode”")
    ]
