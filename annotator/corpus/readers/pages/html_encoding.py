"""Decodes web pages as browsers do: a byte that doesn't fit is replaced where it stands."""

import codecs
import html
import io
import re
from contextlib import suppress
from dataclasses import dataclass

from annotator.corpus.readers.account import Certainty
from annotator.corpus.readers.encodings.encoding import find_encoding, is_encoding
from annotator.corpus.readers.records import UnreadableError
from annotator.lib.translation import gettext as _

# Bytes at the beginning, where a page declares its encoding.
HEAD = 20_000
# One class of characters up to the end, so that a missing end costs no backtracking.
DECLARED = re.compile(
    rb"""<meta\b[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
XML_DECLARED = re.compile(rb"""<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""")
XML_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,500}>")
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

# Names of encodings that browsers know and Python doesn't, without a leading "x-".
# From the Encoding Standard, https://encoding.spec.whatwg.org/#names-and-labels.
NAMES = {
    name: encoding
    for encoding, names in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 unicode ucs-2 csunicode",
        "iso8859-6": "iso-8859-6-e iso-8859-6-i csiso88596e csiso88596i",
        "iso8859-7": "sun_eu_greek",
        "iso8859-8": "iso-8859-8-e iso-8859-8-i csiso88598e csiso88598i logical visual",
        "iso8859-15": "csisolatin9",
        "koi8-r": "koi koi8",
        "koi8-u": "koi8-ru",
        "mac-roman": "mac csmacintosh",
        "mac-cyrillic": "mac-ukrainian",
        "cp874": "dos-874 windows-874",
        "cp1252": "user-defined",
        "gb18030": "csgb2312 gb_2312 gb_2312-80",
        "big5hkscs": "cn-big5 x-big5",
        "cp932": "windows-31j",
        "euc_jp": "cseucpkdfmtjapanese",
        "cp949": "windows-949 cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601",
    }.items()
    for name in names.split()
}
# Browsers read these encodings as larger ones, because pages that declare them have
# characters of the larger ones, such as the curly quotes of Windows.
LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    # The declaration itself was read as ASCII, so it is wrong.
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
}
ISO = re.compile(r"iso[_-]?8859[_-]?(\d{1,2})(:\d{4})?")

# Zero bytes are many in UTF-16 and in binary files, and damage elsewhere.
UTF_16_HEAD = 1000
MAX_ZERO_SHARE = 0.01
# So many characters in UTF-8 are no accident in a page that declares something else.
MIN_UTF_8 = 3
# Stands for damaged bytes until they are counted; no text has this noncharacter.
DAMAGE = "\U0010ffff"
DAMAGED = re.compile(f"{DAMAGE}+")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\U0010ffff]")
CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """The text of a page, and how it was decoded.

    The encoding is CHOSEN by the caller, STATED by a byte order mark or in the page, DETECTED, or
    GUESSED from its letters. `replaced` counts the places that are no text in this encoding: each
    is “�” in `html`, except zero bytes, which are left out.
    """

    html: str
    encoding: str
    certainty: Certainty
    replaced: int


def decode_page(data: bytes, language: str, encoding: str = "") -> DecodedPage:
    """Return the text of a page in any encoding; raises UnreadableError if it is binary."""
    if encoding:
        return _decode(data, encoding, Certainty.CHOSEN)

    for mark, marked in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decode(data, marked, Certainty.STATED)

    declared = declared_encoding(data)
    if declared and _fits(data, declared):
        return _decode(data, declared, Certainty.STATED)
    return _decode_other(data, language, declared)


def declared_encoding(data: bytes) -> str:
    """Return Python's name of the encoding that a page declares, or "" if it declares none.

    It is the encoding that browsers take for the declared name.
    """
    head = _without_comments(data[:HEAD])
    # Without other text before it, as browsers require.
    declared = XML_DECLARED.match(head.lstrip()) or DECLARED.search(head)
    return encoding_of_label(declared[1].decode("ascii", "replace")) if declared else ""


def encoding_of_label(name: str) -> str:
    """Return Python's name of the encoding that browsers take for `name`, or "" if unknown."""
    name = name.strip().lower().removeprefix("x-")
    iso = ISO.fullmatch(name)
    name = NAMES.get(name) or (f"iso8859-{iso[1]}" if iso else name)
    if not is_encoding(name):
        return ""

    found = codecs.lookup(name).name
    return LARGER.get(found, found)


def _without_comments(data: bytes) -> bytes:
    """Return `data` without comments, in which declarations don't count."""
    parts = []
    position = 0
    while (start := data.find(b"<!--", position)) >= 0:
        parts.append(data[position:start])
        end = data.find(b"-->", start)
        if end < 0:
            return b"".join(parts)
        position = end + 3

    return b"".join([*parts, data[position:]])


def _fits(data: bytes, encoding: str) -> bool:
    """Whether the bytes are in this encoding, or all but a few.

    One damaged place is always allowed: the page may be cut there. Otherwise most characters
    beyond ASCII must be whole.
    """
    if encoding != "utf-8" and _is_utf_8(data):
        return False
    with suppress(UnicodeError, ValueError):
        data.decode(encoding)
        return True

    whole, damaged = _count(data, encoding)
    # Letters of other encodings hardly ever form a character of UTF-8.
    return damaged <= 1 or whole >= damaged * (1 if encoding == "utf-8" else 4)


def _count(data: bytes, encoding: str) -> tuple[int, int]:
    """Return the number of characters beyond ASCII, and of damaged places."""
    text, damaged = DAMAGED.subn("", data.decode(encoding, DAMAGE_HANDLER))
    return len(text) - len(text.encode("ascii", "ignore")), damaged


def _is_utf_8(data: bytes) -> bool:
    """Whether so many characters are in UTF-8 that they are no accident, and none is damaged."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return len(text) - len(text.encode("ascii", "ignore")) >= MIN_UTF_8


def _decode_other(data: bytes, language: str, declared: str) -> DecodedPage:
    """Decode a page that declares no encoding, or a wrong one."""
    head = data[:UTF_16_HEAD]
    encoding, certainty = _detect(head, language) if b"\0" in head else ("", Certainty.GUESSED)
    if encoding.startswith("utf-16"):
        return _decode(data, encoding, certainty)

    zeros = data.count(0)
    if zeros > MAX_ZERO_SHARE * len(data):
        raise UnreadableError(_("binary file"))

    whole, damaged = _count(data, "utf-8")
    if whole and whole >= damaged:
        return _decode(data, "utf-8", Certainty.DETECTED)

    encoding, certainty = _detect(data.replace(b"\0", b""), language)
    if encoding:
        return _decode(data, encoding, certainty)
    # Browsers show such a page too, with “�” for what doesn't fit.
    return _decode(data, declared or "utf-8", Certainty.STATED if declared else Certainty.DETECTED)


def _detect(data: bytes, language: str) -> tuple[str, Certainty]:
    """Return the encoding and how sure it is, "" if it can't be told."""
    try:
        encoding, certainty = find_encoding(io.BytesIO(data), language)
    except UnreadableError:
        return "", Certainty.GUESSED
    return encoding, Certainty.GUESSED if certainty == Certainty.GUESSED else Certainty.DETECTED


def _decode(data: bytes, encoding: str, certainty: Certainty) -> DecodedPage:
    try:
        text = data.decode(encoding)
    except (UnicodeError, ValueError):
        text = data.decode(encoding, DAMAGE_HANDLER)

    replaced = 0
    if encoding != "utf-8" or not _is_plain(data):
        # Browsers show nothing for a zero byte, and a sign for other control characters.
        zeros = text.count("\0")
        text = text.replace("\0", "").replace("\f", " ").removeprefix("\ufeff")
        text, replaced = NO_TEXT.subn("�", text)
        replaced += zeros

    # The parser takes a text, not bytes, and refuses a declaration of their encoding.
    if declaration := XML_DECLARATION.match(text):
        text = text[declaration.end() :]
    text, references = _mend_references(text)
    return DecodedPage(text, encoding, certainty, replaced + references)


def _is_plain(data: bytes) -> bool:
    """Whether UTF-8 has nothing to replace. This takes a tenth of the time of looking for it."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\xef\xbf" not in data and len(data.translate(None, CONTROL_BYTES)) == len(data)


def _mend_references(text: str) -> tuple[str, int]:
    """Return `text` with the numeric references that browsers read in their own way.

    `&#150;` is a dash, as in Windows. One to a control character or half a character is “�”; the
    number of these comes second.
    """
    replaced = 0
    # Hostile pages have millions of references.
    known: dict[str, str] = {}

    def mend(match: re.Match[str]) -> str:
        nonlocal replaced
        letter = known.get(match[0])
        if letter is None:
            letter = known[match[0]] = _mend_reference(match)
        replaced += letter == "�"
        return letter

    return REFERENCE.sub(mend, text), replaced


def _mend_reference(match: re.Match[str]) -> str:
    """Return a reference as it is, or the letter that browsers show for it."""
    number = _number(match[1], match[2])
    if number in (9, 10, 13) or 32 <= number < 127 or 160 <= number < 0xD800:
        return match[0]
    if number == 12:
        return " "

    letter = html.unescape(match[0]) if number < 0x110000 else ""
    return letter if len(letter) == 1 and letter >= "\xa0" else "�"


def _number(hexadecimal: str | None, decimal: str | None) -> int:
    """Return the number of a reference; one that is too large for a character is 0x110000."""
    digits = (hexadecimal or decimal or "").lstrip("0")
    if len(digits) > 7:
        return 0x110000
    return min(int(digits or "0", 16 if hexadecimal else 10), 0x110000)


def _replace_damage(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return DAMAGE, error.end


DAMAGE_HANDLER = "annotator.damage"
codecs.register_error(DAMAGE_HANDLER, _replace_damage)
