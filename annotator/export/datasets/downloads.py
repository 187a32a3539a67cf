"""A dataset as a file that is made while it is read."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import StreamingHttpResponse

from annotator.accounts.models import User
from annotator.export.datasets.queries import Dataset
from annotator.export.datasets.writers import csv_file, json_lines, parquet_file
from annotator.lib.database.snapshots import Held, own_snapshot
from annotator.projects.models import Project

RETRY_SECONDS = 20


@dataclass(frozen=True)
class Format:
    name: str
    content_type: str


FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8"),
    "jsonl": Format("JSON Lines", "application/jsonl; charset=utf-8"),
    "parquet": Format("Parquet", "application/vnd.apache.parquet"),
}


def file_pieces(
    dataset: Dataset,
    format: str,
    *,
    spreadsheet_safe: bool = False,
    mark: bool = False,
    using: BaseDatabaseWrapper | None = None,
) -> Iterator[bytes]:
    """The dataset as a file of this format, in pieces."""
    if format == "jsonl":
        return json_lines(dataset.json_rows(using=using))
    rows = dataset.csv_rows(spreadsheet_safe=spreadsheet_safe, using=using)
    if format == "parquet":
        return parquet_file(dataset.columns, rows)
    return csv_file(dataset.columns, rows, mark=mark)


def download_response(
    dataset: Dataset,
    format: str,
    *,
    file_name: str,
    project: Project,
    user: User,
    spreadsheet_safe: bool = False,
    mark: bool = False,
) -> StreamingHttpResponse:
    """The file as an answer, read on a connection of its own. Raises TooManyError."""
    closing = ExitStack()
    own = closing.enter_context(own_snapshot(project=project.pk, person=user.pk))
    pieces = file_pieces(dataset, format, spreadsheet_safe=spreadsheet_safe, mark=mark, using=own)
    return StreamingHttpResponse(
        Held(pieces, closing),
        content_type=FORMATS[format].content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
