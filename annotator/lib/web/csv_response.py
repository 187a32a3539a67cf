"""Tables for spreadsheets: small CSV files that people open, made in one go.

The datasets have writers of their own: they are streamed, and byte by byte what was stored unless a
safe file is asked for.
"""

import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# What a spreadsheet takes for a formula, or skips on its way to one; the last four as East Asian
# keyboards write them.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_response(rows: Iterable[Sequence[object]], *, file_name: str) -> HttpResponse:
    """A download of these rows, the first of which is the header."""
    return HttpResponse(
        csv_text(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV, with LF, None as nothing. No text in it is run as a formula; numbers stay
    numbers.
    """
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows)


def _cell(value: object) -> str:
    """Text that begins like a formula stands behind a ', which makes it text for a spreadsheet."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(FORMULA):
        text = f"'{text}"

    # Python's own writer leaves a carriage return outside of quotes, where it ends the row.
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text
