"""Ends of sentences at marks that end nothing but sentences. Pure.

The full stop of Latin, Cyrillic and Arabic script also ends abbreviations, so sentencex decides
about it. A Chinese 。 or a Hindi । needs no such decision, yet sentencex doesn't break after some
of them, or before a digit.
"""

import re
from collections.abc import Iterator

from annotator.corpus.segmentation.boundary import Balance, Boundary
from annotator.corpus.segmentation.openers import OPENERS

# Chinese and Japanese put no space between sentences.
EAST_ASIAN = frozenset(["zh", "ja", "yue", "lzh", "wuu"])
# The Armenian full stop and the Greek question mark look like a colon and a semicolon.
ONLY_ENDS = "。｡！？।॥۔؟።፧።᙮។៕။։\u037e"
# “।[1]”: the number of a footnote stays with the sentence.
ENDS = re.compile(
    rf"[{ONLY_ENDS}][{ONLY_ENDS}.!?…]*+[\"'”’»›)\]]*+(?:\[\d{{1,3}}\])*+\s*+(?=[\w\"'“‘„«(\[])"
)
GREEK_ENDS = re.compile(r"[;\u037e]++[\"'”’»)\]]*+\s++(?=[\"'“‘«(\[]*+[^\W_])")
# “។ល។” is the Khmer “etc.”
KHMER_AND_SO_ON = re.compile(r"ល។")

# Ends and quotation marks of Chinese and Japanese. A half-width ! or ? may belong to a name
# (“Yahoo!ニュース”), so sentencex decides about it.
SIGNS = re.compile(
    r"(?P<end>[。｡！？]+)|(?P<half>[!?]+)|(?P<open>[「『（《【〈])|(?P<close>[」』])|(?P<shut>[）》】〉])"
    '|[“”„"]'
)
# Nothing that is quoted begins with these.
BEFORE_NONE = "，。、；：！？"
# A quotation that is open for longer than this was never closed.
MAX_QUOTATION = 300

# The clause after a quotation names who said it, and ends with a verb of speech:
# “……。”市长说。
CHINESE_SPEAKER = re.compile(
    r"[^，。！？；：“”「」『』\s]{1,40}?(?:"
    r"(?:说|說|问|問|(?<!知)道|称|稱|表示|指出|认为|認為|强调|強調|补充|補充|回应|回應|透露|解释|解釋"
    r"|回答|宣布|宣佈|承认|承認|警告|感叹|感嘆|介绍|介紹|呼吁|呼籲)(?:道|着|著)?"
    # “……？”记者问市长。
    r"|(?:告诉|告訴|问|問|警告|提醒|反问|反問)[^，。！？；：“”「」『』\s]{1,12})"
    r"(?:[。！？]|，[“「])"
)
# The speaker comes before the quotation: 市长问：“……？”
NAMED_BEFORE = re.compile(r"：[“「『][^“「『：]*$")
# A particle after a Japanese quotation: what comes before it is part of the sentence.
JAPANESE_PARTICLE = re.compile(r"と|って|など|[はがをにのもで](?=[一-鿿ァ-ヶ、\d])")
# Hangul right after a closing quote is a particle: "…."라고 말했다.
HANGUL = re.compile(r"[가-힣]")
KOREAN_QUOTING = re.compile(r"이?(?:라고|라는|라며|라면서|란)(?![가-힣])|(?:하고|하며|고|며)\s")
# “….” 시장이 말했다. But not: “….” 시장은 물이 안전하다고 말했다.
KOREAN_SPEAKER = re.compile(
    r"[^.!?\"“”]{1,40}?(?<![고며]) "
    r"(?:말|밝|전|강조|주장|지적|설명|답|반박|비판|호소)(?:했|혔)(?:다|습니다)\."
)
CLOSING_QUOTES = "\"'”’」』»"


def clear_marks(line: str, language: str) -> str:
    """Return the marks in the line that only end sentences, each once."""
    if language in OPENERS:
        # Latin, Cyrillic and Greek script have no such mark but the Greek “;”.
        return "".join(mark for mark in ";\u037e" if mark in line) if language == "el" else ""
    return "" if line.isascii() else "".join(mark for mark in ONLY_ENDS if mark in line)


def clear_ends(line: str, start: int, end: int, language: str, marks: str) -> Iterator[int]:
    """Yield where sentences begin in `line[start:end]` after one of the marks."""
    # Most sentences have one mark, at their end.
    last = end - 2 if line[end - 1] == " " else end - 1
    if not any(line.find(mark, start, last) >= 0 for mark in marks):
        return
    if language in EAST_ASIAN:
        yield from _east_asian_ends(line, start, end)
        return

    balance, counted = Balance(), start
    pattern = GREEK_ENDS if language == "el" else ENDS
    for found in pattern.finditer(line, start, end):
        balance.count(line, counted, found.end())
        counted = found.end()
        if balance.is_closed and not KHMER_AND_SO_ON.match(line, found.end()):
            yield found.end()


def _east_asian_ends(line: str, start: int, end: int) -> Iterator[int]:
    quotation = _Quotation()
    begin = start
    # `ending` is where a sentence ends, until it is clear that nothing closes after it.
    # `marked` is the end of the last mark, which may be inside a quotation.
    ending = marked = -1

    for sign in SIGNS.finditer(line, start, end):
        at, after = sign.span()
        kind = quotation.read(sign)
        if ending >= 0 and (kind == "open" or at > ending):
            yield ending
            begin, ending = ending, -1

        is_after_mark = marked == at
        if kind in ("end", "half"):
            marked = after
        if quotation.is_open:
            continue
        # “（写真は昨年。）”: the whole sentence is in brackets.
        is_whole = kind == "shut" and quotation.since == begin
        ends = kind == "end" or ((kind == "close" or is_whole) and is_after_mark)
        if ends or ending == at >= 0:
            ending = after

    if 0 <= ending < end:
        yield ending


class _Quotation:
    """Whether a quotation or a bracket is open, while the signs of a line are read."""

    def __init__(self) -> None:
        self._brackets = 0
        self._in_quotes = False
        self.since = 0

    @property
    def is_open(self) -> bool:
        return self._in_quotes or self._brackets > 0

    def read(self, sign: re.Match[str]) -> str:
        """Count the sign, and return what it is: end, half, open, close or shut."""
        if self.is_open and sign.start() > self.since + MAX_QUOTATION:
            self._brackets, self._in_quotes = 0, False

        kind = sign.lastgroup or self._kind_of_quote(sign)
        if kind == "open":
            self.since = sign.start()
        if sign.lastgroup == "open":
            self._brackets += 1
        elif sign.lastgroup in ("close", "shut"):
            self._brackets = max(0, self._brackets - 1)
        elif sign.lastgroup is None:
            self._in_quotes = kind == "open"

        return kind

    def _kind_of_quote(self, sign: re.Match[str]) -> str:
        # Many texts mix “ and ", or have ” or “ on both sides.
        if not self._in_quotes:
            return "open"
        may_open = sign[0] in "“„" and sign.string[sign.end() : sign.end() + 1] not in BEFORE_NONE
        return "open" if may_open else "close"


def continues_after_quotation(boundary: Boundary) -> bool:
    """「…。」と彼は言った; “…。”市长说。; "…."라고 말했다."""
    if boundary.language in EAST_ASIAN and boundary.before[-1] in "》〉":
        # The title of a book or a film.
        return True
    if boundary.before[-1] not in CLOSING_QUOTES:
        return False
    if boundary.language == "ja":
        return JAPANESE_PARTICLE.match(boundary.after) is not None
    if boundary.language in EAST_ASIAN:
        is_named_before = (
            NAMED_BEFORE.search(
                boundary.line[max(boundary.start, boundary.end - MAX_QUOTATION) : boundary.end]
            )
            is not None
        )
        return not is_named_before and CHINESE_SPEAKER.match(boundary.after) is not None
    if boundary.language != "ko":
        return False

    is_attached = boundary.end == boundary.next and HANGUL.match(boundary.after) is not None
    return is_attached or any(
        pattern.match(boundary.after) for pattern in (KOREAN_QUOTING, KOREAN_SPEAKER)
    )
