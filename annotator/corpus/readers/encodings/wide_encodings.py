"""Recognises UTF-16 and UTF-32 without a byte order mark."""

import unicodedata
from collections import Counter

# Text with letters of any script has a space or a mark at least this often, in
# characters.
MAX_RUN = 80
# The part of the letters that is of one script.
ONE_SCRIPT = 0.9
# Scripts that one language uses together.
TOGETHER = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "LATIN": ""}


def detect_wide(head: bytes) -> str:
    """Return the variant of UTF-16 or UTF-32 without a byte order mark, or "" if it is neither."""
    for encoding in ("utf-32-le", "utf-32-be"):
        # Few other bytes are valid UTF-32.
        if b"\0\0" in head and _decode(head, encoding, 4):
            return encoding

    # Letters of most European languages have a zero byte first or second.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 > 5 * even:
        return "utf-16-le"
    if even > len(head) // 5 > 5 * odd:
        return "utf-16-be"

    # In other scripts only spaces, digits and newlines have one.
    if bool(even) == bool(odd) and b"\x30" not in head:
        return ""
    return next(
        (
            encoding
            for encoding in ("utf-16-le", "utf-16-be")
            if _looks_like_text(_decode(head, encoding, 2))
        ),
        "",
    )


def _decode(data: bytes, encoding: str, width: int) -> str:
    """Return the text, or "" if the data are invalid."""
    # The data may end inside a character.
    data = data[: len(data) // 4 * 4] if len(data) > 4 else data[: len(data) // width * width]
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return data[: error.start].decode(encoding) if error.start > len(data) - 4 else ""


def _looks_like_text(text: str) -> bool:
    """Whether this is in one script, with spaces or marks, and without other characters."""
    if not text or any(
        unicodedata.category(letter) in ("Cn", "Co", "Cs", "Cc") and letter not in "\t\n\r\f"
        for letter in text
    ):
        return False

    marks = sum(letter in ' \n\r\t,.;:"、。，' for letter in text)
    scripts = Counter(_script(letter) for letter in text if letter.isalpha())
    scripts.pop("", None)
    return (
        marks * MAX_RUN >= len(text)
        and bool(scripts)
        and scripts.most_common(1)[0][1] >= ONE_SCRIPT * scripts.total()
    )


def _script(letter: str) -> str:
    script = unicodedata.name(letter, "").split(" ")[0]
    return TOGETHER.get(script, script)
