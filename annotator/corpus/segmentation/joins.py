"""Rules for sentences that sentencex breaks in two in news. Pure.

Each rule is asked about a boundary where sentencex, or a rule of `breaks.py`, ended a sentence,
and says whether the sentence continues there.
"""

import re
from collections.abc import Callable, Sequence

from annotator.corpus.segmentation.boundary import CLOSING, CONTEXT_BEFORE, OPENING, Boundary
from annotator.corpus.segmentation.marks import continues_after_quotation
from annotator.corpus.segmentation.numbers import (
    ends_with_date,
    is_date_in_opening_phrase,
    is_era_before_year,
    is_ordinal,
)
from annotator.corpus.segmentation.openers import OPENERS
from annotator.corpus.segmentation.vocabulary import (
    ADVERBIALS,
    AFTER_HOURS,
    BEFORE_NUMBERS,
    BEFORE_NUMBERS_BY_LANGUAGE,
    CASELESS,
    FOREIGN_TITLES,
    FUNCTION_WORDS,
    HOURS,
    INTRODUCERS,
    INTRODUCERS_BY_LANGUAGE,
    PARTICLES,
    PREPOSITIONS_OF_TIME,
    ROLES,
    SHORT_ENDINGS,
    SPEECH,
    SPEECH_TO,
    TITLES,
)

DASHES = "-–—―"
DOTS = re.compile(r"[.…\s]+")
INITIALS = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]\.-)+[^\W\d_]\.$")
# A single letter with a full stop. In Chinese text, no space comes before a Latin one.
ONE_LETTER = re.compile(r"(?:\b[^\W\d_]|(?<![A-Za-z])[A-Z])\.$")
# The end of an abbreviation: capitals, or a single letter.
INSIDE_WORD = re.compile(r"(?:[^\W\d_]|[A-Z]{2,4})(?![\w’'])")
# “Did you see?’”, she said: the quotation around a quotation closes after it.
CLOSED_LATE = re.compile(r"[\"'”’»]+(?:[\s,;:.]|$)")
SYLLABLE_AND_STOP = re.compile(r"[^\s.।]{1,4}\.")
LETTER_AND_STOP = re.compile(r"[^\W\d_]\.")
ROMAN_NUMBER = re.compile(r"[IVXLC]{2,}\b")
# French streets, which are written small: “av. Foch”.
FRENCH_STREETS = frozenset(["av", "bd"])
# Compounds of German streets and numbers: “Hafenstr. 5”, “Hausnr. 5”.
GERMAN_ENDINGS = ("str", "nr")
# Languages that end sentences with ।, and letters and signs of their abbreviations.
DANDA = frozenset(["hi", "bn", "as", "ne", "sa", "or", "pa", "mai", "bho"])
LONGEST_BESIDE_DANDA = 5
# Letters and signs of a Thai abbreviation. Longer words are the last ones of a sentence
# that was translated with its full stop.
LONGEST_THAI = 4
# The letters of Georgian have no capitals in text, and Python calls them lower case.
GEORGIAN = range(0x10D0, 0x1100)

_NAME = r"(?:[A-Z]\.)+|[A-Z][\w’'\-]*\.?"
_LINK = "|".join(sorted(PARTICLES | ROLES))
# “Ilse Harrow, the deputy minister, told”: a name, perhaps an apposition, and a verb of
# speech.
ATTRIBUTION = re.compile(
    rf"(?P<first>{_NAME})(?:\s+(?:{_NAME}|(?:{_LINK})\b)){{0,9}}(?:,[^,.!?;“”\"]{{1,80}},)?"
    rf"\s+(?:then\s+|later\s+|also\s+|had\s+|has\s+|\w+ly\s+)?(?P<verb>{'|'.join(sorted(SPEECH))})\b(?P<rest>[^.!?…]*)"
)
# “reporters” after “told”: up to four words, before punctuation or an adverbial.
ADDRESSEE = re.compile(
    r"\s+(?:[\w’'\-]+\s+){0,3}?[\w’'\-]+(?=\s*$|[,;:]|\s+(?:"
    + "|".join(sorted(ADVERBIALS))
    + r")\b)"
)


def _is_only_dots(boundary: Boundary) -> bool:
    """“. . . The practice”: dots for an omission aren't a sentence of their own."""
    return (
        DOTS.fullmatch(boundary.before) is not None
        and boundary.end - boundary.start <= CONTEXT_BEFORE
    )


def _continues_in_lower_case(boundary: Boundary) -> bool:
    """“Lies!” he said; a.b?c=d. or write; wait… what?"""
    after = boundary.after
    if (
        not after[0].islower()
        or ord(after[0]) in GEORGIAN
        or boundary.line[boundary.end - 1].isalnum()
    ):
        return False

    # Some texts begin all sentences with small letters, and names such as “iPhone” have
    # one too.
    begins_small = boundary.line[boundary.start].islower() and boundary.before[-1] not in CLOSING
    return not begins_small and boundary.first_word[1:] == boundary.first_word[1:].lower()


def _continues_after_dash(boundary: Boundary) -> bool:
    """“Lies!” — President Orlan; ¿Vienes? —preguntó."""
    if boundary.after[0] not in DASHES:
        return False
    rest = boundary.after[1:].lstrip()
    return rest[:1].islower() or (boundary.before[-1] in '"”’»' and rest[:1].isalpha())


def _continues_without_space(boundary: Boundary) -> bool:
    """Dipl.-Ing.; L'O.N.U.; 512 ق.م; wait...I left."""
    if boundary.end != boundary.next:
        return False
    if boundary.after[0] in ",;:-–)]°º」』）】》〉" or CLOSED_LATE.match(boundary.after):
        return True
    if boundary.before.endswith(("...", "…")):
        return re.match(r"I\b", boundary.after) is not None
    # “अ.भा.वि.प.”
    if boundary.language in CASELESS and SYLLABLE_AND_STOP.match(boundary.after):
        return True
    return ONE_LETTER.search(boundary.before) is not None and (
        re.match(r"[^\W\d_]\.", boundary.after) is not None
        # “E.ON”, “avant J.C, il”, but not: “vitamin A.The”
        or (INSIDE_WORD.match(boundary.after) is not None)
    )


def _is_title_before_name(boundary: Boundary) -> bool:
    """“Amb. Koch”, “M. Dupont”, and “Dr. He”, a name that looks like the start of a sentence."""
    titles = TITLES.get(boundary.language, frozenset())
    is_foreign = boundary.language != "en" and boundary.word in FOREIGN_TITLES
    # “Dipl.-Ing. Ott”
    is_compound = boundary.language == "de" and ".-" in boundary.word
    if boundary.word not in titles and not is_foreign and not is_compound:
        return False
    if not boundary.after.lstrip(OPENING)[:1].isalpha():
        return False
    # “100 م. ثم”: a measure
    is_letter = boundary.language in CASELESS and len(boundary.word) == 1
    if is_letter and boundary.previous_word[-1:].isdigit():
        return False

    # In small letters, "sec." and "m." are measures.
    written = boundary.before[-len(boundary.word) - 1]
    is_measure = boundary.language in ("en", "fr", "tr") or boundary.word not in titles
    is_measure = is_measure and boundary.word not in FRENCH_STREETS
    return written.isupper() or not is_measure


def _is_introducer(boundary: Boundary) -> bool:
    """“e.g. The Post”, “z. B. Die Zeit”"""
    if boundary.language == "en":
        return boundary.word in INTRODUCERS
    return boundary.word in INTRODUCERS_BY_LANGUAGE.get(boundary.language, ())


def _is_initial(boundary: Boundary) -> bool:
    """“دکتر م. احمدی”, but not after a number, as in “100 م. ثم”; Slovak “J. Durich”."""
    letters = boundary.word.split(".")
    if not boundary.after[0].isalnum() or any(len(letter) != 1 for letter in letters):
        return False
    if boundary.language in CASELESS:
        return _is_caseless_initial(boundary, letters)

    is_letter = len(letters) == 1 and boundary.before[-2].isupper()
    return boundary.language in OPENERS and is_letter and not boundary.has_opener


def _is_caseless_initial(boundary: Boundary, letters: Sequence[str]) -> bool:
    # “ص.ب. 512”, “سنة 512 ق. م.”
    if len(letters) > 1 or LETTER_AND_STOP.match(boundary.after):
        return True
    return boundary.after[0].isalpha() and not boundary.previous_word[-1:].isdigit()


def _is_abbreviation_beside_danda(boundary: Boundary) -> bool:
    """“स्व. इंदिरा गांधी ने कहा।”: where । ends sentences, a short word with a stop doesn't."""
    return (
        boundary.language in DANDA
        and not boundary.before.endswith("..")
        and (len(boundary.word) <= LONGEST_BESIDE_DANDA or "." in boundary.word)
        and not boundary.word.isdigit()
        and boundary.word not in SHORT_ENDINGS
        and "।" in boundary.after
    )


def _is_thai_abbreviation(boundary: Boundary) -> bool:
    """“พ.ศ. 2560”, “10.00 น. วันจันทร์”: Thai and Lao end no sentence with a full stop."""
    if boundary.language not in ("th", "lo") or boundary.before.endswith(".."):
        return False
    return "." in boundary.word or len(boundary.word) <= LONGEST_THAI


def _continues_after_persian_and_so_on(boundary: Boundary) -> bool:
    """“کتاب، دفتر و… در کیف بود”: “and …” is the Persian “etc.”, before the verb."""
    return boundary.language == "fa" and boundary.before.endswith((" و…", " و..."))


def _is_abbreviation_before_number(boundary: Boundary) -> bool:
    """“No. 7”, “Jan. 12”, “Hafenstr. 5”, “séc. XX”"""
    is_listed = boundary.word in BEFORE_NUMBERS_BY_LANGUAGE.get(boundary.language, ())
    if is_listed and ROMAN_NUMBER.match(boundary.after):
        return True
    return (
        boundary.is_before_number
        and (
            is_listed
            or boundary.word in BEFORE_NUMBERS
            or (boundary.language == "de" and boundary.word.endswith(GERMAN_ENDINGS))
        )
        and boundary.before.endswith(".")
    )


def _is_hyphenated_initials(boundary: Boundary) -> bool:
    """J.-C. Ott, but not: “avant J.-C. La ville”"""
    return (
        boundary.before.endswith(".")
        # Cheaper than the pattern, and false at nearly all boundaries.
        and "-" in boundary.before
        and INITIALS.search(boundary.before) is not None
        and not ends_with_date(boundary)
    )


def _is_time_of_day(boundary: Boundary) -> bool:
    """“at 5 p.m. Tuesday”; “At 5 a.m. Orlan left”."""
    if boundary.language != "en" or boundary.word not in HOURS:
        return False
    if boundary.first_word.lower() in AFTER_HOURS:
        return True

    # “At 5 a.m.” isn't a sentence by itself.
    words = boundary.line[boundary.start : boundary.start + CONTEXT_BEFORE].split()
    is_short = boundary.end - boundary.start < CONTEXT_BEFORE and len(boundary.before.split()) <= 4
    return is_short and words[0].lower() in PREPOSITIONS_OF_TIME


def _is_followed_by_speaker(boundary: Boundary) -> bool:
    """“Lies!” President Orlan said. But not: “Lies!” Orlan said that …"""
    if (
        boundary.language != "en"
        or boundary.before[-1] not in "\"'”’»"
        or boundary.line[boundary.start] not in OPENING
    ):
        return False

    found = ATTRIBUTION.match(boundary.after)
    if found is None or (found["first"] != "I" and found["first"].lower() in FUNCTION_WORDS):
        return False

    # An attribution ends with the verb, or goes on to say to whom, when or where.
    # Anything else after the verb is a new statement.
    rest = found["rest"]
    if found["verb"] in SPEECH_TO and (addressee := ADDRESSEE.match(rest)):
        rest = rest[addressee.end() :]
    if not rest.strip() or rest.lstrip()[0] in ",;:" + DASHES:
        return True

    # Before an attribution, a quotation ends with a comma, not with a full stop. So
    # after a full stop an adverbial isn't enough.
    if boundary.before.rstrip(CLOSING).endswith("."):
        return False

    following = rest.split(None, 1)[0].strip(",;:").lower()
    is_adverbial = following in ADVERBIALS or following.endswith("ly")
    return is_adverbial and re.search(r"\bthat\b", rest) is None


JOINS: tuple[Callable[[Boundary], bool], ...] = (
    _continues_in_lower_case,
    _continues_after_dash,
    _continues_without_space,
    continues_after_quotation,
    _is_followed_by_speaker,
    _is_only_dots,
    _continues_after_persian_and_so_on,
)
JOINS_AFTER_FULL_STOP: tuple[Callable[[Boundary], bool], ...] = (
    _is_title_before_name,
    _is_introducer,
    _is_abbreviation_before_number,
    _is_hyphenated_initials,
    _is_time_of_day,
    is_ordinal,
    is_date_in_opening_phrase,
    is_era_before_year,
    _is_initial,
    _is_thai_abbreviation,
    _is_abbreviation_beside_danda,
)
