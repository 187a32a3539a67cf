"""Every file of a folder is read, refused by name, or counted as clutter."""

import gzip
import os
from pathlib import Path

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadArticle, ReadOptions, Refused
from annotator.importing.local_files import files_at


def read(path: Path) -> tuple[list[str], dict[str, str], dict[str, int]]:
    """Return the articles, the refused files with their reasons, and the clutter by kind."""
    intake = Intake(files_at(path), ReadOptions())
    items = list(intake)
    articles = [item.record.external_id for item in items if isinstance(item, ReadArticle)]
    reasons = {
        os.path.relpath(item.source, path): item.reason
        for item in items
        if isinstance(item, Refused)
    }
    return articles, reasons, intake.account.passed_over


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_files_of_other_kinds_are_refused_by_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{"a.txt": "It held.", "b.docx": "PK", "c.pdf": "%PDF-1.4", "noending": "It broke."},
    )
    articles, reasons, _ = read(tmp_path)

    assert articles == ["a"]
    assert list(reasons) == ["b.docx", "c.pdf", "noending"]
    assert reasons["noending"] == (
        "its name has no ending; if it is a .txt file, rename it to end in .txt"
    )


def test_texts_and_compressed_tables_are_read(tmp_path: Path) -> None:
    table = gzip.compress(b"id,text\n7,It broke.\n")
    write(tmp_path, **{"x.text": "It held.", "y.txt": "It sank.", "z.csv.gz": table})

    assert read(tmp_path) == (["x", "y", "7"], {}, {})


def test_clutter_is_counted_by_kind(tmp_path: Path) -> None:
    clutter = ("a/.DS_Store", "b/.DS_Store", "Thumbs.db", "desktop.ini", "~$dam.docx", ".git/x")
    write(tmp_path, **{"a/dam.txt": "It held."}, **dict.fromkeys(clutter, "x"))

    assert read(tmp_path) == (
        ["a/dam"],
        {},
        {".git": 1, "Thumbs.db": 1, ".DS_Store": 2, "desktop.ini": 1, "~$…": 1},
    )


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path) == ([], {".": "the folder is empty"}, {})


def test_links_out_of_the_folder_are_named_and_links_to_files_read(tmp_path: Path) -> None:
    folder, other = tmp_path / "folder", tmp_path / "other"
    write(folder, **{"a.txt": "It held."})
    write(other, **{"b.txt": "It broke."})
    (folder / "circle").symlink_to(folder)
    (folder / "link.txt").symlink_to(other / "b.txt")
    (folder / "lost.txt").symlink_to(other / "none.txt")

    assert read(folder) == (
        ["a", "link"],
        {
            "circle": "a link to a folder isn’t followed; import that folder itself",
            "lost.txt": "a broken link",
        },
        {},
    )


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert read(tmp_path)[1] == {"pipe.txt": "not a file, but a pipe or a device"}
    assert read(tmp_path / "pipe.txt")[1] == {".": "not a file, but a pipe or a device"}


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = ["b/2.txt", "a.txt", "b/10.txt", "b.txt"]
    write(tmp_path, **{name: f"The dam {name} held." for name in names})

    assert read(tmp_path)[0] == ["a", "b/10", "b/2", "b"]
