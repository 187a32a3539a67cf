"""Joins after a number or a date with a full stop. Pure.

Many languages write an ordinal as a number with a full stop, and end dates with abbreviations. The
word after it tells whether the sentence goes on.
"""

import re

from annotator.corpus.segmentation.boundary import OPENING, Boundary
from annotator.corpus.segmentation.vocabulary import (
    BEFORE_CHRIST,
    BEFORE_NUMBERS,
    BEFORE_YEARS,
    COUNTED,
    DATE_ENDS,
    DECADES,
    GERMAN_DETERMINERS,
    GERMAN_MONTHS,
    ORDINALS,
)

ROMAN = re.compile(r"[IVXLCDM]{1,7}")
DASHES = "-–—"
# Days and small numbers; a year is rarely an ordinal.
LONGEST_ORDINAL = 3
# “2016 r.”, “XIV w.”, “1600 a. C.”, “49 př. n. l.”, “700 v. Chr.”, “В 8 веке до н. э.”
DATE = re.compile(
    r"(?:\d(?:to|º|°)?|\b[IVXLC]+|\bвек[аеу]?|\bстолетия|\bстоліття|\bsiglo [IVXLC]+"
    r"|luvu(?:lla|lta|n)|vuosisadalla)\s*"
    r"(?:до\s|д\s|[rw]\.\s)?"
    r"(?:r|w|[гр]|гг|рр|вв|p\.\s?n\.\s?e|n\.\s?e|[нд]\.\s?[эе]|v\.\s?Chr|n\.\s?Chr"
    r"|v\.\s?u\.\s?Z|[ad]\.\s?C|a\.\s?e\.\s?c|př\.\s?n\.\s?l|n\.\s?l|pr\.\s?n\.\s?l|av\.\s?J\.-C"
    r"|apr\.\s?J\.-C|(?:avant|après)\s+J\.-C|f\.\s?v\.\s?t|e\.\s?v\.\s?t|f\.\s?Kr|e\.\s?Kr"
    r"|[ej]Kr|[ej]aa|π\.\s?Χ|μ\.\s?Χ|ق\.\s?م)\.$"
)
SOUTH_SLAVIC = frozenset(["hr", "bs", "sr", "sh"])
# A sentence that ends so soon after a date is its opening phrase: “W 1492 r. Kolumb …”.
OPENING_PHRASE = 8


def is_ordinal(boundary: Boundary) -> bool:
    """“der 2. Weltkrieg”, “II. Dünya Savaşı”, but not: “auf Platz 5. Merkel”, “am 5. Danach”"""
    if boundary.language not in ORDINALS:
        return False
    if not _is_short_number(boundary):
        return _is_year_in_opening_phrase(boundary)

    # “5. 10. 2026”; “5. 300 people” is no date.
    if boundary.after[0].isdigit():
        return boundary.word.isdigit() and _is_in_date(boundary)

    previous = boundary.previous_word.lower()
    if boundary.language == "de" and previous in GERMAN_DETERMINERS:
        return boundary.after[0].isupper() and not boundary.has_opener
    if boundary.language == "pl" and previous in DECADES:
        return _is_in_opening_phrase(boundary) or ROMAN.match(boundary.after) is not None
    if boundary.after[0] in OPENING:
        return False
    return not boundary.has_opener and not _is_counted(boundary, previous)


def _is_in_date(boundary: Boundary) -> bool:
    """“5. 10. 2026”, at either full stop"""
    is_before_month = re.match(r"\d{1,2}\.", boundary.after) is not None
    is_month = re.fullmatch(r"\d{1,2}\.", boundary.previous_word) is not None
    return is_before_month or (is_month and re.match(r"\d{4}\b", boundary.after) is not None)


def _is_short_number(boundary: Boundary) -> bool:
    if boundary.word.isdigit():
        return len(boundary.word) <= LONGEST_ORDINAL
    written = boundary.before[-len(boundary.word) - 1 : -1]
    return ROMAN.fullmatch(written) is not None


def _is_year_in_opening_phrase(boundary: Boundary) -> bool:
    """Croatian “Nakon 1991. Hrvatska”, but not: “Rođena je 1970. Umrla je”"""
    words = boundary.before.split()
    return (
        boundary.language in SOUTH_SLAVIC
        and len(words) == 2
        and not boundary.is_long
        and boundary.word.isdigit()
        and words[0].lower() in BEFORE_YEARS
        and not boundary.has_opener
    )


def _is_counted(boundary: Boundary, previous: str) -> bool:
    """“Platz 5.”: the number comes after its noun, so it is no ordinal."""
    if previous in COUNTED or (previous[-1:] == "." and previous[:-1] in BEFORE_NUMBERS):
        return True
    # German nouns have capitals. Months and days aside, a noun before a number is what
    # the number counts: “Artikel 5.” A name has a Roman number: “Ludwig XIV.”
    return (
        boundary.language == "de"
        and boundary.previous_word[:1].isupper()
        and not boundary.previous_word.endswith(",")
        and boundary.word_count > 2
        and boundary.first_word.lower() not in GERMAN_MONTHS
    )


def is_date_in_opening_phrase(boundary: Boundary) -> bool:
    """“W 1492 r. Kolumb popłynął”, but not: “Zmarł w 1999 r. W tym czasie”"""
    if not _has_date(boundary) or boundary.after[0].isdigit():
        return False
    # “założona w 1916 r. – Asty Film”
    return boundary.after[0] in DASHES or _is_in_opening_phrase(boundary)


def _has_date(boundary: Boundary) -> bool:
    # The last letters are cheap to ask, and not those of a date in most places.
    last = boundary.word.rpartition(".")[2]
    return last in DATE_ENDS and DATE.search(boundary.before) is not None


def _is_in_opening_phrase(boundary: Boundary) -> bool:
    return (
        not boundary.has_opener and not boundary.is_long and boundary.word_count <= OPENING_PHRASE
    )


def is_era_before_year(boundary: Boundary) -> bool:
    """Turkish “M.Ö. 300”, Tamil “கி.மு. 300”"""
    return boundary.word in BEFORE_CHRIST.get(boundary.language, ())


def ends_with_date(boundary: Boundary) -> bool:
    """“hacia 1600 a. C. La ciudad”, “im Jahr 49 v. Chr. Danach”"""
    # Russian “1898 г.” stays in the sentence, as sentencex says, if nothing shows its end.
    if boundary.language == "ru" and boundary.word == "г" and not boundary.has_opener:
        return False
    return _has_date(boundary) and not is_date_in_opening_phrase(boundary)
