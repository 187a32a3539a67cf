"""Reads data in memory as a file, for the tests of the readers."""

import io
import zipfile
from typing import Any

from annotator.corpus.readers.fields.columns import recognise_columns
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.labels.row_labels import RowLabels, read_labels
from annotator.corpus.readers.records import (
    ArticleRecord,
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
)
from annotator.corpus.readers.rows.rows import TableRow


def input_file(name: str, data: bytes) -> InputFile:
    return InputFile(name, name.rpartition(".")[0], len(data), lambda: io.BytesIO(data))


def read(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> list[ReadArticle | Refused]:
    content = data.encode() if isinstance(data, str) else data
    file = InputFile(name, name.rpartition(".")[0], len(content), lambda: io.BytesIO(content))
    intake = Intake([file], reading or ReadOptions())
    items = list(intake)
    assert intake.done == intake.total
    return items


def account(name: str, data: bytes | str, reading: ReadOptions | None = None) -> dict[str, Any]:
    """Return the last entry of the account of a file."""
    content = data.encode() if isinstance(data, str) else data
    file = InputFile(name, name.rpartition(".")[0], len(content), lambda: io.BytesIO(content))
    intake = Intake([file], reading or ReadOptions())
    assert list(intake)
    return intake.account.entries[-1]


def facts(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> dict[str, tuple[str, str]]:
    """Return what was decided about a file, with the certainty."""
    return {fact: tuple(value) for fact, value in account(name, data, reading)["facts"].items()}


def records(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> list[ArticleRecord]:
    items = read(name, data, reading)
    assert all(isinstance(item, ReadArticle) for item in items), items
    return [item.record for item in items if isinstance(item, ReadArticle)]


def account_of(name: str, data: bytes | str, reading: ReadOptions | None = None) -> dict[str, Any]:
    """Return the entry of the account for a file that was read."""
    content = data.encode() if isinstance(data, str) else data
    file = InputFile(name, name.rpartition(".")[0], len(content), lambda: io.BytesIO(content))
    intake = Intake([file], reading or ReadOptions())
    list(intake)
    (entry,) = intake.account.entries
    return entry


def labels_of_row(
    values: dict[str, Any], options: ReadOptions | None = None
) -> list[tuple[str, str]]:
    """Return the name and annotator of each label of a row."""
    return [(label.name, label.annotator) for label in read_row(values, options).labels]


def read_row(values: dict[str, Any], options: ReadOptions | None = None) -> RowLabels:
    options = options or ReadOptions()
    fields = recognise_columns(values.keys(), options.columns)
    return read_labels(TableRow("a.jsonl, line 1", values), fields, options)


def texts(name: str, data: bytes | str, reading: ReadOptions | None = None) -> list[str]:
    return [record.text for record in records(name, data, reading)]


def refused(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> list[tuple[str, str]]:
    return [
        (item.source, item.reason)
        for item in read(name, data, reading)
        if isinstance(item, Refused)
    ]


def zipped(**files: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def labels(name: str, data: str) -> list[tuple[str, str, int, int, int]]:
    return [
        (g.name, g.annotator, g.position, g.start, g.end)
        for record in records(name, data)
        for g in record.labels
    ]


def task(text: str, *annotations: object) -> dict[str, object]:
    return {
        "id": 7,
        "data": {"text": text, "source": "Courier"},
        "annotations": list(annotations),
        "predictions": [],
    }
