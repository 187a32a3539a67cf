"""JSON Lines and JSON arrays: from bytes to rows, one object at a time."""

import io
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.corpus.readers.encoding import MAX_LINE, bounded_lines, encoding_of, text_of
from annotator.corpus.readers.label_studio import row_of_task
from annotator.corpus.readers.records import ReadOptions, Refused, UnreadableError, printable
from annotator.corpus.readers.rows import MAX_COLUMNS, MAX_NAME_CHARACTERS, TableRow
from annotator.lib.translation import gettext as _

SPACE = "\ufeff \t\r\n"
NO_SPACE = re.compile(f"[^{SPACE}]")
LINES = (".jsonl", ".ndjson")
# Characters in which a file shows whether it is an array.
PREVIEW_CHARACTERS = 65_536


def object_rows(stream: BinaryIO, name: str, reading: ReadOptions) -> Iterator[TableRow | Refused]:
    """The objects of a file, of one line each or in one array. Raises UnreadableError for what is
    neither.
    """
    encoding = reading.encoding or encoding_of(stream, reading.language)
    text = text_of(stream, encoding)

    try:
        head = text.read(PREVIEW_CHARACTERS).lstrip(SPACE)
    except UnicodeError:
        raise UnreadableError(_("not in the encoding you chose")) from None

    text.seek(0)
    if not head:
        raise UnreadableError(_("the file is empty"))
    if name.lower().endswith(LINES):
        return _of_lines(text, name)
    if head.startswith("["):
        return _of_array(text, name)
    if head.startswith("{") and not _is_spread(head):
        return _of_lines(text, name)
    if head.startswith("{"):
        raise UnreadableError(
            _("one JSON object over several lines; use an array of objects, or one object per line")
        )

    raise UnreadableError(_("neither a JSON array of objects nor one JSON object per line"))


def _is_spread(head: str) -> bool:
    """Whether the first object goes on over lines, as in a file made for the eye."""
    return head.split("\n", 1)[0].strip() == "{" or head[1:].lstrip(" \t").startswith(("\n", "\r"))


def _whole(digits: str) -> int | str:
    """A number, or its digits where it is an identifier rather: exact, whatever their count."""
    return int(digits) if len(digits) < 19 else digits


# Some tools write NaN for an empty value.
DECODER = json.JSONDecoder(parse_int=_whole, parse_constant=lambda _: None)


def _of_lines(text: io.TextIOWrapper, name: str) -> Iterator[TableRow | Refused]:
    for number, line in enumerate(bounded_lines(text), start=1):
        place = f"{name}, line {number}"
        if not line or line.isspace():
            continue
        try:
            yield _row(place, DECODER.decode(line))
        except (ValueError, RecursionError) as error:
            yield Refused(place, _explained(error))


def _of_array(text: io.TextIOWrapper, name: str) -> Iterator[TableRow | Refused]:
    items = _items(text)
    for number in itertools.count(1):
        place = f"{name}, item {number}"
        try:
            yield _row(place, next(items))
        except StopIteration:
            return
        except (ValueError, RecursionError) as error:
            yield Refused(
                place, _("the rest can’t be read: %(reason)s") % {"reason": _explained(error)}
            )
            return


def _items(text: io.TextIOWrapper) -> Iterator[Any]:
    """The items of an array, one at a time: no more of the file is held than the item that is being
    read.

    The json module alone is exact here: it keeps half a character, which we then refuse, where
    faster parsers put a question mark. Raises ValueError and RecursionError.
    """
    held = text.read(PREVIEW_CHARACTERS)
    at = _next(held, held.index("[") + 1)

    while held[at : at + 1] != "]":
        step = PREVIEW_CHARACTERS
        while True:
            try:
                item, end = DECODER.raw_decode(held, at)
                end = _next(held, end)
                # At the end of the part, a number or the array itself may continue.
                if end < len(held):
                    break
            except json.JSONDecodeError:
                if len(held) - at > MAX_LINE:
                    raise
            more = text.read(step)
            if not more:
                # Raises, unless only the end of the array is missing.
                DECODER.raw_decode(held, at)
                raise ValueError(_("the array isn’t closed"))
            held, at = held[at:] + more, 0
            at = _next(held, at)
            # Twice as much each time, so that a long item isn't parsed again and again.
            step = len(held)
        yield item
        if held[end] == "]":
            return
        if held[end] != ",":
            raise ValueError(
                _("comma missing before “%(text)s”") % {"text": printable(held[end : end + 20])}
            )
        at = _next(held, end + 1)


def _next(held: str, at: int) -> int:
    """The index of the next character that isn't a space."""
    found = NO_SPACE.search(held, at)
    return found.start() if found else len(held)


def _explained(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("nested too deeply")

    detail = str(error)
    if isinstance(error, json.JSONDecodeError):
        # Its text adds the position within the part in memory, which means nothing here.
        detail = f"{error.msg[:1].lower()}{error.msg[1:]}"
    return _("not valid JSON: %(detail)s") % {"detail": detail}


def _row(place: str, item: Any) -> TableRow | Refused:
    if not isinstance(item, dict):
        return Refused(place, _("not a JSON object"))
    try:
        row = row_of_task(place, item) or TableRow(place, item)
    except UnreadableError as error:
        return Refused(place, str(error))

    if len(row.values) > MAX_COLUMNS:
        return Refused(
            place,
            _("%(count)s fields; at most %(limit)s can be read")
            % {"count": f"{len(row.values):,}", "limit": f"{MAX_COLUMNS:,}"},
        )
    if sum(map(len, row.values)) > MAX_NAME_CHARACTERS:
        return Refused(
            place,
            _("the field names have more than %(limit)s characters")
            % {"limit": f"{MAX_NAME_CHARACTERS:,}"},
        )
    return row
