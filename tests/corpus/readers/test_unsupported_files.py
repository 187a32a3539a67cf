"""A file of another kind is refused with what to do instead."""

import gzip

import pytest

from tests.corpus.readers.support import refused, texts, zipped


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.mp3", "unsupported file type .mp3; use .txt, .html, .docx, "),
        ("a.doc", "unsupported file type .doc; save it as .docx"),
        ("a.epub", "unsupported file type .epub; save it as .html"),
        ("a.eml", "unsupported file type .eml; save it as .txt"),
        ("a.rar", "unsupported file type .rar; unpack it, or pack its files as .zip"),
        (".a.txt.icloud", "only a link to a file (.icloud); download the file itself"),
        ("a.gz", "unpack it, or say what is inside by its name, such as articles.csv.gz"),
        ("a.md", "unsupported file type .md; if it is plain text, rename it to end in .txt"),
    ],
)
def test_the_reason_says_what_to_do(name: str, reason: str) -> None:
    [(source, found)] = refused(name, b"x")

    assert source == name
    assert found.startswith(reason)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"The dam held.", ".txt"),
        ("Der Dämm".encode("latin-1"), ".txt"),
        (b"\n<!DOCTYPE html><p>It held.", ".html"),
        (b'{"text": "It held."}', ".jsonl"),
        (b"%PDF-1.7 ", ".pdf"),
        (zipped(a="It held."), ".zip"),
        (gzip.compress(b"It held.", mtime=0), ".gz"),
    ],
)
def test_for_a_name_without_an_ending_the_content_tells_which(data: bytes, kind: str) -> None:
    assert refused("dam", data) == [
        ("dam", f"its name has no ending; if it is a {kind} file, rename it to end in {kind}")
    ]


def test_a_name_without_an_ending_is_told_in_a_zip_file_too() -> None:
    [(source, reason)] = refused("a.zip", zipped(**{"49960": "The dam held."}))

    assert source == "a.zip › 49960"
    assert reason == refused("49960", b"The dam held.")[0][1]


def test_that_way_works() -> None:
    assert texts("dam.txt", b"The dam held.") == ["The dam held."]


def test_other_content_without_an_ending_is_refused() -> None:
    assert "no ending" in refused("dam", b"\x00\x01\x02")[0][1]
    assert "empty" in refused("dam", b"")[0][1]


def test_files_of_a_folder_and_of_a_zip_file_have_the_same_reason() -> None:
    [(_, alone)] = refused("dam.mp3", b"x")
    [(source, packed)] = refused("a.zip", zipped(**{"dam.mp3": "x"}))

    assert source == "a.zip › dam.mp3"
    assert packed == alone
