"""Recognises a headline in the first line of a text."""

from dataclasses import replace

import regex

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.records import LENGTHS, ArticleRecord, ReadOptions

MAX_HEADLINE = 160
MAX_WORDS = 25
# Ends of a sentence. A headline may be a question, but so may a first sentence.
END_MARK = regex.compile(r"[.!?…:;,؟۔।։።。！？：；，、](?:[\"'”’»)\]]{0,3})$")
BLANK_LINES = regex.compile(r"(?:[^\S\n]*+\n)*+")
LETTER = regex.compile(r"\p{L}")
# What a first line says that is no headline: who wrote the text, where and when.
BYLINE = regex.compile(
    r"(?i)^(?:by|von|par|por|di|da|door|av|af|od|autor|автор|http|www\.)\b|^[-–—*•#>|]|\d{4}$|@"
)


def headline_of(text: str) -> str:
    """Return the first line of the text if it is a headline, else "".

    A headline is short and has no end mark. A blank line, or a longer line, follows it.
    """
    first, newline, rest = _without_blank_lines(text).partition("\n")
    line = " ".join(first.split())
    if not newline or not rest.strip() or not _is_title_like(line):
        return ""

    following, _newline, _rest = _without_blank_lines(rest).partition("\n")
    is_apart = not rest.partition("\n")[0].strip()
    # A list of short lines, or a poem, has no headline.
    return line if len(following) > len(line) and (is_apart or _ends(following)) else ""


def settle_first_line(
    record: ArticleRecord, options: ReadOptions, account: FileAccount
) -> ArticleRecord:
    """Return the article with its headline as title, if that was chosen, else unchanged.

    Notes what was done, or that the first line looks like a headline. It is for articles without
    sentences and labels of their own, whose places in the text would change.
    """
    headline = "" if record.title or record.sentences or record.labels else headline_of(record.text)
    if not headline or options.first_line == "text":
        return record
    if options.first_line != "title" or len(headline) > LENGTHS["title"]:
        account.note("first line", "headline", Certainty.DETECTED)
        return record

    account.note("first line", "title", Certainty.CHOSEN)
    _first, _newline, rest = _without_blank_lines(record.text).partition("\n")
    return replace(record, title=headline, text=_without_blank_lines(rest))


def _is_title_like(line: str) -> bool:
    return (
        len(line) <= MAX_HEADLINE
        and len(line.split()) <= MAX_WORDS
        and bool(LETTER.search(line))
        and not END_MARK.search(line)
        and not BYLINE.search(line)
    )


def _ends(line: str) -> bool:
    return bool(END_MARK.search(line.rstrip()))


def _without_blank_lines(text: str) -> str:
    """Return the text without the blank lines at its beginning."""
    blank = BLANK_LINES.match(text)
    return text[blank.end() :] if blank else text
