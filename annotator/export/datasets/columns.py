"""The columns of each dataset, declared once, in their order: a contract (design section 5.4).

Everything that speaks of columns comes from here: headers and queries, types in Parquet and JSON,
the card and the Croissant description of a release, the export page, and `docs/columns.md` (`make
columns`).

New columns are added at the end and named in CHANGELOG.md; none is moved, renamed or dropped.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class NamedLabel(Protocol):
    """What the columns need to know of a label of the project."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    BOOLEAN = "true or false"
    DATE = "date"
    TIME = "date and time, UTC"


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind
    meaning: str


ANNOTATIONS = (
    Column("annotation_id", Kind.WHOLE, "number of the row in this file, from 1"),
    Column("article_id", Kind.TEXT, "external id of the article"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column(
        "position",
        Kind.WHOLE,
        "place of the sentence in its article, from 1, excluded ones included",
    ),
    Column("text", Kind.TEXT, "the sentence as it stands in the article"),
    Column("annotator", Kind.TEXT, "pseudonym, the same through all releases of the project"),
    Column("label", Kind.TEXT, "key of the label; empty when the sentence was skipped"),
    Column("skip_reason", Kind.TEXT, "why it was skipped; empty when it was labelled"),
    Column(
        "target_position",
        Kind.WHOLE,
        "position of the sentence that this one denies or doubts; 0: not in this article",
    ),
    Column("confidence", Kind.WHOLE, "1 to 3, where the annotator gave it"),
    Column("note", Kind.TEXT, "the annotator's remark"),
    Column(
        "seconds",
        Kind.NUMBER,
        "active time that led to the label; how exactly, a release's card says",
    ),
    Column("codebook_version", Kind.WHOLE, "version of the codebook that was on screen"),
    Column("annotated_at", Kind.TIME, "when the key was pressed; in releases the day, on request"),
    Column("article_title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "address of the article"),
    Column("published", Kind.DATE, "when the article was published"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("round", Kind.TEXT, "stage of the campaign"),
    Column("pass", Kind.WHOLE, "1: the work, 2: the retest of the same person"),
    Column("assignment_state", Kind.TEXT, "open, submitted, returned or lapsed"),
    Column("set_aside", Kind.BOOLEAN, "whether the annotator's work is set aside"),
    Column(
        "origin",
        Kind.TEXT,
        "how the annotator came by the article: queue, manager, import, tie-break or retest",
    ),
)

_SENTENCES_BEFORE_COUNTS = (
    Column("article_id", Kind.TEXT, "external id of the article"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column(
        "position",
        Kind.WHOLE,
        "place of the sentence in its article, from 1, excluded ones included",
    ),
    Column("paragraph", Kind.WHOLE, "paragraph of the article, from 1"),
    Column("start", Kind.WHOLE, "first code point of the sentence in the article's text, from 0"),
    Column("end", Kind.WHOLE, "code point after its last"),
    Column("text", Kind.TEXT, "the sentence as it stands in the article"),
    Column("excluded", Kind.BOOLEAN, "whether it was set aside as boilerplate before labelling"),
    Column("label", Kind.TEXT, "key of the final label; empty where nothing decides"),
    Column(
        "label_origin",
        Kind.TEXT,
        "adjudicated, unanimous, majority, single, or empty where nothing decides",
    ),
    Column("annotators", Kind.WHOLE, "how many people labelled or skipped it"),
)
_SENTENCES_AFTER_COUNTS = (
    Column("n_skipped", Kind.WHOLE, "how many skipped it, for another reason than cannot_tell"),
    Column("n_cannot_tell", Kind.WHOLE, "how many could not tell"),
    Column(
        "entropy",
        Kind.NUMBER,
        "of its labels, over the project's labels, 0 to 1; empty below two labels",
    ),
    Column(
        "target_position",
        Kind.WHOLE,
        "position of the sentence that it denies or doubts; 0: not in this article",
    ),
    Column("split", Kind.TEXT, "train, validation or test"),
    Column("article_title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "address of the article"),
    Column("published", Kind.DATE, "when the article was published"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("round", Kind.TEXT, "stage of the campaign"),
)


ARTICLES = (
    Column("article_id", Kind.TEXT, "external id of the article"),
    Column("title", Kind.TEXT, "its title"),
    Column("source", Kind.TEXT, "its publisher"),
    Column("url", Kind.TEXT, "its address"),
    Column("published", Kind.DATE, "when it was published"),
    Column("language", Kind.TEXT, "its language, a BCP 47 tag"),
    Column("rights", Kind.TEXT, "under what terms the text may be used, where somebody said so"),
    Column("sha256", Kind.TEXT, "of the text in UTF-8, in hexadecimal"),
    Column("sentences", Kind.WHOLE, "how many sentences it has, excluded ones included"),
    Column("annotators", Kind.WHOLE, "how many people submitted it whose labels count"),
    Column("text", Kind.TEXT, "the text as it was given, newlines as LF"),
    Column("group", Kind.TEXT, "articles of one group stay in one split"),
    Column("split", Kind.TEXT, "train, validation or test"),
    Column("round", Kind.TEXT, "stage of the campaign"),
)

ANNOTATORS = (
    Column("annotator", Kind.TEXT, "pseudonym, the same through all releases of the project"),
    Column("articles", Kind.WHOLE, "how many articles they submitted"),
    Column(
        "labelled", Kind.WHOLE, "how many sentences they labelled, in whatever state the article is"
    ),
    Column("skipped", Kind.WHOLE, "how many sentences they skipped, cannot_tell included"),
    Column(
        "median_seconds",
        Kind.NUMBER,
        "median active time per sentence, where it was taken; on request",
    ),
    Column("first_day", Kind.DATE, "when their first label was given; on request"),
    Column("last_day", Kind.DATE, "when their last label was given; on request"),
    Column(
        "set_aside",
        Kind.BOOLEAN,
        "whether their work is set aside: it counts in no figure and no final label, and is in a "
        "release on request",
    ),
)

ADJUDICATIONS = (
    Column("article_id", Kind.TEXT, "external id of the article"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column("position", Kind.WHOLE, "place of the sentence in its article, from 1"),
    Column("adjudicator", Kind.TEXT, "pseudonym of who decided"),
    Column(
        "label", Kind.TEXT, "key of the gold label; empty when the sentence was decided to be unfit"
    ),
    Column("skip_reason", Kind.TEXT, "why it is unfit; empty when it has a gold label"),
    Column(
        "target_position",
        Kind.WHOLE,
        "position of the sentence that it denies or doubts; 0: not in this article",
    ),
    Column("reason", Kind.TEXT, "the adjudicator's words"),
    Column("decided_at", Kind.TIME, "the day on which it was decided; on request"),
)


def sentence_columns(labels: Sequence[NamedLabel]) -> tuple[Column, ...]:
    """The columns of the sentences dataset: what depends on the project's labels is one column for
    each of them.
    """
    counts = (
        Column(f"n_{label.key}", Kind.WHOLE, f"how many gave the label “{label.name}”")
        for label in labels
    )
    shares = (
        Column(
            f"p_{label.key}",
            Kind.NUMBER,
            f"share of “{label.name}” among its labels, 0 to 1: its soft label",
        )
        for label in labels
    )
    return (*_SENTENCES_BEFORE_COUNTS, *counts, *_SENTENCES_AFTER_COUNTS, *shares)


@dataclass(frozen=True)
class _AnyLabel:
    key: str = "KEY"
    name: str = "NAME"


def documentation() -> str:
    """`docs/columns.md`."""
    parts = [
        "# The columns",
        "Written by `make columns` from `annotator/export/datasets/columns.py`. The order is "
        "fixed; new columns come "
        "at the end and are named in the changelog. Files are UTF-8, CSV as in RFC 4180 with LF, "
        "rows in the order of "
        "the bytes of article, position and annotator. A missing value is an empty cell; an empty "
        'string would be `""`.',
        *_documented("annotations", ANNOTATIONS, "Every current annotation, one row each."),
        *_documented(
            "sentences",
            sentence_columns([_AnyLabel()]),
            "Every sentence, one row each, with its final label and how its labels are spread. "
            "The columns with KEY stand once for each label of the project.",
        ),
        *_documented("articles", ARTICLES, "Every article, one row each."),
        *_documented(
            "annotators", ANNOTATORS, "In releases: everybody who annotated, one row each."
        ),
        *_documented(
            "adjudications", ADJUDICATIONS, "In releases: every decision in force, one row each."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _documented(name: str, columns: Sequence[Column], about: str) -> list[str]:
    return [f"## {name}", about, as_markdown(columns)]


def as_markdown(columns: Sequence[Column]) -> str:
    """A table of the columns."""
    rows = [
        f"| `{column.name}` | {column.kind.value} | {_in_a_cell(column.meaning)} |"
        for column in columns
    ]
    return "\n".join(["| column | holds | meaning |", "|---|---|---|", *rows])


def _in_a_cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "&#124;")


if __name__ == "__main__":
    sys.stdout.write(documentation())
