"""Files that nobody made are passed over, and counted by kind."""

import pytest

from annotator.corpus.readers.account import Account
from annotator.corpus.readers.archives.clutter import clutter_kind
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import input_file, zipped


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/.DS_Store", ".DS_Store"),
        ("THUMBS.DB", "Thumbs.db"),
        ("a\\desktop.ini", "desktop.ini"),
        (".git/objects/12/34", ".git"),
        ("a/~$dam.docx", "~$…"),
        ("$RECYCLE.BIN/S-1-5/dam.txt", "$RECYCLE.BIN"),
        ("a/dam.txt:Zone.Identifier", ":Zone.Identifier"),
        (".Trash-1000/files/dam.txt", ".…"),
        ("a/.dam.txt.swp", ".…"),
        ("a/.dam.txt.icloud", ""),
        ("a/…/dam.txt", ""),
        ("./dam.txt", ""),
        ("a/dam.txt", ""),
        ("", ""),
    ],
)
def test_clutter_is_known_by_its_path(path: str, kind: str) -> None:
    assert clutter_kind(path) == kind


def test_files_that_are_passed_over_are_counted_by_kind() -> None:
    account = Account()
    for kind in (".DS_Store", "Thumbs.db", ".DS_Store"):
        account.pass_over(kind)
    assert account.passed_over == {".DS_Store": 2, "Thumbs.db": 1}


def test_clutter_in_a_zip_file_is_counted_too() -> None:
    names = ("a.txt", "__MACOSX/a.txt", "b/.DS_Store", "._a.txt", "~$a.docx")
    file = input_file("a.zip", zipped(**dict.fromkeys(names, "It held.")))
    intake = Intake([file], ReadOptions())

    assert len(list(intake)) == 1
    assert intake.account.passed_over == {"__MACOSX": 1, ".DS_Store": 1, "._…": 1, "~$…": 1}
