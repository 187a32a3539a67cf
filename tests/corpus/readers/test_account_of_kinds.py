"""The account of files of every kind: its numbers add up to what the files hold."""

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.account import Account
from annotator.corpus.readers.file_kinds import SUFFIXES
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import InputFile, ReadArticle, ReadOptions, Refused
from annotator.importing.local_files import files_at
from tests.corpus.readers.office_files import column, docx, ods, odt, pdf, sheet_rows, xlsx
from tests.corpus.readers.support import input_file, zipped

COLUMNS = ("article_id", "sentence", "label", "annotator", "topic")
Row = dict[str, str]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "article_id": st.sampled_from(["", "a1", "a2"]),
            "sentence": st.sampled_from(["", "It held.", "It broke.", "So it goes."]),
            "label": st.sampled_from(["", "claim", "denial"]),
            "annotator": st.sampled_from(["", "ana", "ben"]),
            "topic": st.sampled_from(["", "dam"]),
        }
    )
    | st.just(dict.fromkeys(COLUMNS, "")),
    min_size=1,
    max_size=8,
)
DETECT = ReadOptions(language="")
OPTIONS = ReadOptions(rows="sentences", header="yes", quoting="doubled", language="en")


def as_table(rows: Sequence[Row], delimiter: str = ",") -> bytes:
    output = io.StringIO()
    writer = csv.DictWriter(output, COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue().encode()


def as_lines(rows: Sequence[object]) -> bytes:
    return "\n".join(map(json.dumps, rows)).encode()


def as_sheet(rows: Sequence[Row]) -> list[list[str]]:
    return [list(COLUMNS), *([row[column] for column in COLUMNS] for row in rows)]


ROW_FILES: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "f.csv": as_table,
    "f.tsv": lambda rows: as_table(rows, "\t"),
    "f.psv": lambda rows: as_table(rows, "|"),
    "f.jsonl": as_lines,
    "f.json": lambda rows: json.dumps(rows).encode(),
    "list.json": lambda rows: json.dumps({"status": "ok", "articles": rows}).encode(),
    "f.csv.gz": lambda rows: gzip.compress(as_table(rows)),
    "f.tsv.bz2": lambda rows: bz2.compress(as_table(rows, "\t")),
    "f.jsonl.xz": lambda rows: lzma.compress(as_lines(rows)),
    "f.xlsx": lambda rows: xlsx(Data=sheet_rows(*as_sheet(rows))),
    "f.ods": lambda rows: ods(*as_sheet(rows)),
    "f.zip": lambda rows: zipped(**{"in/f.csv": as_table(rows), ".DS_Store": "x"}),
}


def read_all(
    files: Sequence[InputFile], options: ReadOptions = DETECT
) -> tuple[list[ReadArticle | Refused], Account]:
    intake = Intake(files, options)
    return list(intake), intake.account


def count_labels(items: Sequence[ReadArticle | Refused]) -> int:
    return sum(
        item.labels
        if isinstance(item, Refused)
        else len(item.record.labels) + sum(warning.labels for warning in item.warnings)
        for item in items
    )


def check_sums(items: Sequence[ReadArticle | Refused], account: Account) -> None:
    """Check what is true of any files: a row is part of one item, and an item has rows."""
    assert sum(item.rows for item in items) == sum(entry["rows"] for entry in account.entries)


@pytest.mark.parametrize("name", ROW_FILES)
@settings(max_examples=15, deadline=None)
@given(rows=ROWS)
def test_rows_and_labels_of_each_kind_of_table_add_up(name: str, rows: list[Row]) -> None:
    items, account = read_all([input_file(name, ROW_FILES[name](rows))], OPTIONS)

    check_sums(items, account)
    (entry,) = account.entries
    # A file without any sentence isn't read to its end.
    if not any(row["sentence"] for row in rows):
        assert isinstance(items[-1], Refused)
        return
    assert entry["rows"] + entry["blank"] == len(rows)
    assert count_labels(items) == sum(bool(row["label"]) for row in rows)
    assert account.passed_over == ({".DS_Store": 1} if name == "f.zip" else {})


TEXT = "The dam held. Nobody saw it. So it goes."
SPANS = [(0, 13), (14, 28), (29, 40)]
LABELS = st.lists(st.tuples(st.sampled_from(SPANS), st.sampled_from(["claim", "denial"])))
ANSWERS = st.lists(st.tuples(st.sampled_from(["ana", "ben"]), LABELS), max_size=3)
TASKS = st.lists(ANSWERS, min_size=1, max_size=5)


def text_of(number: int) -> str:
    return f"{TEXT} Number {number}."


def as_label_studio(tasks: list[Any]) -> bytes:
    def result(span: tuple[int, int], label: str) -> object:
        value = {"start": span[0], "end": span[1], "labels": [label], "text": TEXT[slice(*span)]}
        return {"type": "labels", "from_name": "l", "to_name": "t", "value": value}

    return json.dumps(
        [
            {
                "id": number,
                "data": {"text": text_of(number)},
                "annotations": [
                    {"completed_by": name, "result": [result(*each) for each in labels]}
                    for name, labels in answers
                ],
            }
            for number, answers in enumerate(tasks)
        ]
    ).encode()


def as_doccano(tasks: list[Any]) -> bytes:
    return as_lines(
        [
            {
                "id": number,
                "text": text_of(number),
                "label": [[*span, label] for _name, labels in answers for span, label in labels],
            }
            for number, answers in enumerate(tasks)
        ]
    )


def as_doccano_archive(tasks: list[Any]) -> bytes:
    """Return a file for each annotator. Each has all tasks, so that both have a file."""
    return zipped(
        **{
            f"{person}.jsonl": as_doccano(
                [[answer for answer in answers if answer[0] == person] for answers in tasks]
            )
            for person in ("ana", "ben")
        }
    )


def as_prodigy(tasks: list[Any]) -> bytes:
    """Return an answer on each line; those of ben are rejected."""
    return as_lines(
        [
            {
                "text": text_of(number),
                "spans": [
                    {"start": start, "end": end, "label": label} for (start, end), label in labels
                ],
                "answer": "reject" if name == "ben" else "accept",
                "_annotator_id": name,
            }
            for number, answers in enumerate(tasks)
            for name, labels in answers or [("ana", [])]
        ]
    )


@pytest.mark.parametrize(
    ("name", "write", "rows_of"),
    [
        ("f.json", as_label_studio, len),
        ("f.jsonl", as_doccano, len),
        ("f.zip", as_doccano_archive, lambda tasks: 2 * len(tasks)),
        ("p.jsonl", as_prodigy, lambda tasks: sum(len(answers) or 1 for answers in tasks)),
    ],
)
@settings(max_examples=40, deadline=None)
@given(tasks=TASKS)
def test_labels_of_tools_add_up(
    name: str, write: Callable[[list[Any]], bytes], rows_of: Callable[[list[Any]], int], tasks: Any
) -> None:
    items, account = read_all([input_file(name, write(tasks))])

    check_sums(items, account)
    assert sum(entry["rows"] for entry in account.entries) == rows_of(tasks)
    written = sum(len(labels) for answers in tasks for _name, labels in answers)
    assert count_labels(items) == written


TWEETS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 10**18),
            "full_text": st.sampled_from(["", "Lucky!", "The dam held, says the mayor."]),
            "entities": st.just({"hashtags": [{"text": "dam", "indices": [4, 7]}], "urls": []}),
        },
        optional={"lang": st.sampled_from(["en", "und", "de"])},
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(tweets=TWEETS)
def test_rows_of_tweets_add_up(tweets: list[Any]) -> None:
    items, account = read_all([input_file("f.jsonl", as_lines(tweets))])

    check_sums(items, account)
    assert account.entries[0]["rows"] == len(tweets)
    assert count_labels(items) == 0


def as_saved_page(text: str) -> bytes:
    lines = [
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="part"',
        "",
        "--part",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "Content-Location: https://news.example/dam",
        "",
        f"<html><body><p>{escape(text)}</p></body></html>",
        "--part--",
        "",
    ]
    return "\r\n".join(lines).encode()


PARAGRAPH = "The dam at Alder held through the night of the storm, the mayor said on Monday. "
SINGLE_FILES = {
    "f.txt": lambda text: text.encode(),
    "f.html": lambda text: f"<html><body><p>{escape(text)}</p></body></html>".encode(),
    "f.mhtml": lambda text: as_saved_page(text),
    "f.docx": lambda text: docx(text),
    "f.odt": lambda text: odt(f"<text:p>{escape(text)}</text:p>"),
    "f.pdf": lambda text: pdf(column(text)),
}
ARTICLES = st.sampled_from(["", PARAGRAPH, 4 * PARAGRAPH])
# How much of a file is there: the rest of a damaged one is missing.
SHARES = st.sampled_from([0.0, 0.5, 1.0])


@pytest.mark.parametrize("name", SINGLE_FILES)
@settings(max_examples=6, deadline=None)
@given(text=ARTICLES, share=SHARES)
def test_a_file_with_one_article_is_an_article_or_is_refused(
    name: str, text: str, share: float
) -> None:
    data = SINGLE_FILES[name](text)

    items, account = read_all([input_file(name, data[: int(share * len(data))])])

    check_sums(items, account)
    (item,), (entry,) = items, account.entries
    assert (item.rows, entry["files"], entry["names"]) == (1, 1, [name])
    assert entry["is_cut"] == isinstance(item, Refused)
    assert ("language" in entry["facts"]) == isinstance(item, ReadArticle)


# Files of a folder: what each is, by its name.
FOLDER = {
    "a.txt": b"The dam held.",
    "b.csv": as_table([dict.fromkeys(COLUMNS, "") | {"sentence": "It held."}]),
    "empty.txt": b"",
    "photo.png": b"\x89PNG\r\n\x1a\n",
    "noending": b"The dam held.",
    "in.zip": zipped(**{"c.txt": "It broke.", "d.zip": zipped(**{"e.txt": "x"}), "f.mp3": "x"}),
    ".DS_Store": b"x",
    "__MACOSX/._a.txt": b"x",
    "~$notes.docx": b"x",
}
REFUSED = {"empty.txt": 1, "photo.png": 1, "noending": 1, "in.zip": 2}
READ = {"a.txt": 1, "b.csv": 1, "in.zip": 1}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.sets(st.sampled_from(sorted(FOLDER)), min_size=1))
def test_each_file_of_a_folder_is_read_refused_or_passed_over(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    for name in names:
        path = Path(folder, name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(FOLDER[name])

    items, account = read_all(list(files_at(folder)))

    check_sums(items, account)
    clutter = {".DS_Store", "__MACOSX/._a.txt", "~$notes.docx"}
    assert sum(account.passed_over.values()) == len(names & clutter)
    refused = [item for item in items if isinstance(item, Refused)]
    assert len(refused) == sum(REFUSED.get(name, 0) for name in names)
    assert len(items) - len(refused) == sum(READ.get(name, 0) for name in names)


# Endings of files that are read as those of another ending.
ALIKE = {
    ".text": ".txt", ".htm": ".html", ".xhtml": ".html", ".mht": ".mhtml", ".tab": ".tsv",
    ".ndjson": ".jsonl", ".xlsm": ".xlsx", ".xlsb": ".xlsx", ".xls": ".xlsx",
}  # fmt: skip


def test_every_kind_of_file_is_among_these() -> None:
    """A new ending is to be added to the files above, or to those that are like them."""
    endings = {Path(name).suffix for name in (*ROW_FILES, *SINGLE_FILES)}

    assert endings | set(ALIKE) == set(SUFFIXES)
