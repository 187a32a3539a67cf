"""Finds signs that a text isn't what a person wrote. It is kept as it is, but a warning says so."""

import re
from collections.abc import Iterator

from annotator.corpus.readers.fields.html_tags import find_tag
from annotator.lib.translation import gettext as _
from annotator.lib.translation import ngettext

# Control characters that nobody types: in Windows encodings, their bytes are curly quotes and
# dashes. U+0085 is a line break.
CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
# In these encodings, UTF-8 is most often read by mistake.
MISTAKEN = ("cp1252", "latin-1", "cp1250", "cp1251", "mac_roman")
# So many letters in UTF-8 are no accident.
MIN_LETTERS = 2
LOST = "�"
# A line break that was written as two characters: “It held.\\nNobody knew.”. The backslash of
# “C:\\news” is none.
LITERAL_BREAK = re.compile(r"(?<=[\s.!?,;”\"])\\n|\\r\\n|\\n(?![a-z])")


def find_oddities(text: str) -> Iterator[str]:
    """Yield what is odd about the text."""
    if tag := find_tag(text):
        yield _(
            "the text has HTML tags, such as “%(tag)s”, which are kept; choose a column without "
            "tags, or save the article as .html"
        ) % {"tag": tag[:40]}
    # Most texts have no backslash, and looking for one is fast.
    if "\\" in text and LITERAL_BREAK.search(text):
        yield _("the text has “\\n” as two characters instead of line breaks, and they are kept")
    if text.isascii():
        return

    if lost := text.count(LOST):
        yield ngettext(
            "the text has “�” instead of %(count)s letter that was lost",
            "the text has “�” instead of %(count)s letters that were lost",
            lost,
        ) % {"count": f"{lost:,}"}
    if CONTROL.search(text) or _is_utf_8_again(text):
        yield _(
            "letters of the text look wrong, as if it was read in another encoding; choose the "
            "encoding, or correct the file"
        )


def _is_utf_8_again(text: str) -> bool:
    """Whether the text is UTF-8 that was read in another encoding: “GrÃ¶ÃŸe”."""
    for encoding in MISTAKEN:
        try:
            original = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if sum(not letter.isascii() for letter in original) >= MIN_LETTERS:
            return True
    return False
