"""Compressed single files are read like what is in them, within limits."""

import bz2
import gzip
import lzma
import zlib

import pytest

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadArticle, ReadOptions
from annotator.corpus.readers.row_files import Columns, detect_columns
from tests.corpus.readers.support import input_file, read, records, refused, texts, zipped

TABLE = b"article_id,sentence\na,It held.\na,It broke.\n"
COMPRESS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("ending", list(COMPRESS))
def test_a_compressed_table_is_read_as_the_table(ending: str) -> None:
    [item] = read(f"dam.csv{ending}", COMPRESS[ending](TABLE))

    assert isinstance(item, ReadArticle)
    assert item.record.sentences == ("It held.", "It broke.")
    assert item.source == f"dam.csv{ending} › dam.csv, line 2"


@pytest.mark.parametrize("ending", list(COMPRESS))
def test_a_file_of_several_members_is_read_to_its_end(ending: str) -> None:
    members = COMPRESS[ending](TABLE) + COMPRESS[ending](b"b,It sank.\n")
    assert [record.external_id for record in records(f"dam.csv{ending}", members)] == ["a", "b"]


def test_texts_pages_and_objects_are_read_too() -> None:
    assert texts("a.txt.gz", gzip.compress(b"It held.")) == ["It held."]
    assert records("a.txt.gz", gzip.compress(b"It held."))[0].external_id == "a"
    assert texts("a.jsonl.xz", lzma.compress(b'{"text": "It held."}\n')) == ["It held."]


def test_one_in_a_zip_file_is_read_too() -> None:
    [item] = read("a.zip", zipped(**{"b/c.csv.gz": gzip.compress(b"id,text\n7,It held.\n")}))

    assert isinstance(item, ReadArticle)
    assert item.source == "a.zip › b/c.csv.gz › c.csv, line 2"


def test_other_files_in_it_are_refused() -> None:
    assert refused("a.tar.gz", gzip.compress(b"x")) == [
        ("a.tar.gz", "unsupported compressed file .tar; unpack it, or pack its files as .zip")
    ]
    assert refused("a.gz", gzip.compress(b"x"))[0][0] == "a.gz"


@pytest.mark.parametrize("ending", list(COMPRESS))
def test_a_damaged_file_is_refused_by_name(ending: str) -> None:
    whole = COMPRESS[ending](TABLE * 50)
    for data in (b"It held.", whole[:-10]):
        [(source, reason)] = refused(f"dam.csv{ending}", data)
        assert source == f"dam.csv{ending} › dam.csv"
        assert reason.startswith("can’t be unpacked: ")


@pytest.mark.parametrize("ending", list(COMPRESS))
def test_a_bomb_is_refused(ending: str) -> None:
    bomb = COMPRESS[ending](b"text\n" + b"It held. " * 1_000_000)
    [(_, reason)] = refused(f"bomb.csv{ending}", bomb)
    assert reason == "more than 200 times larger when unpacked"


def test_an_xz_file_that_needs_gigabytes_of_memory_is_refused() -> None:
    data = bytearray(lzma.compress(TABLE))
    # The property of the filter in the header says 1 GB; its checksum must fit.
    size = (data[12] + 1) * 4
    at = data.index(bytes([0x21, 0x01]), 12) + 2
    data[at] = 36
    checksum = zlib.crc32(bytes(data[12 : 12 + size - 4]))
    data[12 + size - 4 : 12 + size] = checksum.to_bytes(4, "little")

    [(_, reason)] = refused("a.csv.xz", bytes(data))
    assert "emory" in reason


def test_the_preview_reads_the_beginning_only() -> None:
    rows = b"".join(b"%d,It held for %d days.\n" % (number, number) for number in range(50_000))
    file = input_file("a.csv.gz", gzip.compress(b"id,text\n" + rows))

    assert detect_columns([file], ReadOptions(), 1_000) == Columns(
        ["id", "text"], {"text": "text", "external_id": "id"}, "articles"
    )
    assert len(list(Intake([file], ReadOptions(), head=1_000))) < 100
