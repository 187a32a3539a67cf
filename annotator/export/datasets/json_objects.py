"""JSON objects from rows in COPY's text format. Pure.

PostgreSQL could write the objects itself, but that takes it half as long again as a table, for
quoting each value and each name anew. Its text format escapes backslashes, newlines and the like
just as JSON does, so that little is left to do here, at the same time on another core.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.writers import PIECE, collect

# Their values have no quotation marks.
BARE = frozenset([Kind.WHOLE, Kind.NUMBER, Kind.BOOLEAN])
# NULL is \N. In values each backslash is doubled, so there an even number comes before the N.
NULL_TEXT, NULL_BARE = rb'"\N"', rb":\N"
# COPY has a sign of its own for the vertical tab, and leaves other control characters as they are.
CONTROLS = bytes(code for code in range(0x20) if chr(code) not in "\t\n")
CONTROL = re.compile(rb"\\(?P<sign>.)|[%b]" % CONTROLS)
VERTICAL_TAB = rb"\v"


def json_objects(
    columns: Sequence[Column], rows: Iterable[bytes], *, numbered: bool = False
) -> Iterator[bytes]:
    """Yield each row as an object on a line, as row_to_json writes it.

    The rows have the values of the columns. If `numbered`, they lack the first, which is the number
    of the row, from 1.
    """
    return (
        line
        for piece in json_pieces(columns, rows, numbered=numbered)
        for line in piece.splitlines(keepends=True)
    )


def json_pieces(
    columns: Sequence[Column], rows: Iterable[bytes], *, numbered: bool = False
) -> Iterator[bytes]:
    """The same in pieces of many lines."""
    members = [_member(column) for column in columns]
    # Of a row with a number: what comes before and after it.
    before = members[0].removesuffix(b"%b")
    after = b"".join(b"," + member for member in members[1:]) + b"}\n"
    number = 1

    for block in collect(rows, PIECE):
        # A block at once: with a step for each row, it would take longer than the database.
        end = number + block.count(b"\n")
        if numbered:
            template = b"".join([b"{%b%d%b" % (before, n, after) for n in range(number, end)])
        else:
            template = (b"{" + members[0] + after) * (end - number)
        cells = _escape(block)[:-1].replace(b"\n", b"\t").split(b"\t")

        written = template % tuple(cells)
        if rb"\N" in written:
            written = written.replace(NULL_TEXT, b"null").replace(NULL_BARE, b":null")
        yield written
        number = end


def _member(column: Column) -> bytes:
    """Return the name of the column with a place for its value."""
    name = json.dumps(column.name, ensure_ascii=False).encode().replace(b"%", b"%%")
    return name + (b":%b" if column.kind in BARE else b':"%b"')


def _escape(block: bytes) -> bytes:
    if b'"' in block:
        block = block.replace(b'"', rb"\"")
    # Hardly any text has such a character, and it is quickly seen that there is none.
    if VERTICAL_TAB in block or len(block.translate(None, CONTROLS)) < len(block):
        block = CONTROL.sub(_escaped, block)
    return block


def _escaped(found: re.Match[bytes]) -> bytes:
    if found["sign"] is None:
        return b"\\u%04x" % found[0][0]
    return rb"\u000b" if found["sign"] == b"v" else found[0]
