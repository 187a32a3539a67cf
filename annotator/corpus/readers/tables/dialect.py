"""Detects the dialect of a table: its delimiter, and how it writes quotation marks.

The right reading is the one under which the most lines have as many cells as the header.
"""

import re
from collections.abc import Sequence
from pathlib import PurePath

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.corpus.readers.tables.quotation_marks import looks_quoted
from annotator.corpus.readers.tables.table_lines import NO_DELIMITER, Dialect
from annotator.corpus.readers.tables.table_readings import Reading, measure
from annotator.corpus.readers.tables.table_sample import Sample
from annotator.lib.translation import gettext as _

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
# R separates quoted cells with spaces.
SPACED_HEADER = re.compile(r'("[^"]*"|\S+)( "[^"]*")+\s*')
SPACE = " "
NAMES = {**DELIMITERS, SPACE: "space", NO_DELIMITER: "none"}
# The same as options can write them.
NAMED = {"\\t": "\t", **{name: mark for mark, name in NAMES.items()}}
# Excel understands a first line such as `sep=;`.
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=([^\r\n"\\])"?[;,]*\r?\n?', re.IGNORECASE)
# How MySQL writes a cell without a value.
NO_VALUE = re.compile(r"(?:^|[,;|\t])\\N(?=[,;|\t\r\n]|$)")
# A delimiter is in one of the first lines.
FIRST_LINES = 20
# Characters of a header with spaces.
HEADER_LENGTH = 2000
# So much less may fit where the signs of quoting are clear.
MAX_BROKEN = 0.4
# Below this, a table is rather one column of texts with commas.
BAD_FIT = 0.5


def detect_dialect(
    sample: Sample, name: str, options: ReadOptions, account: FileAccount
) -> Dialect:
    """Return the dialect that fits the sample best, and note it with its certainty.

    Raises UnreadableError if the delimiter that was chosen can't be one.
    """
    delimiters, certainty = _delimiters(sample, options)
    sample = _without_separator_line(sample)
    readings = _measure(sample, delimiters, options)

    suffix = PurePath(name).suffix.lower()
    measured = dict.fromkeys(reading.dialect.delimiter for reading in readings)
    delimiter = max(
        (_best(readings, delimiter) for delimiter in measured),
        key=lambda reading: _rank(reading, suffix),
    ).dialect.delimiter
    same = [reading for reading in readings if reading.dialect.delimiter == delimiter]
    others = [reading for reading in readings if reading.dialect.delimiter != delimiter]
    best, quoting_certainty = _choose_quoting(same, sample)

    if len(delimiters) > 1:
        certainty = _certainty(best, others, sample)
    if options.quoting:
        quoting_certainty = Certainty.CHOSEN
    account.note("delimiter", NAMES.get(delimiter, delimiter), certainty)
    account.note("quoting", best.dialect.quoting, quoting_certainty)
    return best.dialect


def _delimiters(sample: Sample, options: ReadOptions) -> tuple[list[str], Certainty]:
    """Return the delimiters to try, and how sure it is that the right one is among them."""
    if options.delimiter:
        chosen = NAMED.get(options.delimiter, options.delimiter)
        if len(chosen) != 1 or chosen in '"\\\r\n':
            raise UnreadableError(
                _("unknown delimiter “%(delimiter)s”; use one character, or tab")
                % {"delimiter": chosen[:40]}
            )
        return [chosen], Certainty.CHOSEN

    stated = SEPARATOR_LINE.fullmatch(next(iter(sample.pieces[0]), ""))
    if stated:
        return [stated[1]], Certainty.STATED
    return _possible_delimiters(sample), Certainty.CERTAIN


def _measure(sample: Sample, delimiters: Sequence[str], options: ReadOptions) -> list[Reading]:
    """Return the readings of the sample with each delimiter, and with each quoting."""
    readings: list[Reading] = []
    for delimiter in delimiters:
        # Where another delimiter makes a table, one column is never better.
        if delimiter == NO_DELIMITER and any(map(_is_table, readings)):
            continue
        readings += [
            measure(sample, Dialect(delimiter, *quoting), options)
            for quoting in _possible_quotings(sample, delimiter, options)
        ]
    return readings


def _without_separator_line(sample: Sample) -> Sample:
    first, *others = sample.pieces
    if first and SEPARATOR_LINE.fullmatch(first[0]):
        return Sample([first[1:], *others], sample.is_whole)
    return sample


def _possible_delimiters(sample: Sample) -> list[str]:
    head = "".join(sample.pieces[0][:FIRST_LINES])
    found = [mark for mark in DELIMITERS if mark in head]
    if SPACED_HEADER.fullmatch(head.split("\n")[0][:HEADER_LENGTH]):
        found.append(SPACE)
    return [*found, NO_DELIMITER]


def _possible_quotings(
    sample: Sample, delimiter: str, options: ReadOptions
) -> list[tuple[str, bool]]:
    """Return the quotings to try, and whether spaces before quotation marks are skipped."""
    has_marks = has_backslashes = has_spaces = False
    for piece in sample.pieces:
        text = "".join(piece)
        has_marks = has_marks or '"' in text
        escaped = (f"\\{mark}" for mark in ('"', "\\", "\n", "\r", "N", delimiter))
        has_backslashes = has_backslashes or any(mark in text for mark in escaped)
        has_spaces = has_spaces or f'{delimiter} "' in text

    quotings = [options.quoting] if options.quoting else ["doubled"]
    if not options.quoting:
        quotings += ["backslash"] * has_backslashes + ["none"] * has_marks
    return [
        (quoting, skips)
        for quoting in quotings
        for skips in ((False, True) if has_spaces and quoting != "none" else (False,))
    ]


def _best(readings: Sequence[Reading], delimiter: str) -> Reading:
    return max(
        (reading for reading in readings if reading.dialect.delimiter == delimiter),
        key=lambda reading: (reading.columns > 1, reading.fit),
    )


def _is_table(reading: Reading) -> bool:
    return reading.columns > 1 and (reading.fit >= BAD_FIT or reading.has_text)


def _rank(reading: Reading, suffix: str) -> tuple[bool, float, bool, bool, int]:
    """Return the key by which the better delimiter comes first."""
    is_usual = reading.dialect.delimiter == {".csv": ",", ".psv": "|"}.get(suffix, "\t")
    # A few bad rows don't make another delimiter better.
    return _is_table(reading), round(reading.fit, 1), reading.has_text, is_usual, reading.columns


def _choose_quoting(readings: Sequence[Reading], sample: Sample) -> tuple[Reading, Certainty]:
    """Return the best reading of those with one delimiter."""
    best = max(readings, key=lambda reading: (reading.columns > 1, reading.fit))
    rivals = [
        reading
        for reading in readings
        if reading.fit >= best.fit - 1e-9 and reading.rows != best.rows
    ]
    if not rivals:
        others = [reading for reading in readings if reading.rows != best.rows]
        # Broken rows don't make quotation marks letters.
        close = [reading for reading in others if reading.fit >= best.fit - MAX_BROKEN]
        is_plain = best.dialect.quoting == "none"
        if is_plain and close and looks_quoted(sample, close[0].dialect) == (True, True):
            return close[0], Certainty.DETECTED
        return best, _certainty(best, others, sample)

    tied = [best, *rivals]
    quoted = [reading for reading in tied if reading.dialect.quoting != "none"]
    plain = [reading for reading in tied if reading.dialect.quoting == "none"]
    # A program that doubles marks writes a backslash before one only at the end of a
    # cell, and then the other reading doesn't fit.
    if any('\\"' in line or NO_VALUE.search(line) for piece in sample.pieces for line in piece):
        quoted.sort(key=lambda reading: reading.dialect.quoting != "backslash")
    if not quoted or not plain:
        return (quoted or plain)[0], Certainty.GUESSED

    is_quoted, is_clear = looks_quoted(sample, quoted[0].dialect)
    certainty = Certainty.DETECTED if is_clear and len(tied) == 2 else Certainty.GUESSED
    return quoted[0] if is_quoted else plain[0], certainty


def _certainty(best: Reading, others: Sequence[Reading], sample: Sample) -> Certainty:
    """Return how sure it is that none of the other readings is right."""
    rivals = [
        reading
        for reading in others
        if reading.rows != best.rows and (reading.columns > 1 or best.columns <= 1)
    ]
    if any(reading.fit >= best.fit for reading in rivals):
        return Certainty.GUESSED
    if sample.is_whole and best.fit == 1 and not rivals:
        return Certainty.CERTAIN
    return Certainty.DETECTED
