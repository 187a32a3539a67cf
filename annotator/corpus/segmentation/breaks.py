"""Rules for ends of sentences that sentencex misses in news. Pure.

Each rule is asked about a boundary inside a sentence of sentencex, and says whether a sentence
ends there.
"""

import re
from collections.abc import Callable

from annotator.corpus.segmentation.boundary import Boundary
from annotator.corpus.segmentation.numbers import ends_with_date
from annotator.corpus.segmentation.openers import OPENERS
from annotator.corpus.segmentation.vocabulary import (
    AND_SO_ON,
    FIRMS,
    INTRODUCERS,
    INTRODUCERS_BY_LANGUAGE,
    OFFICES,
    PARTICLES,
    STREETS,
    TITLES,
    WORDS_LIKE_ABBREVIATIONS,
)

# “и т. д.”, “і т. п.”, “a t. d.”
SLAVIC_AND_SO_ON = re.compile(r"\b(?:и|і|й|a) [тt]\.\s?[дпdp]\.$")
# An ellipsis with its space: “…” or “...”.
ELLIPSIS = ("…", "...")
SOURCE = re.compile(r"[(\[][^()\[\]]{1,100}[^.!?…()\[\]][)\]](?:[.,;:]|$)")


def _ends_with_ordinary_word(boundary: Boundary) -> bool:
    """“He told me. Orlan left.”: sentencex takes some words for abbreviations."""
    if boundary.language != "en" or boundary.word not in WORDS_LIKE_ABBREVIATIONS:
        return False

    # With a capital, most of them are abbreviations, such as the states Ill. and Pa.
    # These three are words with a capital too, and “No.” may be the whole sentence.
    written = boundary.before[-len(boundary.word) - 1 : -1]
    return (
        written.islower()
        or written in ("May", "Ken", "OK")
        or len(written) + 1 == boundary.end - boundary.start
    )


def _ends_with_firm_or_street(boundary: Boundary) -> bool:
    """“Acme Corp. Company officials”: “Company” has a capital because it begins a sentence.

    In “Acme Corp. Chairman Max Dunn”, the title of a person has one anyway.
    """
    if boundary.language != "en" or boundary.word not in FIRMS | STREETS:
        return False

    following = boundary.after.split(None, 2)
    # In a name, another capital follows, or a particle as in “Bank of Orlan”.
    return (
        len(following) > 1
        and following[0].isalpha()
        and following[0].lower() not in OFFICES
        and following[1][0].islower()
        and following[1] not in PARTICLES
    )


def _ends_with_et_cetera(boundary: Boundary) -> bool:
    return boundary.word in AND_SO_ON or SLAVIC_AND_SO_ON.search(boundary.before) is not None


def _ends_before_a_or_i(boundary: Boundary) -> bool:
    """“in the U.S. A spokesman”: sentencex doesn't break there, as “A” could be an initial."""
    return (
        boundary.language == "en"
        and "." in boundary.word
        and boundary.word not in INTRODUCERS
        and re.match(r"(?:A|I)\s+[a-z]|I['’]", boundary.after) is not None
    )


def _ends_with_parenthesis(boundary: Boundary) -> bool:
    """“(SANA later withdrew it.) Reuters”: the whole sentence is in parentheses."""
    return boundary.before[-1] in ")]" and boundary.line[boundary.start] in "(["


def _ends_with_quotation(boundary: Boundary) -> bool:
    """“It was ‘a lie.’” He left."""
    # A source in brackets, such as “(Dunn 12).”, belongs to the quotation.
    return boundary.before[-1] in "\"'”’»›" and SOURCE.match(boundary.after) is None


def _ends_before_opener(boundary: Boundary) -> bool:
    """“Thutmosis III. Die Stadt”; “tranne me. Non so”: sentencex takes “me” for an abbreviation."""
    if boundary.language == "en" or not boundary.has_opener:
        return False

    titles = TITLES.get(boundary.language, frozenset())
    introducers = INTRODUCERS_BY_LANGUAGE.get(boundary.language, frozenset())
    # A single letter is an initial, or a part of “z. B.”, or the number of a king.
    return (
        (
            _is_number_of_a_king(boundary)
            or all(len(part) > 1 or part.isdigit() for part in boundary.word.split("."))
        )
        and boundary.word.replace(".", "").isalnum()
        and boundary.word not in titles | introducers
    )


def _is_number_of_a_king(boundary: Boundary) -> bool:
    """“Kong Harald V. Han”, but not: “A. I. Petrov”"""
    name = boundary.previous_word
    # Without a word before the number, it may be the first of the line.
    return name[:1].isupper() and name[1:].isalpha() and boundary.before[-2] in "IVX"


def _ends_with_ellipsis(boundary: Boundary) -> bool:
    """“I don't know why… Two years later”, and in scripts without capitals"""
    if not boundary.before.endswith(ELLIPSIS):
        return False
    return boundary.has_opener or boundary.language not in OPENERS


BREAKS: tuple[Callable[[Boundary], bool], ...] = (
    _ends_with_ordinary_word,
    _ends_with_firm_or_street,
    _ends_with_et_cetera,
    _ends_before_a_or_i,
    _ends_with_parenthesis,
    _ends_with_quotation,
    ends_with_date,
    _ends_before_opener,
    _ends_with_ellipsis,
)
