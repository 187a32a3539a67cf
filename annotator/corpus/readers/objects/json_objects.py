"""Reads the objects of JSON as rows, one at a time.

There is one object on each line, an array of objects, or one object: an article, or what holds
the list of them.
"""

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.encodings.encoding import (
    MAX_LINE,
    bounded_lines,
    choose_encoding,
    open_text,
)
from annotator.corpus.readers.objects.json_layout import find_layout, lists_in_line
from annotator.corpus.readers.objects.json_rows import RowMaker
from annotator.corpus.readers.objects.json_stream import (
    DECODER,
    PREVIEW_CHARACTERS,
    SPACE,
    JsonStream,
    explain,
    rest_refused,
)
from annotator.corpus.readers.objects.long_objects import read_long_object
from annotator.corpus.readers.records import SPLITS, ReadOptions, Refused, UnreadableError
from annotator.corpus.readers.rows.rows import TableRow
from annotator.lib.translation import gettext as _

LINES = (".jsonl", ".ndjson")
NEWLINE = re.compile(r"\r\n?|\n")
Rows = Iterator[TableRow | Refused]


def read_objects(stream: BinaryIO, name: str, options: ReadOptions, account: FileAccount) -> Rows:
    """Yield the objects of a file as rows.

    Raises UnreadableError if the file isn't JSON, or if it is unclear where its rows are.
    """
    text = open_text(stream, choose_encoding(stream, options, account))

    try:
        head = text.read(PREVIEW_CHARACTERS).lstrip(SPACE)
    except UnicodeError:
        raise UnreadableError(_("not in the encoding you chose")) from None

    text.seek(0)
    if not head:
        raise UnreadableError(_("the file is empty"))
    make = RowMaker(options, account).make
    return _counted(_read(text, name, head, make, options, account), account)


def _read(
    text: io.TextIOWrapper,
    name: str,
    head: str,
    make: Any,
    options: ReadOptions,
    account: FileAccount,
) -> Rows:
    # Many files named .json have one object per line, and some named .jsonl don't.
    is_lines = name.lower().endswith(LINES)
    if _is_array(head) if is_lines else head.startswith("["):
        account.note("layout", "array", Certainty.CERTAIN)
        return _read_array(text, name, head, make)
    if not _is_multiline(head) and (is_lines or (head.startswith("{") and _has_lines(text))):
        account.note("layout", "lines", Certainty.CERTAIN)
        return _read_lines(text, name, make, options, account)
    if head.startswith("{"):
        return _read_object(text, name, make, options, account)

    raise UnreadableError(_("neither a JSON array of objects nor one JSON object per line"))


def _counted(rows: Rows, account: FileAccount) -> Rows:
    account.begin_pass()
    for row in rows:
        account.rows += 1
        yield row


def _is_array(head: str) -> bool:
    """Whether a file begins with an array of objects, not with a line that is an array."""
    return head.startswith("[") and head[1:].lstrip(SPACE).startswith("{")


def _is_multiline(head: str) -> bool:
    """Whether the first object continues on the next line, as in indented JSON."""
    first = NEWLINE.split(head, maxsplit=1)[0].strip()
    return head.startswith("{") and (first == "{" or first.endswith((",", "[", ":")))


def _has_lines(text: io.TextIOWrapper) -> bool:
    """Whether each line is an object of its own."""
    text.seek(0)
    first = "\n"
    while first and not first.strip(SPACE):
        first = text.readline(MAX_LINE)
    following = text.read(PREVIEW_CHARACTERS).lstrip(SPACE)
    text.seek(0)

    if not following or not first.rstrip(SPACE).rstrip(",").endswith("}"):
        return False
    if following.startswith("{"):
        return True
    try:
        return isinstance(_decode(first.strip(SPACE)), dict)
    except (ValueError, RecursionError):
        return False


def _read_lines(
    text: io.TextIOWrapper, name: str, make: Any, options: ReadOptions, account: FileAccount
) -> Rows:
    for number, line in enumerate(bounded_lines(text), start=1):
        if not line or line.isspace():
            continue
        source = f"{name}, line {number}"
        try:
            item = _decode(line)
            keys = lists_in_line(item, options.columns) if isinstance(item, dict) else ()
            if not keys:
                yield make(source, item)
                continue
            account.use_columns([key for key in item if key not in keys], {})
            for place, inner in enumerate(_listed(item, keys), start=1):
                yield make(f"{source}, item {place}", inner)
        except UnreadableError as error:
            yield Refused(source, str(error))
        except (ValueError, RecursionError) as error:
            yield Refused(source, explain(error))


def _decode(line: str) -> Any:
    if line[0] != "{":
        return DECODER.decode(line)
    # Faster than `decode`, which looks for spaces around the object.
    item, end = DECODER.raw_decode(line)
    # Some programs write a comma after each object.
    return item if line[end:].strip() in ("", ",") else DECODER.decode(line)


def _read_array(text: io.TextIOWrapper, name: str, head: str, make: Any) -> Rows:
    if head[1:].lstrip(SPACE).startswith('"'):
        raise UnreadableError(
            _("an array of texts; write each as an object that has the text under the key “text”")
        )
    stream = JsonStream(text)
    stream.peek()
    return _read_items(stream.items(), name, make, stream)


def _read_items(
    items: Iterator[Any], name: str, make: Any, stream: JsonStream | None = None
) -> Rows:
    for number in itertools.count(1):
        source = f"{name}, item {number}"
        try:
            yield make(source, next(items))
        except StopIteration:
            break
        # After an error it is unclear where the next item begins.
        except (ValueError, RecursionError) as error:
            yield rest_refused(source, explain(error))
            return

    if stream is not None and stream.peek():
        reason = _("unexpected text after the end: “%(text)s”") % {"text": stream.rest()}
        yield rest_refused(name, reason)


def _read_object(
    text: io.TextIOWrapper, name: str, make: Any, options: ReadOptions, account: FileAccount
) -> Rows:
    """Return the rows of a file that begins with an object over several lines."""
    stream = JsonStream(text)
    try:
        item = stream.value()
    except RecursionError as error:
        raise UnreadableError(explain(error)) from None
    except ValueError as error:
        # Too long for an article, or cut off: its lists are read as they come.
        text.seek(0)
        return read_long_object(JsonStream(text), name, make, options, account, error)

    following = stream.peek()
    if following in ("{", ","):
        account.note("layout", "objects", Certainty.CERTAIN)
        return _read_items(itertools.chain([item], _values(stream)), name, make)
    if following:
        return iter(
            [
                make(name, item),
                rest_refused(
                    name, _("unexpected text after the end: “%(text)s”") % {"text": stream.rest()}
                ),
            ]
        )
    return _read_whole(item, name, make, options, account)


def _values(stream: JsonStream) -> Iterator[Any]:
    while stream.peek():
        # Some programs write a comma after each object.
        if stream.peek() == ",":
            stream.take()
            continue
        yield stream.value()


def _read_whole(
    item: dict[str, Any], name: str, make: Any, options: ReadOptions, account: FileAccount
) -> Rows:
    """Return the rows of an object that is a whole file."""
    path = ""
    layout = find_layout(item, options.columns)
    while layout.kind == "inside":
        (key,) = layout.keys
        # What stands beside it isn't read, so it is named.
        account.use_columns([f"{path}{other}" for other in item if other != key], {})
        item, path = item[key], f"{path}{key}."
        layout = find_layout(item, options.columns)

    if layout.kind == "object":
        account.note("layout", "object", Certainty.CERTAIN)
        return iter([make(name, item)])
    if layout.kind == "lists":
        others = [f"{path}{key}" for key in item if key not in layout.keys]
        account.use_columns(others, {})
        lists = ", ".join(f"{path}{key}" for key in layout.keys)
        account.note("layout", f"list: {lists}", Certainty.DETECTED)
        return _read_items(_listed(item, layout.keys), name, make)

    if layout.kind == "table":
        others = [f"{path}{key}" for key in item if key not in ("columns", "data")]
        account.use_columns(others, {})
        account.note("layout", "columns and data", Certainty.DETECTED)
        return _read_items(_with_names(item), name, make)

    account.note("layout", "columns" if layout.kind == "columns" else "by id", Certainty.DETECTED)
    rows = _transposed(item) if layout.kind == "columns" else _by_id(item)
    return _read_items(rows, name, make)


def _listed(item: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Any]:
    """Yield the objects of the lists; one that is named as a split adds it."""
    for key in keys:
        split = {"split": key} if len(keys) > 1 and key.casefold() in SPLITS else {}
        for row in item[key]:
            yield split | row


def _by_id(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a row for each identifier, or for each sentence of the article that has it."""
    for key, value in item.items():
        if isinstance(value, dict):
            yield {"id": key} | value
        elif isinstance(value, list) and any(isinstance(row, dict) for row in value):
            for row in value:
                yield {"article_id": key} | (row if isinstance(row, dict) else {"text": row})
        else:
            yield {"id": key, "text": value}


def _with_names(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of an object that has lists of cells, and the names of the columns."""
    for cells in item["data"]:
        yield dict(zip(item["columns"], cells, strict=True))


def _transposed(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of an object that has an object for each column, by row."""
    for index in next(iter(item.values())):
        yield {column: values[index] for column, values in item.items()}
