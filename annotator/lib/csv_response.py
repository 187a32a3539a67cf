"""Tables for spreadsheets: small CSV files that people open, made in one go.

The datasets are another matter: they are streamed, and byte-faithful unless asked otherwise.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A spreadsheet takes a text that begins with one of these for a formula, or may after trimming it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV. A text that looks like a formula gets `'` before it; numbers stay as they are."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")

    for row in rows:
        writer.writerow([_safe(cell) for cell in row])

    return out.getvalue()


def csv_response(rows: Iterable[Sequence[object]], *, file_name: str) -> HttpResponse:
    """A download of these rows, the first of which is the header."""
    return HttpResponse(
        csv_text(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
