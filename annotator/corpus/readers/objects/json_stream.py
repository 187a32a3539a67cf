"""Reads the values of a JSON text one after the other. Only the current one is in memory."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from annotator.corpus.readers.encodings.encoding import MAX_LINE
from annotator.corpus.readers.labels.label_values import parse_int
from annotator.corpus.readers.records import Refused, printable
from annotator.lib.translation import gettext as _

SPACE = "\ufeff \t\r\n"
NO_SPACE = re.compile(f"[^{SPACE}]")
# Characters that are read at a time, and that show at first what kind of file it is.
PREVIEW_CHARACTERS = 65_536

# Some tools write NaN for an empty value. Python's json module keeps half a character,
# which we can then refuse; faster parsers replace it with a question mark.
DECODER = json.JSONDecoder(parse_int=parse_int, parse_constant=lambda _: None)


class JsonStream:
    """The values of a text, from its beginning. Its methods raise ValueError and RecursionError."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._part = text.read(PREVIEW_CHARACTERS)
        self._start = 0

    def peek(self) -> str:
        """Return the next character that isn't a space, "" at the end."""
        while True:
            found = NO_SPACE.search(self._part, self._start)
            if found:
                self._start = found.start()
                return self._part[self._start]
            self._part, self._start = self._text.read(PREVIEW_CHARACTERS), 0
            if not self._part:
                return ""

    def take(self) -> None:
        """Go past the character that `peek` returned."""
        self._start += 1

    def value(self) -> Any:
        """Return the next value, and go past it. It must not be longer than an article."""
        self.peek()
        step = PREVIEW_CHARACTERS

        while True:
            item, end = None, 0
            try:
                item, end = DECODER.raw_decode(self._part, self._start)
            except json.JSONDecodeError:
                # It may only be incomplete, unless it is longer than any article.
                if len(self._part) - self._start > MAX_LINE:
                    raise
            # At the end of the part, a number may continue.
            if 0 < end < len(self._part):
                break
            more = self._text.read(step)
            if not more:
                item, end = DECODER.raw_decode(self._part, self._start)
                break
            self._part, self._start = self._part[self._start :] + more, 0
            # Twice as much each time, so that a long item isn't parsed again and again.
            step = len(self._part)

        self._start = end
        return item

    def items(self) -> Iterator[Any]:
        """Yield the items of the array that begins here."""
        self.take()
        while self.peek() != "]":
            yield self.value()
            self._take_comma("]", _("the array isn’t closed"))
        self.take()

    def members(self) -> Iterator[str]:
        """Yield the keys of the object that begins here. The caller reads the value of each."""
        self.take()
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str) or self.peek() != ":":
                raise ValueError(_("an object has a key without a value"))
            self.take()
            yield key
            self._take_comma("}", _("the object isn’t closed"))
        self.take()

    def rest(self) -> str:
        """Return the beginning of what follows."""
        self.peek()
        return printable(self._part[self._start : self._start + 20])

    def _take_comma(self, closing: str, unclosed: str) -> None:
        mark = self.peek()
        if mark == ",":
            self.take()
        elif not mark:
            raise ValueError(unclosed)
        elif mark != closing:
            raise ValueError(_("comma missing before “%(text)s”") % {"text": self.rest()})


def rest_refused(source: str, reason: str) -> Refused:
    return Refused(source, _("the rest can’t be read: %(reason)s") % {"reason": reason})


def explain(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("nested too deeply")

    detail = str(error)
    if isinstance(error, json.JSONDecodeError):
        # Its text adds the position within the part in memory, which means nothing
        # here.
        detail = f"{error.msg[:1].lower()}{error.msg[1:]}"
        detail = detail.removesuffix(" at").removesuffix(" starting")
    return _("not valid JSON: %(detail)s") % {"detail": detail}
