"""ZIP files are read within limits."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from annotator.corpus.readers.records import (
    ReadArticle,
    Refused,
)
from tests.corpus.readers.support import read, refused, zipped


def test_all_kinds_of_files_in_an_archive_are_read() -> None:
    data = zipped(
        **{
            "news/dam.txt": "The dam held.",
            "news/rows.csv": "id,text\n1,Row one.\n2\n",
            "__MACOSX/news/._dam.txt": b"\0\1",
            ".DS_Store": b"\0",
            "photo.png": b"\x89PNG",
            "inner.zip": zipped(a="b"),
        }
    )
    items = read("crawl.zip", data)
    assert [
        (item.record.external_id, item.record.text)
        for item in items
        if isinstance(item, ReadArticle)
    ] == [
        ("news/dam", "The dam held."),
        ("1", "Row one."),
    ]
    assert [item.source for item in items if isinstance(item, Refused)] == [
        "crawl.zip › news/rows.csv, line 3",
        "crawl.zip › photo.png",
        "crawl.zip › inner.zip",
    ]


def test_unsafe_paths_are_refused() -> None:
    names = [
        "../up.txt",
        "/etc/root.txt",
        "a/../../b.txt",
        "..\\win.txt",
        "C:\\win.txt",
        "C:/win.txt",
    ]
    data = zipped(**dict.fromkeys(names, "The dam held."), fine="")
    assert {reason for place, reason in refused("a.zip", data) if ".txt" in place} == {
        "unsafe path in archive"
    }
    assert not [item for item in read("a.zip", data) if isinstance(item, ReadArticle)]


def test_a_zip_bomb_is_refused() -> None:
    data = zipped(**{"bomb.txt": b"0" * 30_000_000, "fine.txt": "The dam held."})
    assert len(data) < 40_000
    assert refused("a.zip", data) == [
        ("a.zip › bomb.txt", "more than 200 times larger when unpacked")
    ]


def test_a_file_with_a_false_size_is_refused() -> None:
    data = bytearray(zipped(**{"dam.txt": "The dam held. " * 1000}))
    at = data.rindex(b"PK\x01\x02") + 24  # the unpacked size, in the directory
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert [place for place, _ in refused("a.zip", bytes(data))] == ["a.zip › dam.txt"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, zipped(a="b")[:-8]],
    ids=["nothing", "two letters", "no member", "cut off"],
)
def test_a_broken_archive_is_refused(data: bytes) -> None:
    assert [place for place, _ in refused("a.zip", data)] == ["a.zip"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_file_does_not_stop_the_others(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("bad.txt", "The dam held. " * 500)
        archive.writestr(f"{'long/' * 80}good.txt", "The gate held.")
    data = bytearray(stream.getvalue())
    at = data.index(b"bad.txt") + len("bad.txt") + 12
    data[at : at + 20] = b"\xff" * 20
    items = read("a.zip", bytes(data))
    assert [item.source for item in items if isinstance(item, Refused)] == ["a.zip › bad.txt"]
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        "The gate held."
    ]


def memory_of_listing(data: bytes) -> int:
    """Return the peak memory, in bytes, of reading the list of files in an archive."""
    tracemalloc.start()
    try:
        refused("a.zip", data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_archive_with_too_many_files_is_refused_early() -> None:
    entry = (
        struct.pack(
            "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
        )
        + b"a"
    )
    directory = entry * 300_000
    # The archive says that it holds one file; zipfile does not mind.
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    assert refused("a.zip", directory + end) == [
        ("a.zip", "300,000 files; at most 100,000 can be read")
    ]
    assert memory_of_listing(directory + end) < 40_000_000


def test_an_archive_with_too_large_a_list_is_refused() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 40_000_000, 0, 0)
    data = b"\0" * 40_000_000 + end
    assert refused("a.zip", data) == [("a.zip", "the list of files is larger than 30 MB")]
