"""A possible end of a sentence with the text around it, and the balance of quotes. Pure."""

import re

from annotator.corpus.segmentation.openers import OPENERS

Range = tuple[int, int]

# Characters that a rule sees before and after a boundary. The limit keeps the rules
# linear in the length of the text.
CONTEXT_BEFORE, CONTEXT_AFTER = 60, 240
# Marks that abbreviations have, too: that of Urdu as well.
FULL_STOPS = ".۔"
OPENING = "\"'“‘„«‹»(["
CURRENCIES = "$€£¥₹₺₽"
CLOSING = "\"'”’“»›«)]"
# “L'uomo”, “All’Alta”: the article is a word of its own.
ELISION = re.compile(r"['’]")
ELIDING = frozenset(["fr", "it", "ca"])


class Boundary:
    """A place in `line` where one sentence may end, at `end`, and another begin, at `next`.

    The first sentence began at `start`. `before` and `after` are the text around the boundary.
    `word` is the word with a full stop before it, in lower case and without the stop, or "".
    """

    __slots__ = ("after", "before", "end", "language", "line", "next", "start", "word")

    def __init__(self, line: str, start: int, end: int, following: int, language: str) -> None:
        self.line = line
        self.start = start
        self.end = end
        self.next = following
        self.language = language
        self.before = line[max(start, end - CONTEXT_BEFORE) : end]
        self.after = line[following : following + CONTEXT_AFTER]
        has_stop = line[end - 1] in FULL_STOPS
        self.word = self._word_with_stop() if has_stop else ""

    def _word_with_stop(self) -> str:
        word = self.before.rsplit(None, 1)[-1][:-1].lstrip(OPENING)
        if self.language in ELIDING:
            word = ELISION.split(word)[-1] or word
        # Python has two characters for the small letter of the Turkish İ.
        return word.replace("İ", "I").lower()

    @property
    def first_word(self) -> str:
        """The first word after the boundary, without punctuation around it."""
        words = self.after.split(None, 1)
        return words[0].strip(OPENING + CLOSING + ".,;:!?…¿¡") if words else ""

    @property
    def is_before_number(self) -> bool:
        """Whether a number follows: “5”, “(5”, “€5”."""
        return self.after.lstrip(OPENING + CURRENCIES)[:1].isdigit()

    @property
    def has_opener(self) -> bool:
        """Whether the first word after the boundary has a capital only at the start of a sentence.

        False in languages that the lists don't have.
        """
        openers = OPENERS.get(self.language)
        if openers is None:
            return False
        word = self.first_word
        # “В. І. Гошкевич”: an initial, though “І” is a word too.
        if len(word) == 1 and self.after[1:2] == ".":
            return False
        return word[:1].isupper() and (
            word.lower() in openers or ELISION.split(word)[0].lower() in openers
        )

    @property
    def previous_word(self) -> str:
        """The word before the last one, as it is written, or ""."""
        words = self.before.rsplit(None, 2)
        return words[-2].lstrip(OPENING) if len(words) > 1 else ""

    @property
    def word_count(self) -> int:
        """The number of words before the boundary, or that of its context in a long sentence."""
        return len(self.before.split())

    @property
    def is_long(self) -> bool:
        """Whether the sentence is longer than the context before the boundary."""
        return self.end - self.start > CONTEXT_BEFORE


class Balance:
    """Counts quotes and brackets, to tell whether all that were opened are closed."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys('“”„«»()[]"‘’', 0)

    def count(self, line: str, start: int, end: int) -> None:
        for mark, count in self._counts.items():
            self._counts[mark] = count + line.count(mark, start, end)

    @property
    def is_closed(self) -> bool:
        counts = self._counts
        # German and Polish close a quotation with the mark that opens one in English.
        # Finnish and Swedish open one with the mark that closes it.
        if counts["„"]:
            curly = counts["„"] == counts["“"] + counts["”"]
        elif not counts["“"]:
            curly = counts["”"] % 2 == 0
        else:
            curly = counts["“"] == counts["”"]

        return (
            curly
            and counts["«"] == counts["»"]
            and counts["("] == counts[")"]
            and counts["["] == counts["]"]
            and counts['"'] % 2 == 0
            # An apostrophe looks like a closing quote, so there may be more of those.
            and counts["‘"] <= counts["’"]
        )
