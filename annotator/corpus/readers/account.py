"""What the readers took, used and left out: the account of a file, and of all files together.

Each reader notes here what it decided: the encoding, the delimiter, what a row is. So that
nothing is guessed in silence, each fact says how it was found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annotator.corpus.readers.records import printable

# Names of columns, and of files, that an account keeps.
MAX_COLUMN_NAMES = 200
MAX_FILE_NAMES = 5
# The numbers of a file. Those of files that were read alike are added up.
COUNTS = ("rows", "blank", "padded", "unclear_languages")


class Certainty(StrEnum):
    """How a fact about a file was found, the surest first."""

    CHOSEN = "chosen"  # by a person
    STATED = "stated"  # by the file itself
    CERTAIN = "certain"  # nothing else is possible
    DETECTED = "detected"  # clear signs
    GUESSED = "guessed"  # other readings are possible


@dataclass(frozen=True, slots=True)
class Fact:
    value: str
    certainty: Certainty


@dataclass(slots=True)
class FileAccount:
    """How one file was read. The readers fill it in.

    `kind` is "text", "page", "table", "objects" or "document". `facts` has what was decided:
    "encoding", "delimiter", "quoting", "header", "rows" (what a row is), "language". `used` has
    the field of each column that was used, `unused` the other columns. `rows` counts the rows of
    the last pass over the file, without the header, `blank` the empty rows of the same pass, which
    `rows` leaves out, and `padded` the rows whose last cells were missing. `unclear_languages`
    counts the articles whose texts don't show their language. `is_cut` if the rest of the file
    couldn't be read.
    """

    name: str = ""
    kind: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    unused: dict[str, None] = field(default_factory=dict)
    rows: int = 0
    blank: int = 0
    padded: int = 0
    unclear_languages: int = 0
    is_cut: bool = False

    def note(self, fact: str, value: str, certainty: Certainty) -> None:
        self.facts[fact] = Fact(value, certainty)

    def begin_pass(self) -> None:
        """Start to count again: some files are read several times."""
        self.rows = self.blank = self.padded = 0

    def use_columns(self, columns: Iterable[str], field_of: dict[str, str]) -> None:
        """Note the columns of some rows, and the field of each column that has one."""
        # Objects may have keys that neither a database nor a terminal accepts.
        self.used |= {printable(column): field for column, field in field_of.items()}
        for column in map(printable, columns):
            if column in self.used:
                self.unused.pop(column, None)
            elif len(self.unused) < MAX_COLUMN_NAMES:
                self.unused[column] = None


@dataclass
class Account:
    """The account of all files. Files that were read alike share an entry.

    `entries` can be stored as JSON: each has the values of FileAccount, with `files`, how many
    they are, and `names`, the first of them. `passed_over` counts files that aren't somebody's,
    such as .DS_Store, by their kind. `unfinished` is the file that is being read.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)
    unfinished: FileAccount | None = None

    def __post_init__(self) -> None:
        self._by_signature: dict[str, dict[str, Any]] = {}

    def pass_over(self, kind: str) -> None:
        self.passed_over[kind] = self.passed_over.get(kind, 0) + 1

    @property
    def so_far(self) -> list[dict[str, Any]]:
        """The entries, with one of the file that is being read: it is cut."""
        file = self.unfinished
        if file is None:
            return self.entries
        counts = {"files": 1, "names": [printable(file.name)], **_counts(file)}
        return [*self.entries, _entry(file) | {"is_cut": True} | counts]

    def add(self, file: FileAccount) -> None:
        self.unfinished = None
        entry = _entry(file)
        signature = repr(entry)
        known = self._by_signature.get(signature)

        if known is None:
            known = entry | {"files": 0, "names": []} | dict.fromkeys(COUNTS, 0)
            self._by_signature[signature] = known
            self.entries.append(known)

        known["files"] += 1
        for name, count in _counts(file).items():
            known[name] += count
        if len(known["names"]) < MAX_FILE_NAMES:
            known["names"].append(printable(file.name))


def _entry(file: FileAccount) -> dict[str, Any]:
    """Return what files that were read alike have in common."""
    # Copied first, because another thread may be reading the file. The order of columns
    # doesn't matter.
    facts, used, unused = dict(file.facts), dict(file.used), list(file.unused)
    return {
        "kind": file.kind,
        "facts": {name: [fact.value, fact.certainty.value] for name, fact in sorted(facts.items())},
        "used": dict(sorted(used.items())),
        "unused": sorted(unused),
        "is_cut": file.is_cut,
    }


def _counts(file: FileAccount) -> dict[str, int]:
    return {name: getattr(file, name) for name in COUNTS}


def reason_kind(reason: str) -> str:
    """Return a reason without the values that it names, so that reasons of a kind are equal."""
    without_values = re.sub(r"“[^“”]*”", "“…”", reason)
    # A date without quotation marks is an example of how to write one.
    return re.sub(r"(?<![\dT:+-])\d+(?:[.,]\d+)*(?!\d|[-:]\d)", "N", without_values)
