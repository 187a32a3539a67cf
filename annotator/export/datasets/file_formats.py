"""The file formats of an export: which datasets each can have, and the pieces of the file.

A format with a large package is imported when a file of it is asked for: an app that nobody uses
should take little memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from annotator.export.datasets.dataset import Dataset
from annotator.export.datasets.formats import doccano, label_studio, le_wi_di
from annotator.export.datasets.formats.items import Items, only_labelled, only_to_label
from annotator.export.datasets.writers import csv_file

ToolFile = Callable[[Items, BaseDatabaseWrapper | None], Iterator[bytes]]
TABLES = ("annotations", "sentences", "articles")


def _cas_files(items: Items, using: BaseDatabaseWrapper | None) -> Iterator[bytes]:
    from annotator.export.datasets.formats.uima import cas_files

    return cas_files(items, using)


@dataclass(frozen=True)
class Format:
    """A format of files. The name of a file is that of the dataset with `ending`.

    A format of another tool has `tool`, with a function for each dataset that it is made of.
    """

    name: str
    content_type: str
    ending: str
    tool: dict[str, ToolFile] | None = None
    needs_text: bool = False
    has_splits: bool = True
    about: str | Promise = ""

    @property
    def datasets(self) -> tuple[str, ...]:
        return TABLES if self.tool is None else tuple(self.tool)


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", ".csv"),
    "jsonl": Format("JSON Lines", "application/jsonl; charset=utf-8", ".jsonl"),
    "parquet": Format("Parquet", "application/vnd.apache.parquet", ".parquet"),
    "xlsx": Format(
        "Excel (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        about=gettext_lazy(
            "A second sheet describes the columns. Texts of more than 32,767 characters are cut; "
            "a third sheet then lists them. The download starts when the file is complete: after "
            "about a minute for 300,000 rows."
        ),
    ),
    "label-studio": Format(
        "Label Studio (JSON)",
        "application/json; charset=utf-8",
        "-label-studio.json",
        {"sentences": label_studio.sentence_tasks, "articles": label_studio.article_tasks},
        needs_text=True,
        about=gettext_lazy(
            "A task for each row, with the annotations that count in final labels, and one with "
            "the final label, which Label Studio marks with a star. First save the labelling "
            "configuration below in the settings of the Label Studio project."
        ),
    ),
    "doccano": Format(
        "doccano (JSONL)",
        "application/jsonl; charset=utf-8",
        "-doccano.jsonl",
        {"sentences": doccano.classified_sentences, "articles": doccano.marked_articles},
        needs_text=True,
        about=gettext_lazy(
            "The final labels. The labels of each annotator are only in files of sentences, as "
            "metadata. Import sentences into a project for text classification, articles into one "
            "for sequence labelling."
        ),
    ),
    "uima": Format(
        "UIMA CAS XMI for INCEpTION (ZIP)",
        "application/zip",
        "-uima.zip",
        {"articles": _cas_files},
        needs_text=True,
        has_splits=False,
        about=gettext_lazy(
            "For each article, a file without labels, one for each annotator whose annotations "
            "count in final labels, and one with the final labels."
        ),
    ),
    "le-wi-di": Format(
        "Le-Wi-Di (JSON, ZIP)",
        "application/zip",
        "-le-wi-di.zip",
        {"sentences": le_wi_di.split_files},
        about=gettext_lazy(
            "A file for each split, with the soft labels of all sentences that somebody labelled."
        ),
    ),
}


def rows_in_file(dataset: Dataset, format: str) -> Dataset:
    """Return the dataset with the rows that a file of this format has."""
    if FORMATS[format].tool is None or dataset.name != "sentences":
        return dataset
    return only_to_label(only_labelled(dataset) if format == "le-wi-di" else dataset)


def file_pieces(
    dataset: Dataset,
    format: str,
    *,
    spreadsheet_safe: bool = False,
    mark: bool = False,
    using: BaseDatabaseWrapper | None = None,
) -> Iterator[bytes]:
    """Yield the dataset as a table of this format, in pieces."""
    if format == "jsonl":
        return dataset.json_pieces(using=using)
    if format == "xlsx":
        from annotator.export.datasets.formats.xlsx import xlsx_file

        return xlsx_file(dataset.name, dataset.columns, dataset.json_rows(using=using))

    rows = dataset.csv_rows(spreadsheet_safe=spreadsheet_safe, using=using)
    if format == "parquet":
        from annotator.export.datasets.formats.parquet import parquet_file

        return parquet_file(dataset.columns, rows)
    return csv_file(dataset.columns, rows, mark=mark)
