"""The sentences of an article as COPY takes them: lines of its text format. Pure.

Django and psycopg would make objects of each sentence. Most of the time of a large import went
there, so the lines are made beside the splitting.
"""

from collections.abc import Collection, Sequence

from annotator.corpus.readers.records import ArticleRecord
from annotator.corpus.segmentation.sentences import Span

# What comes after the keys of the project and the article in each line.
COLUMNS = ("position", "original_id", "paragraph", "start", "end", "text", "excluded")
# Stands for those keys, which the database gives. No text in PostgreSQL has this character.
KEYS = "\0"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def sentence_lines(
    record: ArticleRecord, spans: Sequence[Span], excluded: Collection[int]
) -> bytes:
    """Return a line for each sentence, with `KEYS` in place of its keys."""
    text, numbers = record.text, record.numbers or range(1, len(spans) + 1)
    ids = [original_id.translate(ESCAPES) for original_id in record.original_ids]
    if KEYS in text or any(KEYS in original_id for original_id in ids):
        raise ValueError("a text has the character NUL")

    # Hardly any text has one of these, while each has newlines, between its paragraphs.
    may_escape = "\\" in text or "\t" in text or "\r" in text
    lines: list[str] = []
    for index, (start, end, paragraph) in enumerate(spans):
        sentence = text[start:end]
        if may_escape or "\n" in sentence:
            sentence = sentence.translate(ESCAPES)
        lines.append(
            f"{KEYS}{numbers[index]}\t{ids[index] if ids else ''}\t{paragraph}\t{start}\t{end}"
            f"\t{sentence}\t{'t' if index in excluded else 'f'}\n"
        )
    return "".join(lines).encode()


def with_keys(lines: bytes, project: int, article: int) -> bytes:
    """Return the lines with the keys of their project and article."""
    return lines.replace(KEYS.encode(), b"%d\t%d\t" % (project, article))
