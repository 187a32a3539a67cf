"""Joins the lines of printed pages to paragraphs, and finds running headers and page numbers."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

# Lines at the top and at the bottom of a page that may be running headers.
MARGIN_LINES = 2
# A page with fewer lines has one of each at the most.
MIN_LINES = 8
# A running header is on at least this part of the pages: left and right pages may have
# two.
MARGIN_SHARE = 0.4
# A longer line that comes again is text, such as a refrain.
MAX_MARGIN = 150
# A gap so much larger than usual separates paragraphs.
GAP = 1.35
# Sizes of letters that differ by more belong to a heading and its text.
SIZE = 1.12
# An indent of so many times the size of the letters begins a paragraph.
INDENT = 0.8
# A line that ends so many letters before the margin ends one,
SHORT = 5.0
# even if its text doesn't end: a heading, or a name.
VERY_SHORT = 30.0

# Letters in the lines of a column of text.
MIN_LINE = 25

NUMBER = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"[-–—|]?\s?(?:(?:page|seite|p\.|s\.|página|pagina|pag\.|str\.|стр\.|σελ\.)\s?)?\d{1,3}"
    r"(?:\s?(?:/|of|von|de|di|van|из|z)\s?\d{1,4})?\s?[-–—|]?",
    re.IGNORECASE,
)
# Stands for the number of a page.
PAGE = "page"
ROMAN = re.compile(r"(?=.)x{0,4}(ix|iv|v?i{0,3})", re.IGNORECASE)
SENTENCE_END = re.compile(r"""[.!?…。！？۔؟।:;]["'”’»)\]]*$""")
LIST_MARK = re.compile(r"^(?:[•‣▪●○–—*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
# As in “Ost- und Westküste”, and “pre- and post-war”.
CONJUNCTIONS = frozenset(["and", "or", "und", "oder", "bis", "bzw", "sowie", "en", "of"])
HYPHENATED = re.compile(r"\w+(?:-\w+)+")
LAST_PART = re.compile(r"(\w+)-$")
FIRST_PART = re.compile(r"^\w+")
# An address goes on in the next line.
OPEN_END = re.compile(r"://\S*[/.=&?_-]$|://$|\w@$")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page, and its place in points from the lower left corner.

    `size` is the height of its letters.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float


def without_margins(pages: Sequence[list[PageLine]]) -> tuple[list[list[PageLine]], int]:
    """Return the pages without running headers and page numbers, and how many lines these are."""
    full = [page for page in pages if page]
    seen = Counter(key for page in full for key in {_margin_key(line) for line in _margins(page)})
    least = max(2, MARGIN_SHARE * len(full))
    running = {
        key
        for key, count in seen.items()
        if key == PAGE or (key and count >= least) or _is_chapter(key, count)
    }

    kept, left_out = [], 0
    for page in pages:
        margins = {id(line) for line in _margins(page) if _margin_key(line) in running}
        # A page of nothing else has text after all.
        if len(margins) == len(page):
            margins = set()
        kept.append([line for line in page if id(line) not in margins])
        left_out += len(margins)
    return kept, left_out


def _is_chapter(key: str, count: int) -> bool:
    """Whether the line has the name of a chapter and the number of the page."""
    return count >= 3 and (key.startswith("#") or key.endswith("#")) and len(key) > 2


def _margins(page: list[PageLine]) -> list[PageLine]:
    """Return the highest and the lowest lines of the page."""
    ordered = sorted(page, key=lambda line: line.bottom)
    count = MARGIN_LINES if len(page) >= MIN_LINES else 1
    return [*ordered[:count], *ordered[count:][-count:]]


def _margin_key(line: PageLine) -> str:
    """Return what is the same on each page: the line without its numbers."""
    text = " ".join(line.text.split())
    if PAGE_NUMBER.fullmatch(text):
        return PAGE
    if len(text) > MAX_MARGIN:
        return ""
    return PAGE if ROMAN.fullmatch(text) else NUMBER.sub("#", text)


def paragraphs_of(pages: Sequence[list[PageLine]]) -> Iterator[str]:
    """Yield the paragraphs of the pages. One may go on over the end of a page."""
    words = {
        word.casefold() for page in pages for line in page for word in HYPHENATED.findall(line.text)
    }
    paragraph = ""
    before: PageLine | None = None

    for page in pages:
        lines = _Lines(page)
        for index, line in enumerate(page):
            if before is None:
                paragraph = line.text
            elif lines.begins(index) if index else not _goes_on(before, line):
                yield paragraph
                paragraph = line.text
            else:
                paragraph = _join(paragraph, line.text, words)
            before = line

    if paragraph:
        yield paragraph


class _Lines:
    """The lines of a page, with what is usual on it."""

    def __init__(self, page: list[PageLine]) -> None:
        self._page = page
        gaps = [
            before.bottom - line.bottom
            for before, line in itertools.pairwise(page)
            if 0 < before.bottom - line.bottom < 4 * max(before.size, 1)
        ]
        self._gap = median(gaps) if gaps else 0.0
        self._size = max(median(line.size for line in page), 1.0) if page else 1.0

    def _right_margin(self, index: int) -> float:
        """Return where the lines around this one end that are in the same column."""
        line = self._page[index]
        return max(
            other.right
            for other in self._page[max(0, index - 4) : index + 5]
            if other.left < line.right and not _differ_in_size(other, line)
        )

    def begins(self, index: int) -> bool:
        """Whether a paragraph begins with this line, which isn't the first."""
        before, line = self._page[index - 1], self._page[index]
        if LIST_MARK.match(line.text):
            return True
        if _differ_in_size(before, line):
            return True

        gap = before.bottom - line.bottom
        # The next column, or a line beside the one before.
        if gap < -before.size or abs(gap) <= before.size / 3:
            return not _goes_on(before, line)
        if self._gap and gap > GAP * self._gap * line.size / self._size:
            return True

        letter = max(line.size, 1) / 2
        # The lines of an item of a list are indented after its mark.
        is_item = LIST_MARK.match(before.text) is not None
        is_indented = line.left > before.left + INDENT * line.size
        if is_indented and not is_item and not self._is_centred(before, line):
            return True
        short = (self._right_margin(index - 1) - before.right) / letter
        is_end = bool(SENTENCE_END.search(before.text))
        return short > SHORT if is_end else short > VERY_SHORT and line.text[:1].isupper()

    def _is_centred(self, before: PageLine, line: PageLine) -> bool:
        middle = (before.left + before.right) / 2
        return abs(middle - (line.left + line.right) / 2) < line.size / 2


def _differ_in_size(before: PageLine, line: PageLine) -> bool:
    return max(before.size, line.size) > SIZE * max(min(before.size, line.size), 0.1)


def _goes_on(before: PageLine, line: PageLine) -> bool:
    """Whether the text goes on in a line that isn't below it: in another column or page."""
    if SENTENCE_END.search(before.text) or _differ_in_size(before, line):
        return False
    if LIST_MARK.match(line.text):
        return False
    # A short line before a capital letter is probably a heading.
    return not line.text[:1].isupper() or len(before.text) >= MIN_LINE


def _join(text: str, line: str, words: set[str]) -> str:
    """Return the text with this line after it. `words` are those with a hyphen in the document."""
    last, first = LAST_PART.search(text[-100:]), FIRST_PART.match(line)
    if last and first:
        # In “exam-ple” the hyphen belongs to the line, in “well-known” and in
        # “Anglo-American” to the word.
        if first[0] in CONJUNCTIONS:
            return f"{text} {line}"
        whole = f"{last[1]}-{first[0]}".casefold()
        if first[0][0].islower() and not last[1][-1].isdigit() and whole not in words:
            return text[:-1] + line
        return text + line

    is_wide = WIDE.match(text[-1:]) and WIDE.match(line[:1])
    if is_wide or OPEN_END.search(text[-100:]):
        return text + line
    return f"{text} {line}"
