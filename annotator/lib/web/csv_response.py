"""Small CSV files that people open in spreadsheets.

The datasets have other writers. Those stream, and keep every byte unless a safe file was
requested.
"""

import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from annotator.lib.web.text_files import text_file_response

# Characters that make a spreadsheet read a cell as a formula, or that it skips before
# one. The last four are the full-width forms of East Asian keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_response(rows: Iterable[Sequence[object]], *, file_name: str) -> HttpResponse:
    """Return the rows as a download. The first row is the header."""
    return text_file_response(
        csv_text(rows), content_type="text/csv; charset=utf-8", file_name=file_name
    )


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write the rows as CSV, with LF line ends and None as an empty cell.

    No text can run as a formula. Numbers stay numbers.
    """
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows)


def _cell(value: object) -> str:
    """Put a ' before text that begins like a formula, so that a spreadsheet reads it as text."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(FORMULA):
        text = f"'{text}"

    # Python's csv module doesn't quote a carriage return, which would then end the row.
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text
