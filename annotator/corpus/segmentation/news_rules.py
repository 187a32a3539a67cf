"""What sentencex misses in news: named repairs that join its sentences or break them further. Pure.

A break asks whether a sentence ends where sentencex goes on; a join asks whether it goes on where
sentencex, or a break, ended it. Each looks at a bounded stretch of text around one place, so that
the whole is linear.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from annotator.corpus.segmentation.vocabulary import (
    ADVERBIALS,
    AFTER_HOURS,
    AND_SO_ON,
    BEFORE_NUMBERS,
    FIRMS,
    FUNCTION_WORDS,
    GERMAN_DETERMINERS,
    HOURS,
    INTRODUCERS,
    OFFICES,
    PARTICLES,
    PREPOSITIONS_OF_TIME,
    ROLES,
    SPEECH,
    SPEECH_TO,
    STREETS,
    TITLES,
    WORDS_LIKE_ABBREVIATIONS,
)

Range = tuple[int, int]

# Characters that a repair sees before and after a place.
BEHIND, AHEAD = 60, 240
OPENING = "\"'“‘„«‹»(["
CLOSING = "\"'”’“»›«)]"
DASHES = "-–—―"

# A mark that may end a sentence, the quotes and brackets closed behind it, and the beginning of
# another sentence.
PLACE = re.compile(r"(?P<mark>[.!?…؟])(?P<closed>[\"'”’“»›)\]]*+)\s++(?=[\"'“‘„«(\[¿¡]*+[^\W\d_])")
OMISSION = re.compile(
    r"(?<=[^\s.])\.(?=(?:\s\.){3}\s)"
    # A full stop, then the dots of an ellipsis.
)
# The spaces are counted: the mark at the beginning of a line is looked for at each place of its
# first sentence.
LIST_MARK = re.compile(
    r"(?P<open>(?:[•·▪⁃*-]\s{0,9})?\(?)(?P<value>\d{1,3}|[a-z])(?P<close>[.)]{1,2})(?=\s|$)"
)
SOURCE = re.compile(r"[(\[][^()\[\]]{1,100}[^.!?…()\[\]][)\]](?:[.,;:]|$)")
DOTS = re.compile(r"[.…\s]+")
INITIALS = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]\.-)+[^\W\d_]\.$")
# Letters without capitals, for which Python says lower case.
GEORGIAN = range(0x10D0, 0x1100)

# Every word that a repair asks about.
KNOWN = frozenset().union(
    WORDS_LIKE_ABBREVIATIONS,
    FIRMS,
    STREETS,
    INTRODUCERS,
    BEFORE_NUMBERS,
    HOURS,
    AND_SO_ON,
    *TITLES.values(),
)

_NAME = r"(?:[A-Z]\.)+|[A-Z][\w’'\-]*\.?"
_LINK = "|".join(sorted(PARTICLES | ROLES))
ATTRIBUTION = re.compile(
    rf"(?P<first>{_NAME})(?:\s+(?:{_NAME}|(?:{_LINK})\b)){{0,9}}(?:,[^,.!?;“”\"]{{1,80}},)?"
    rf"\s+(?:then\s+|later\s+|also\s+|had\s+|has\s+|\w+ly\s+)?(?P<verb>{'|'.join(sorted(SPEECH))})\b(?P<rest>[^.!?…]*)"
)
ADDRESSEE = re.compile(
    r"\s+(?:[\w’'\-]+\s+){0,3}?[\w’'\-]+(?=\s*$|[,;:]|\s+(?:"
    + "|".join(sorted(ADVERBIALS))
    + r")\b)"
)


class Boundary:
    """Where one sentence of `line` may end, at `end`, and another begin, at `next`; the first began
    at `start`.

    `before` and `after` are what stands around the place; `word` is the word with a full stop that
    stands before it, in lower case and without the stop, or "".
    """

    __slots__ = ("after", "before", "end", "language", "line", "next", "start", "word")

    def __init__(self, line: str, start: int, end: int, following: int, language: str) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.next = following
        self.language = language
        self.before = line[max(start, end - BEHIND) : end]
        self.after = line[following : following + AHEAD]
        ends_in_a_stop = line[end - 1] == "."
        self.word = (
            self.before.rsplit(None, 1)[-1][:-1].lstrip(OPENING).lower() if ends_in_a_stop else ""
        )

    @property
    def first(self) -> str:
        """The first word after the place, without what is stuck to it."""
        words = self.after.split(None, 1)
        return words[0].strip(OPENING + CLOSING + ".,;:!?…") if words else ""


def repair(line: str, sentences: Iterable[Range], language: str) -> Iterator[Range]:
    """The stripped sentences of `line`, repaired. `sentences` are sentencex's: ranges that join up
    and cover the line.

    Linear: joins and breaks see a bounded stretch around a place, and the quotes that are open are
    counted once.
    """
    items = _list_items(line)
    start = end = -1

    for left, right in _fragments(line, sentences, items, language):
        if end < 0:
            start, end = left, right
        elif not _is_plain(line, start, end, left) and _goes_on(
            Boundary(line, start, end, left, language), items
        ):
            end = right
        else:
            yield start, end
            start, end = left, right

    if end >= 0:
        yield start, end


# Breaks: does a sentence end at a place where sentencex goes on?


def _ends_in_a_word(place: Boundary) -> bool:
    """“He told me. Orlan left.”: a word that sentencex takes for an abbreviation."""
    if place.language != "en" or place.word not in WORDS_LIKE_ABBREVIATIONS:
        return False
    written = place.before[-len(place.word) - 1 : -1]
    return (
        written.islower()
        or written in ("May", "Ken", "OK")
        or len(written) + 1 == place.end - place.start
    )


def _ends_in_a_firm_or_street(place: Boundary) -> bool:
    """“Acme Corp. Company officials”: only the beginning of a sentence explains the capital of
    “Company”.
    """
    if place.language != "en" or place.word not in FIRMS | STREETS:
        return False

    following = place.after.split(None, 2)
    return (
        len(following) > 1
        and following[0].isalpha()
        and following[0].lower() not in OFFICES
        and following[1][0].islower()
        and following[1] not in PARTICLES
    )


def _ends_in_et_cetera(place: Boundary) -> bool:
    return place.word in AND_SO_ON


def _ends_before_article_or_i(place: Boundary) -> bool:
    """“in the U.S. A spokesman”: sentencex leaves out the two function words that could be
    initials.
    """
    return (
        place.language == "en"
        and "." in place.word
        and place.word not in INTRODUCERS
        and re.match(r"(?:A|I)\s+[a-z]|I['’]", place.after) is not None
    )


def _ends_in_an_aside(place: Boundary) -> bool:
    """“(SANA later withdrew it.) Reuters”: the parenthesis is the sentence, from its first letter
    on.
    """
    return place.before[-1] in ")]" and place.line[place.start] in "(["


def _ends_in_a_quotation(place: Boundary) -> bool:
    """“It was ‘a lie.’” He left. Not before a source in brackets, which belongs to the
    quotation.
    """
    return place.before[-1] in "\"'”’»›" and SOURCE.match(place.after) is None


BREAKS: tuple[Callable[[Boundary], bool], ...] = (
    _ends_in_a_word,
    _ends_in_a_firm_or_street,
    _ends_in_et_cetera,
    _ends_before_article_or_i,
    _ends_in_an_aside,
    _ends_in_a_quotation,
)


# Joins: does the sentence go on at a place where it was broken?


def _is_only_dots(place: Boundary) -> bool:
    """“. . . The practice”: an omission at the beginning of a sentence is no sentence."""
    return DOTS.fullmatch(place.before) is not None and place.end - place.start <= BEHIND


def _goes_on_in_lower_case(place: Boundary) -> bool:
    """“Lies!” he said; a.b?c=d. or write; wait… what?

    Not in a text that begins its sentences with small letters anyway, nor before a name such as
    “iPhone”.
    """
    after = place.after
    if not after[0].islower() or ord(after[0]) in GEORGIAN or place.line[place.end - 1].isalnum():
        return False
    begins_small = place.line[place.start].islower() and place.before[-1] not in CLOSING
    return not begins_small and place.first[1:] == place.first[1:].lower()


def _goes_on_after_a_dash(place: Boundary) -> bool:
    """“Lies!” — President Orlan; ¿Vienes? —preguntó."""
    if place.after[0] not in DASHES:
        return False
    rest = place.after[1:].lstrip()
    return rest[:1].islower() or (place.before[-1] in '"”’»' and rest[:1].isalpha())


def _goes_on_after_a_japanese_quotation(place: Boundary) -> bool:
    """「…。」と彼は言った: the particle says that this was a quotation."""
    return (
        place.language == "ja"
        and place.before[-1] in "」』"
        and place.after.startswith(("と", "って"))
    )


def _goes_on_without_a_space(place: Boundary) -> bool:
    """Dipl.-Ing.; L'O.N.U.; wait...I left."""
    if place.end != place.next:
        return False
    if place.after[0] in ",;:-–)]":
        return True
    if place.before.endswith(("...", "…")):
        return re.match(r"I\b", place.after) is not None
    return bool(re.search(r"\b[^\W\d_]\.$", place.before) and re.match(r"[^\W\d_]\.", place.after))


def _stands_before_a_name(place: Boundary) -> bool:
    """“Amb. Koch”, “M. Dupont”, and “Dr. He”, where the name looks like the beginning of a
    sentence.
    """
    titles = TITLES.get(place.language)
    if titles is None or place.word not in titles or not place.after.lstrip(OPENING)[:1].isalpha():
        return False
    # In small letters, "sec." and "m." are measures.
    written = place.before[-len(place.word) - 1]
    return written.isupper() or place.language not in ("en", "fr", "tr")


def _stands_before_what_it_introduces(place: Boundary) -> bool:
    return place.language == "en" and place.word in INTRODUCERS


def _stands_before_its_number(place: Boundary) -> bool:
    return place.after[0].isdigit() and place.word in BEFORE_NUMBERS and place.before.endswith(".")


def _is_initials(place: Boundary) -> bool:
    """J.-C. Ott"""
    return (
        place.before.endswith(".")
        and "-" in place.before
        and INITIALS.search(place.before) is not None
    )


def _is_an_hour_with_its_day(place: Boundary) -> bool:
    """“at 5 p.m. Tuesday”; and “At 5 a.m. Orlan left”, where the time is no sentence by itself."""
    if place.language != "en" or place.word not in HOURS:
        return False
    if place.first.lower() in AFTER_HOURS:
        return True
    words = place.line[place.start : place.start + BEHIND].split()
    short = place.end - place.start < BEHIND and len(place.before.split()) <= 4
    return short and words[0].lower() in PREPOSITIONS_OF_TIME


def _is_a_german_ordinal(place: Boundary) -> bool:
    """“der 2. Weltkrieg”"""
    if place.language != "de":
        return False
    words = place.before.split()
    return (
        len(words) > 1
        and re.fullmatch(r"\d{1,2}\.", words[-1]) is not None
        and words[-2].lower() in GERMAN_DETERMINERS
        and place.after[0].isupper()
    )


def _is_followed_by_its_speaker(place: Boundary) -> bool:
    """“Lies!” President Orlan said. Not: “Lies!” Orlan said that …

    What follows the verb tells the two apart: an attribution ends there, or goes on to say when,
    where and to whom.
    """
    if (
        place.language != "en"
        or place.before[-1] not in "\"'”’»"
        or place.line[place.start] not in OPENING
    ):
        return False

    found = ATTRIBUTION.match(place.after)
    if found is None or (found["first"] != "I" and found["first"].lower() in FUNCTION_WORDS):
        return False

    rest = found["rest"]
    if found["verb"] in SPEECH_TO and (addressee := ADDRESSEE.match(rest)):
        rest = rest[addressee.end() :]

    if not rest.strip() or rest.lstrip()[0] in ",;:" + DASHES:
        return True
    # Inside the quotation a full stop, where an attribution would have left a comma: that wants a
    # plainer sign.
    if place.before.rstrip(CLOSING).endswith("."):
        return False

    following = rest.split(None, 1)[0].strip(",;:").lower()
    return (following in ADVERBIALS or following.endswith("ly")) and re.search(
        r"\bthat\b", rest
    ) is None


JOINS: tuple[Callable[[Boundary], bool], ...] = (
    _goes_on_in_lower_case,
    _goes_on_after_a_dash,
    _goes_on_without_a_space,
    _goes_on_after_a_japanese_quotation,
    _is_followed_by_its_speaker,
    _is_only_dots,
)
JOINS_AFTER_A_STOP: tuple[Callable[[Boundary], bool], ...] = (
    _stands_before_a_name,
    _stands_before_what_it_introduces,
    _stands_before_its_number,
    _is_initials,
    _is_an_hour_with_its_day,
    _is_a_german_ordinal,
)


def _goes_on(place: Boundary, items: Sequence[int]) -> bool:
    if items and _holds(items, place.next):
        return False
    if place.start == 0 or _holds(items, place.start):
        mark = LIST_MARK.match(place.line, place.start)
        # "1." alone is not a sentence.
        if mark is not None and mark.end() == place.end:
            return True
    if any(join(place) for join in JOINS):
        return True
    return place.line[place.end - 1] == "." and any(join(place) for join in JOINS_AFTER_A_STOP)


# The fragments that the joins are asked about.


def _fragments(
    line: str, sentences: Iterable[Range], items: Sequence[int], language: str
) -> Iterator[Range]:
    """The stripped pieces of the sentences after all breaks; blank ones are left out."""
    for start, end in sentences:
        left = start
        for cut in (*_breaks(line, start, end, items, language), end):
            piece = line[left:cut]
            ahead = piece.lstrip()
            if ahead:
                yield cut - len(ahead), left + len(piece.rstrip())
            left = cut


def _breaks(line: str, start: int, end: int, items: Sequence[int], language: str) -> list[int]:
    """Where to break the sentence `line[start:end]` further, in order."""
    cuts = [*items[bisect_right(items, start) : bisect_left(items, end)]] if items else []
    if line.find(" . .", start, end) >= 0:
        cuts += [found.end() for found in OMISSION.finditer(line, start, end)]

    balance = None
    first = counted = start

    for found in PLACE.finditer(line, start, end):
        if not found["closed"] and (
            found["mark"] != "." or not _is_known(_last_word(line, first, found.start()))
        ):
            continue
        after = line[found.end() : found.end() + 8].lstrip(OPENING + "¿¡")
        if not after[:1].isalpha() or after[0].islower():
            continue
        balance = balance or Balance()
        balance.count(line, counted, found.end())
        counted = found.end()
        if not balance.is_even:
            continue
        while line[first].isspace():
            first += 1
        place = Boundary(line, first, found.end("closed"), found.end(), language)
        if any(ends(place) for ends in BREAKS):
            cuts.append(found.end())
            first = found.end()

    return sorted(set(cuts)) if len(cuts) > 1 else cuts


def _last_word(line: str, start: int, stop: int) -> str:
    """The word before the full stop at `stop`, if it is short enough to be an abbreviation's last
    part.
    """
    before = line[max(start, stop - BEHIND) : stop]
    return before[before.rfind(" ") + 1 :]


def _is_known(word: str) -> bool:
    """Whether some repair may have to do with this word before a full stop; a plain word has
    none.
    """
    return len(word) < 2 or not word.isalpha() or word.lower() in KNOWN


def _is_plain(line: str, start: int, end: int, following: int) -> bool:
    """Whether a plain word ends here and a capital follows, as at most ends of sentences: no join
    has to be asked.
    """
    return (
        end < following
        and line[following].isupper()
        and (
            line[end - 1] in "!?"
            or (line[end - 1] == "." and not _is_known(_last_word(line, start, end - 1)))
        )
    )


class Balance:
    """Whether all quotes and brackets counted so far are closed."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys('“”„«»()[]"‘’', 0)

    def count(self, line: str, start: int, end: int) -> None:
        for mark, count in self._counts.items():
            self._counts[mark] = count + line.count(mark, start, end)

    @property
    def is_even(self) -> bool:
        found = self._counts
        # German and Polish close with what English opens with; an apostrophe looks like a closing
        # quote.
        curly = found["„"] == found["“"] + found["”"] if found["„"] else found["“"] == found["”"]
        return (
            curly
            and found["«"] == found["»"]
            and found["("] == found[")"]
            and found["["] == found["]"]
            and found['"'] % 2 == 0
            and found["‘"] <= found["’"]
        )


def _holds(ordered: Sequence[int], value: int) -> bool:
    index = bisect_left(ordered, value)
    return index < len(ordered) and ordered[index] == value


def _list_items(line: str) -> Sequence[int]:
    """Where the later items of a list begin that stands in one line: “1. Open it 2. Close it”, “a)
    … b) …”.

    It begins with its first mark, and the values of the marks follow one another.
    """
    mark = LIST_MARK.match(line)
    return list(_following_items(line, mark)) if mark else ()


def _following_items(line: str, mark: re.Match[str]) -> Iterator[int]:
    value, position = mark["value"], mark.end()
    while True:
        value = str(int(value) + 1) if value.isdigit() else chr(ord(value) + 1)
        following = mark["open"] + value + mark["close"]
        position = line.find(f" {following} ", position)
        if position < 0:
            return
        yield position + 1
        position += len(following) + 1
