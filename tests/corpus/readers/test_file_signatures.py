"""A file that isn't the table its name says is refused, with a way to make it one."""

import pytest

from tests.corpus.readers.support import refused


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04\x14\0", "an Excel workbook or a ZIP file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook; rename it to .xls"),
        (b"\x1f\x8b\x08", "compressed with gzip; unpack it first"),
        (b"%PDF-1.7", "a PDF document, not a table"),
        (b"PAR1\x15", "a Parquet file"),
        (b"\xef\xbb\xbf\n<HTML><table><tr><td>id</td></tr></table>", "a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML file"),
    ],
)
def test_other_kinds_of_files_are_named(data: bytes, reason: str) -> None:
    ((_source, found),) = refused("a.csv", data)
    assert found.startswith(reason)
