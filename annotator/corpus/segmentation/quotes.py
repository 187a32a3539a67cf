"""Repairs the quotes of a line, so that each one that opens is closed. Pure.

Offsets stay right: a mark is replaced by another one, of the same length. The text itself is not
changed; only the rules see the repaired line.
"""

import re
from collections.abc import Iterator

# “l‘Âge”: typed as an opening quote, but meant as an apostrophe.
APOSTROPHE = re.compile(r"(?<=\w)‘(?=\w)")
# “או\"ם”: the sign of a Hebrew abbreviation.
GERSHAYIM = re.compile(r"(?<=[\u05d0-\u05ea])\"(?=[\u05d0-\u05ea])")
DOUBLE = re.compile(r"[\"“”„]")
# Opens something, as a quote does, but needs nothing that closes.
NEVER_CLOSED = "¿"


def repair_quotes(line: str) -> str:
    """Return the line with apostrophes as such, “mixed" quotes as pairs, and no quote left open.

    A quote that is open when another one opens was never closed.
    """
    # Plain searches first, because most lines have no quotes.
    if "‘" in line:
        line = APOSTROPHE.sub("’", line)
    has_straight = '"' in line
    if has_straight and not line.isascii():
        line = GERSHAYIM.sub("״", line)
    if not has_straight and ("“" not in line or line.count("“") == line.count("”")):
        return line

    replacements = list(_replacements(line))
    if not replacements:
        return line

    letters = list(line)
    for at, sign in replacements:
        letters[at] = sign
    return "".join(letters)


def _replacements(line: str) -> Iterator[tuple[int, str]]:
    # German and Polish open with „ and close with “ or ”; Finnish has ” on both sides.
    if "„" in line or ("”" in line and "“" not in line):
        return

    opened = -1
    for found in DOUBLE.finditer(line):
        at = found.start()
        if _opens(line, at):
            if opened >= 0:
                yield opened, NEVER_CLOSED
            opened = at
        elif opened >= 0:
            # “mixed"
            if line[opened] == "“" and line[at] == '"':
                yield at, "”"
            elif line[opened] == '"' and line[at] == "”":
                yield at, '"'
            opened = -1


def _opens(line: str, at: int) -> bool:
    """Whether a quote opens: it comes after a space or a bracket, and before a word."""
    if line[at] == "”":
        return False
    before, after = line[at - 1 : at] or " ", line[at + 1 : at + 2] or " "
    return (before.isspace() or before in "([—–-/¿¡") and not after.isspace()
