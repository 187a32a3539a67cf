"""Reads data in memory as a file, for the tests of the readers."""

import io
import zipfile
from typing import Any

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import (
    ArticleRecord,
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
)


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
