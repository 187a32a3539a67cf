"""Reads the objects of JSON Lines and JSON arrays as rows, one at a time."""

import io
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.encoding import MAX_LINE, bounded_lines, choose_encoding, open_text
from annotator.corpus.readers.label_studio import read_task
from annotator.corpus.readers.records import ReadOptions, Refused, UnreadableError, printable
from annotator.corpus.readers.rows import MAX_COLUMNS, MAX_NAME_CHARACTERS, TableRow
from annotator.lib.translation import gettext as _

SPACE = "\ufeff \t\r\n"
NO_SPACE = re.compile(f"[^{SPACE}]")
LINES = (".jsonl", ".ndjson")
# Characters that are read at first: they show whether the file is an array.
PREVIEW_CHARACTERS = 65_536


def read_objects(
    stream: BinaryIO, name: str, options: ReadOptions, account: FileAccount
) -> Iterator[TableRow | Refused]:
    """Yield the objects of a file as rows: one object per line, or one array of objects.

    Raises UnreadableError if the file is neither.
    """
    text = open_text(stream, choose_encoding(stream, options, account))

    try:
        head = text.read(PREVIEW_CHARACTERS).lstrip(SPACE)
    except UnicodeError:
        raise UnreadableError(_("not in the encoding you chose")) from None

    text.seek(0)
    if not head:
        raise UnreadableError(_("the file is empty"))
    # Many files named .json have one object per line.
    if name.lower().endswith(LINES):
        return _counted(_read_lines(text, name), account)
    if head.startswith("["):
        return _counted(_read_array(text, name), account)
    if head.startswith("{") and not _is_multiline(head):
        return _counted(_read_lines(text, name), account)
    if head.startswith("{"):
        raise UnreadableError(
            _("one JSON object over several lines; use an array of objects, or one object per line")
        )

    raise UnreadableError(_("neither a JSON array of objects nor one JSON object per line"))


def _counted(
    rows: Iterator[TableRow | Refused], account: FileAccount
) -> Iterator[TableRow | Refused]:
    account.begin_pass()
    for row in rows:
        account.rows += 1
        yield row


def _is_multiline(head: str) -> bool:
    """Whether the first object continues on the next line, as in indented JSON."""
    return head.split("\n", 1)[0].strip() == "{" or head[1:].lstrip(" \t").startswith(("\n", "\r"))


def _parse_int(digits: str) -> int | str:
    # So many digits are an identifier, and Python refuses to convert very many.
    return int(digits) if len(digits) < 19 else digits


# Some tools write NaN for an empty value.
DECODER = json.JSONDecoder(parse_int=_parse_int, parse_constant=lambda _: None)


def _read_lines(text: io.TextIOWrapper, name: str) -> Iterator[TableRow | Refused]:
    for number, line in enumerate(bounded_lines(text), start=1):
        source = f"{name}, line {number}"
        if not line or line.isspace():
            continue
        try:
            yield _make_row(source, DECODER.decode(line))
        except (ValueError, RecursionError) as error:
            yield Refused(source, _explain(error))


def _read_array(text: io.TextIOWrapper, name: str) -> Iterator[TableRow | Refused]:
    items = _array_items(text)
    for number in itertools.count(1):
        source = f"{name}, item {number}"
        try:
            yield _make_row(source, next(items))
        except StopIteration:
            return
        # After an error it is unclear where the next item begins.
        except (ValueError, RecursionError) as error:
            yield Refused(
                source, _("the rest can’t be read: %(reason)s") % {"reason": _explain(error)}
            )
            return


def _array_items(text: io.TextIOWrapper) -> Iterator[Any]:
    """Yield the items of an array. Only the current item is in memory, not the whole file.

    Raises ValueError and RecursionError.
    """
    # Python's json module keeps half a character, which we can then refuse. Faster
    # parsers replace it with a question mark.
    part = text.read(PREVIEW_CHARACTERS)
    start = _skip_space(part, part.index("[") + 1)

    while part[start : start + 1] != "]":
        step = PREVIEW_CHARACTERS
        while True:
            try:
                item, end = DECODER.raw_decode(part, start)
                end = _skip_space(part, end)
                # At the end of the part, a number or the array itself may continue.
                if end < len(part):
                    break
            except json.JSONDecodeError:
                # The item may only be incomplete, unless it is longer than any article.
                if len(part) - start > MAX_LINE:
                    raise
            more = text.read(step)
            if not more:
                # Raises, unless only the end of the array is missing.
                DECODER.raw_decode(part, start)
                raise ValueError(_("the array isn’t closed"))
            part = part[start:] + more
            start = _skip_space(part, 0)
            # Twice as much each time, so that a long item isn't parsed again and again.
            step = len(part)
        yield item
        if part[end] == "]":
            return
        if part[end] != ",":
            raise ValueError(
                _("comma missing before “%(text)s”") % {"text": printable(part[end : end + 20])}
            )
        start = _skip_space(part, end + 1)


def _skip_space(text: str, start: int) -> int:
    """Return the index of the next character that isn't a space."""
    found = NO_SPACE.search(text, start)
    return found.start() if found else len(text)


def _explain(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("nested too deeply")

    detail = str(error)
    if isinstance(error, json.JSONDecodeError):
        # Its text adds the position within the part in memory, which means nothing
        # here.
        detail = f"{error.msg[:1].lower()}{error.msg[1:]}"
    return _("not valid JSON: %(detail)s") % {"detail": detail}


def _make_row(source: str, item: Any) -> TableRow | Refused:
    if not isinstance(item, dict):
        return Refused(source, _("not a JSON object"))
    try:
        row = read_task(source, item) or TableRow(source, item)
    except UnreadableError as error:
        return Refused(source, str(error))

    # An object may have as many fields as a table may have columns.
    if len(row.values) > MAX_COLUMNS:
        return Refused(
            source,
            _("%(count)s fields; at most %(limit)s can be read")
            % {"count": f"{len(row.values):,}", "limit": f"{MAX_COLUMNS:,}"},
        )
    if sum(map(len, row.values)) > MAX_NAME_CHARACTERS:
        return Refused(
            source,
            _("the field names have more than %(limit)s characters")
            % {"limit": f"{MAX_NAME_CHARACTERS:,}"},
        )
    return row
