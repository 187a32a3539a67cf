"""The account of files: reasons by kind, and files that were passed over."""

import pytest

from annotator.corpus.readers.account import Account, reason_kind
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import input_file, zipped


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
