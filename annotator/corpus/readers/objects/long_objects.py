"""Reads the rows of an object that doesn't fit into memory, or that is cut off."""

import itertools
from collections.abc import Iterator
from typing import Any

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.objects.json_layout import has_text_inside
from annotator.corpus.readers.objects.json_stream import JsonStream, explain, rest_refused
from annotator.corpus.readers.records import ReadOptions, Refused, UnreadableError
from annotator.corpus.readers.rows.rows import TableRow


def read_long_object(
    stream: JsonStream,
    name: str,
    make: Any,
    options: ReadOptions,
    account: FileAccount,
    problem: ValueError,
) -> Iterator[TableRow | Refused]:
    """Yield the rows of an object that doesn't fit into memory, or that is cut off.

    `problem` is why it couldn't be read as a whole. It is raised as UnreadableError if no rows are
    found.
    """
    stream.peek()
    found = False
    number = 0

    try:
        for key, row in _long_rows(stream, options, account):
            number += 1
            found = True
            account.note("layout", key, Certainty.DETECTED)
            yield make(f"{name}, item {number}", row)
    except (ValueError, RecursionError) as error:
        if not found:
            raise UnreadableError(explain(error)) from None
        yield rest_refused(f"{name}, item {number + 1}", explain(error))
    if not found:
        raise UnreadableError(explain(problem))


def _long_rows(
    stream: JsonStream, options: ReadOptions, account: FileAccount
) -> Iterator[tuple[str, Any]]:
    """Yield the objects with a text that are in a list, or that have a key, with their layout."""
    for key in stream.members():
        first = stream.peek()
        if first == "[":
            items = stream.items()
            head = next(items, None)
            if isinstance(head, dict) and has_text_inside(head, options.columns):
                yield from ((f"list: {key}", row) for row in itertools.chain([head], items))
                continue
            # Goes past the list.
            for _item in items:
                pass
        else:
            value = stream.value()
            if isinstance(value, dict) and has_text_inside(value, options.columns):
                yield "by id", {"id": key} | value
                continue
        account.use_columns([key], {})
