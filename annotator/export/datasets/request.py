"""A requested export. The page, the command and the API fill it in the same way."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.http import urlencode

from annotator.export.datasets.dataset import Dataset
from annotator.export.datasets.file_formats import FORMATS, Format, file_pieces, rows_in_file
from annotator.export.datasets.formats.items import Items
from annotator.export.datasets.formats.label_studio import labelling_config
from annotator.export.datasets.queries import DATASETS
from annotator.export.datasets.selection import Content, Selection
from annotator.export.datasets.splits.proposal import propose_project_splits
from annotator.export.datasets.splits.shares import Shares
from annotator.projects.models import Project

# The option of the command for each field.
FLAGS = {
    "format": "--format",
    "done_only": "--done-only",
    "round": "--round",
    "languages": "--language",
    "counted_only": "--counted-only",
    "annotators": "--annotator",
    "since": "--since",
    "until": "--until",
    "label_origins": "--label-origin",
    "standoff": "--standoff",
    "spreadsheet_safe": "--spreadsheet-safe",
    "mark": "--byte-order-mark",
    "split": "--split",
    "seed": "--seed",
}


@dataclass(frozen=True)
class ExportRequest:
    """A dataset of a project as a file of a format, with filters and options.

    Empty fields filter nothing. `split` has the shares by which articles without a split get one,
    in this file only. `mark` adds a byte order mark. The command and the URL have the options in
    the order of the fields.
    """

    project: Project
    dataset: str
    format: str = "csv"
    done_only: bool = False
    round: str = ""
    languages: Sequence[str] = ()
    counted_only: bool = False
    annotators: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    label_origins: Sequence[str] = ()
    standoff: bool = False
    spreadsheet_safe: bool = False
    mark: bool = False
    split: Shares | None = None
    seed: int | None = None

    @property
    def file_name(self) -> str:
        return f"{self.dataset}{self.file_format.ending}"

    @property
    def file_format(self) -> Format:
        return FORMATS[self.format]

    @property
    def labelling_config(self) -> str:
        """The configuration that a project of Label Studio needs for the file, or ""."""
        if self.format != "label-studio":
            return ""
        return labelling_config(self.project.labels.all(), self.dataset)

    @property
    def query(self) -> str:
        """The filters and options as the query of a URL, with its question mark."""
        options = urlencode(self.options(), doseq=True)
        return f"?{options}" if options else ""

    @property
    def command(self) -> str:
        """The shell command that writes the same file."""
        words = ["python", "manage.py", "export_dataset", self.project.slug, self.dataset]
        for name, value in {"format": self.format, **self.options()}.items():
            # The command has flags where the form has checkboxes.
            if value == "on":
                words.append(FLAGS[name])
            else:
                for item in value if isinstance(value, list) else [value]:
                    words += [FLAGS[name], str(item)]

        return shlex.join([*words, "-o", self.file_name])

    def options(self) -> Mapping[str, Any]:
        """Return the filters and options, without dataset and format, as texts or lists."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: _as_text(value)
            for name, value in values.items()
            if value and name not in ("project", "dataset", "format")
        }

    def load(self) -> Dataset:
        """Return the dataset with these filters."""
        items = self._items()
        dataset = DATASETS[self.dataset](self.project, items.selection, items.content)
        return rows_in_file(dataset, self.format)

    def pieces(self, *, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
        """Yield the file in pieces, read on this connection or on the usual one."""
        tool = self.file_format.tool
        if tool is not None:
            return tool[self.dataset](self._items(), using)

        return file_pieces(
            self.load(),
            self.format,
            spreadsheet_safe=self.spreadsheet_safe,
            mark=self.mark,
            using=using,
        )

    def _items(self) -> Items:
        """Return what is chosen, and how much of it the file has."""
        selection = Selection(
            rounds=[self.round] if self.round else [],
            languages=self.languages,
            done_only=self.done_only,
            counted_only=self.counted_only,
            annotators=self.annotators,
            since=self.since,
            until=self.until,
            label_origins=self.label_origins,
        )

        # The splits are in this file only. A release is what keeps them.
        splits: Mapping[int, str] = {}
        if self.split is not None:
            proposal = propose_project_splits(self.project, selection, self.split, self.seed or 0)
            splits = proposal.new

        return Items(self.project, selection, Content(standoff=self.standoff, splits=splits))


def _as_text(value: object) -> str | list[str]:
    if value is True:
        return "on"
    return list(value) if isinstance(value, tuple) else str(value)
