"""The meeting sheet as CSV, and the decisions that come back in it."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotator.agreement.meetings.deciding import Decision, RefusedDecisionsError
from annotator.agreement.meetings.sheet import SheetItem
from annotator.agreement.models import Adjudication
from annotator.labelling.models import Annotation

COLUMNS = (
    "sentence_id",
    "article",
    "title",
    "source",
    "position",
    "before",
    "sentence",
    "after",
    "labels",
    "notes",
    "decided",
    "decision",
    "target",
    "reason",
)
NEEDED = ("sentence_id", "decision")
LINE_END = re.compile("\r\n|\r|\n")
MAX_ROWS = 2000
MAX_BYTES = 5_000_000

# Cells beyond the header are a list, under None; missing ones are None.
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class ReadDecisions:
    """The decisions of a file, the number of rows without one, and columns that aren't ours."""

    decisions: list[Decision]
    empty: int
    unused: list[str]


def sheet_rows(items: Sequence[SheetItem], *, blind: bool) -> list[Sequence[object]]:
    """Return the header and a row for each sentence. The last three columns are to be filled."""
    rows: list[Sequence[object]] = [COLUMNS]
    for item in items:
        sentence, article = item.sentence, item.sentence.article
        rows.append(
            (
                sentence.pk,
                article.external_id,
                article.title,
                article.source,
                sentence.position,
                " ".join(each.text for each in item.context_before),
                sentence.text,
                " ".join(each.text for each in item.context_after),
                "; ".join(_answer(each, blind=blind) for each in item.annotations),
                "; ".join(each.note for each in item.annotations if each.note),
                _content(item.decision) if item.decision else "",
                "",
                "",
                "",
            )
        )
    return rows


def _answer(annotation: Annotation, *, blind: bool) -> str:
    text = _content(annotation)
    return text if blind else f"{annotation.assignment.annotator.pseudonym}: {text}"


def _content(given: Annotation | Adjudication) -> str:
    if given.target_outside:
        return f"{given.decision} (target not in article)"
    if given.target:
        return f"{given.decision} (target {given.target.position})"
    return given.decision


def read_decisions(content: bytes) -> ReadDecisions:
    """Read a filled sheet. Raises RefusedDecisionsError, with the lines that can't be read.

    Only the columns of the decision and `sentence_id` are read; the others may be missing.
    """
    text = _decode(content)
    # Spreadsheets of many countries write semicolons.
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    decisions: list[Decision] = []
    refused: list[tuple[int, str]] = []
    lines: dict[int, int] = {}
    empty = 0
    try:
        _check_header(reader.fieldnames)
        for count, row in enumerate(reader, start=1):
            line = reader.line_num - _line_ends(row)
            if count > MAX_ROWS:
                reason = _("The file has more than %(limit)s rows.") % {"limit": f"{MAX_ROWS:,}"}
                raise RefusedDecisionsError([(line, reason)])

            decision, reason = _read_row(line, row)
            if reason:
                refused.append((line, reason))
            elif decision is None:
                empty += 1
            elif decision.sentence in lines:
                twice = _("The sentence is in line %(line)s, too.")
                refused.append((line, twice % {"line": lines[decision.sentence]}))
            else:
                lines[decision.sentence] = line
                decisions.append(decision)
    except csv.Error as error:
        reason = _("This line isn’t CSV: %(error)s") % {"error": error}
        raise RefusedDecisionsError([(reader.line_num, reason)]) from error

    if refused:
        raise RefusedDecisionsError(refused)
    names = reader.fieldnames or []
    return ReadDecisions(decisions, empty, [name for name in names if name not in COLUMNS])


def _line_ends(row: Row) -> int:
    """Return how many line ends the cells have: a row with five begins five lines further up."""
    cells = [cell for cell in row.values() if isinstance(cell, str)]
    return sum(len(LINE_END.findall(cell)) for cell in cells)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise RefusedDecisionsError([(0, _("The file is too large."))])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        reason = _("This isn’t UTF-8. In the spreadsheet, choose “CSV UTF-8” when you save.")
        raise RefusedDecisionsError([(line, reason)]) from error
    if "\0" in text:
        raise RefusedDecisionsError([(0, _("The file contains null characters."))])
    return text


def _check_header(names: Sequence[str] | None) -> None:
    missing = [name for name in NEEDED if name not in (names or [])]
    if missing:
        reason = _("Missing columns: %(names)s.") % {"names": ", ".join(missing)}
        raise RefusedDecisionsError([(1, reason)])
    twice = {name for name in names or [] if (names or []).count(name) > 1}
    if twice:
        reason = _("Columns that occur twice: %(names)s.") % {"names": ", ".join(sorted(twice))}
        raise RefusedDecisionsError([(1, reason)])


def _read_row(line: int, row: Row) -> tuple[Decision | None, str]:
    """Return the decision of the row, or None if it has none, and why it can't be read."""
    if None in row:
        return None, _("The row has more cells than the header.")
    cells = {name: str(value or "").strip() for name, value in row.items()}
    answer, target, reason = (cells.get(name, "") for name in ("decision", "target", "reason"))
    if not (answer or target or reason):
        return None, ""

    number = cells["sentence_id"]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        text = _("sentence_id “%(text)s” isn’t a number.") % {"text": number[:40]}
        return None, text
    return Decision(line, int(number), answer, target, reason), ""
