"""Prints how files would be imported, without a database: `python -m tools.import_account PATH…`.

For each file: articles, sentences, rows and labels, what was refused and left out by reason, what
the readers decided and how sure they were, and the columns that were used and not used.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.corpus.readers.account import reason_kind
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import (
    READ_CHOICES,
    InputFile,
    ReadArticle,
    ReadOptions,
    UnreadableError,
)
from annotator.corpus.segmented_articles import segment_article
from annotator.importing.local_files import files_at
from annotator.lib.ways import COMMAND, worded_for

# Reasons and names that are printed of each kind.
MAX_SHOWN = 12


@dataclass
class Report:
    """The account of one file, or of several.

    `refused` and `warnings` count items by reason; `lost` is how many rows the account has more
    than the items do, which should be 0.
    """

    name: str
    articles: int = 0
    sentences: int = 0
    rows: int = 0
    blank: int = 0
    padded: int = 0
    lost: int = 0
    labels: int = 0
    labels_left_out: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    used: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, other: "Report") -> None:
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("refused", "warnings", "facts", "passed_over"):
            getattr(self, name).update(getattr(other, name))
        self.used |= other.used
        self.unused = list(dict.fromkeys([*self.unused, *other.unused]))


NUMBERS = (
    "articles", "sentences", "rows", "blank", "padded", "lost", "labels", "labels_left_out",
    "seconds",
)  # fmt: skip


@worded_for(COMMAND)
def main() -> None:
    arguments = _parse_arguments()
    # The readers translate their messages, which needs no more of Django.
    settings.configure(USE_I18N=False)
    options = ReadOptions(
        columns=dict(arguments.column),
        language=arguments.language,
        encoding=arguments.encoding,
        **{name: getattr(arguments, name) for name in READ_CHOICES},
        annotator_columns=tuple(filter(None, arguments.annotator_columns.split(","))),
    )

    total = Report("all files")
    count = 0
    for file in _files(arguments.path):
        report = report_file(file, options)
        total.add(report)
        count += 1
        if not arguments.total:
            print(_as_json(report) if arguments.json else _as_text(report), flush=True)
    if count != 1 or arguments.total:
        print(_as_json(total) if arguments.json else _as_text(total))


def report_file(file: InputFile, options: ReadOptions) -> Report:
    """Read one file as an import does, and return its account."""
    report = Report(file.name)
    started = time.perf_counter()
    intake = Intake([file], options)

    read_rows = 0
    for item in intake:
        read_rows += item.rows
        if isinstance(item, ReadArticle):
            _add_article(report, item)
        else:
            report.refused[reason_kind(item.reason)] += 1

    for entry in intake.account.entries:
        _add_entry(report, entry)
    report.lost = report.rows - read_rows if report.rows else 0
    report.passed_over.update(intake.account.passed_over)
    report.seconds = round(time.perf_counter() - started, 2)
    return report


def _files(paths: list[Path]) -> Iterator[InputFile]:
    for path in paths:
        yield from files_at(path)


def _add_article(report: Report, item: ReadArticle) -> None:
    try:
        article = segment_article(item)
    except UnreadableError as error:
        report.refused[reason_kind(str(error))] += 1
        return

    report.articles += 1
    report.sentences += len(article.spans)
    report.labels += len(article.record.labels)
    for warning in article.warnings:
        report.warnings[reason_kind(warning.reason)] += 1
        report.labels_left_out += warning.labels


def _add_entry(report: Report, entry: dict[str, Any]) -> None:
    for name, (value, certainty) in entry["facts"].items():
        report.facts[f"{name}: {value} ({certainty})"] += entry["files"]
    if entry["is_cut"]:
        report.facts["the rest couldn’t be read"] += 1
    report.rows += entry["rows"]
    report.blank += entry["blank"]
    report.padded += entry["padded"]
    report.used |= entry["used"]
    report.unused = list(dict.fromkeys([*report.unused, *entry["unused"]]))


def _as_json(report: Report) -> str:
    return json.dumps(vars(report), ensure_ascii=False)


def _as_text(report: Report) -> str:
    lines = [report.name, "  " + ", ".join(f"{getattr(report, n):,} {n}" for n in NUMBERS)]
    for title, counts in (
        ("refused", report.refused),
        ("warnings", report.warnings),
        ("facts", report.facts),
        ("passed over", report.passed_over),
    ):
        lines += [f"  {title}: {count:,} × {kind}" for kind, count in counts.most_common(MAX_SHOWN)]
        if len(counts) > MAX_SHOWN:
            lines.append(f"  {title}: {len(counts) - MAX_SHOWN} other kinds")

    if report.used:
        lines.append("  used: " + ", ".join(f"{c} as {f}" for c, f in report.used.items()))
    if report.unused:
        lines.append("  not used: " + ", ".join(report.unused[:40]))
    return "\n".join(lines)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="+", type=Path)
    parser.add_argument("--language", default="")
    parser.add_argument("--encoding", default="")
    parser.add_argument(
        "--column", type=_name_and_value, action="append", default=[], metavar="FIELD=THEIRS"
    )
    for name, choices in READ_CHOICES.items():
        parser.add_argument(f"--{name.replace('_', '-')}", choices=choices, default="")
    parser.add_argument("--annotator-columns", default="", metavar="A,B")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--total", action="store_true", help="only that of all files together")
    return parser.parse_args()


def _name_and_value(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


if __name__ == "__main__":
    main()
