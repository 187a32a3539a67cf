"""The columns of each dataset, declared once and in order. They are a stable interface.

Everything about columns is derived from here: headers and queries, types in Parquet and JSON,
the card and the Croissant description of a release, the export page, and `docs/columns.md` (`make
columns`).

New columns are added at the end and listed in CHANGELOG.md. Columns are never moved, renamed
or removed.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class NamedLabel(Protocol):
    """The parts of a project's label that the columns need."""

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


ORIGINAL_ID = Column(
    "original_sentence_id", Kind.TEXT, "ID of the sentence in the imported file, if it had one"
)

EXPECTED_GAIN = Column(
    "expected_gain",
    Kind.NUMBER,
    "how much one more label is expected to tell about the true label by this model, 0 to 1: the "
    "expected fall of its entropy, normalised like entropy; empty if it has no label that counts",
)

ANNOTATIONS = (
    Column("annotation_id", Kind.WHOLE, "1-based row number in this file"),
    Column("article_id", Kind.TEXT, "article ID"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column(
        "position",
        Kind.WHOLE,
        "position of the sentence in its article, counting excluded ones: from 1, or its number in "
        "the imported file",
    ),
    Column("text", Kind.TEXT, "text of the sentence, exactly as in the article"),
    Column(
        "annotator",
        Kind.TEXT,
        "pseudonym of the annotator, the same in all releases",
    ),
    Column("label", Kind.TEXT, "label key; empty if the sentence was skipped"),
    Column("skip_reason", Kind.TEXT, "reason for the skip; empty if the sentence was labelled"),
    Column(
        "target_position",
        Kind.WHOLE,
        "position of the sentence that this one denies or doubts; 0 = not in this article (-1 if "
        "the article has a sentence 0)",
    ),
    Column("confidence", Kind.WHOLE, "confidence of the annotator, 1 to 3, if given"),
    Column("note", Kind.TEXT, "note of the annotator"),
    Column(
        "seconds",
        Kind.NUMBER,
        "active time before the label; the card of a release states the precision",
    ),
    Column("codebook_version", Kind.WHOLE, "codebook version shown to the annotator"),
    Column(
        "annotated_at",
        Kind.TIME,
        "time of the annotation; in releases only the day, and only if included",
    ),
    Column("article_title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "URL of the article"),
    Column("published", Kind.DATE, "publication date of the article"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("round", Kind.TEXT, "round of the project, e.g. pilot or main"),
    Column("pass", Kind.WHOLE, "1 = first annotation, 2 = retest of the same annotator"),
    Column("assignment_state", Kind.TEXT, "open, submitted, returned or lapsed"),
    Column("set_aside", Kind.BOOLEAN, "whether the annotator is suspended"),
    Column(
        "origin",
        Kind.TEXT,
        "origin of the assignment: queue, manager, import, tie-break or retest",
    ),
    ORIGINAL_ID,
    Column(
        "target_rank",
        Kind.WHOLE,
        "rank, 1 to 3, of the offered candidate that was taken as the target; 0 = another target "
        "was chosen; empty if none was offered",
    ),
    Column(
        "counted",
        Kind.BOOLEAN,
        "whether the agreement figures count this row; final labels count rows with "
        "why_not_counted = tie-break, too",
    ),
    Column(
        "why_not_counted",
        Kind.TEXT,
        "why the figures don't count it, the first reason that is true: suspended = the annotator "
        "is; open, returned or lapsed = the assignment is not submitted; retest = a second pass, "
        "which only the figures of the retest use; tie-break = asked for because others disagreed; "
        "empty if counted",
    ),
)

SENTENCE_HASH = Column(
    "text_sha256",
    Kind.TEXT,
    "SHA-256, hexadecimal, of the sentence's normalised text in UTF-8: in Unicode's form NFC, each "
    "run of white space as one space, none at the start and end; also in stand-off releases",
)

_SENTENCES_BEFORE_COUNTS = (
    Column("article_id", Kind.TEXT, "article ID"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column(
        "position",
        Kind.WHOLE,
        "position of the sentence in its article, counting excluded ones: from 1, or its number in "
        "the imported file",
    ),
    Column("paragraph", Kind.WHOLE, "paragraph of the article, from 1"),
    Column("start", Kind.WHOLE, "start offset in the article's text, in code points from 0"),
    Column("end", Kind.WHOLE, "end offset in code points, exclusive"),
    Column("text", Kind.TEXT, "text of the sentence, exactly as in the article"),
    Column(
        "excluded",
        Kind.BOOLEAN,
        "whether the sentence was excluded before labelling, mostly as boilerplate",
    ),
    Column(
        "label",
        Kind.TEXT,
        "key of the final label: the adjudicated one; else none if at least half of the annotators "
        "skipped the sentence, or if at least as many chose cannot_tell as gave a label; else the "
        "label that more than half of the labels are; else none",
    ),
    Column(
        "label_origin",
        Kind.TEXT,
        "how the final label was decided: adjudicated (also as not labelable, then label is "
        "empty); unanimous = two annotators or more, who all gave it; majority = more than half of "
        "the labels, but somebody gave another, skipped or chose cannot_tell; single = by the only "
        "annotator; cannot_tell = no label, because at least as many chose cannot_tell as gave a "
        "label; empty = no label, because nobody gave one, at least half skipped, or none has a "
        "majority",
    ),
    Column(
        "annotators",
        Kind.WHOLE,
        "number of annotators who labelled or skipped the sentence, with tie-breakers, without "
        "retests and suspended people; the counts below are of the same annotations",
    ),
)
_SENTENCES_AFTER_COUNTS = (
    Column("n_skipped", Kind.WHOLE, "number of annotators who skipped it, except as cannot_tell"),
    Column("n_cannot_tell", Kind.WHOLE, "number of annotators who skipped it as cannot_tell"),
    Column(
        "entropy",
        Kind.NUMBER,
        "normalised entropy of its labels, 0 to 1; empty with fewer than two labels",
    ),
    Column(
        "target_position",
        Kind.WHOLE,
        "final target, the position of the sentence that it denies or doubts: the adjudicated one; "
        "else the one that more than half chose of those who gave the final label and a target; "
        "else empty; 0 = not in this article (-1 if the article has a sentence 0)",
    ),
    Column("split", Kind.TEXT, "train, validation or test"),
    Column("article_title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "URL of the article"),
    Column("published", Kind.DATE, "publication date of the article"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("round", Kind.TEXT, "round of the project, e.g. pilot or main"),
)


ARTICLES = (
    Column("article_id", Kind.TEXT, "article ID"),
    Column("title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "URL of the article"),
    Column("published", Kind.DATE, "publication date of the article"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("rights", Kind.TEXT, "terms of use of the text, if stated"),
    Column("sha256", Kind.TEXT, "SHA-256 of the text in UTF-8, hexadecimal"),
    Column("sentences", Kind.WHOLE, "number of sentences, counting excluded ones"),
    Column("annotators", Kind.WHOLE, "number of active annotators who submitted it"),
    Column("text", Kind.TEXT, "text as imported, with LF as line break"),
    Column("group", Kind.TEXT, "group; articles of one group are in the same split"),
    Column("split", Kind.TEXT, "train, validation or test"),
    Column("round", Kind.TEXT, "round of the project, e.g. pilot or main"),
)

ANNOTATORS = (
    Column(
        "annotator",
        Kind.TEXT,
        "pseudonym of the annotator, the same in all releases",
    ),
    Column("articles", Kind.WHOLE, "number of articles submitted"),
    Column(
        "labelled",
        Kind.WHOLE,
        "number of sentences labelled, whether the article is submitted or not",
    ),
    Column("skipped", Kind.WHOLE, "number of sentences skipped, including cannot_tell"),
    Column(
        "median_seconds",
        Kind.NUMBER,
        "median active time per sentence, if recorded; only if included",
    ),
    Column("first_day", Kind.DATE, "day of the first label; only if included"),
    Column("last_day", Kind.DATE, "day of the last label; only if included"),
    Column(
        "set_aside",
        Kind.BOOLEAN,
        "whether the annotator is suspended: their work is excluded from figures and final "
        "labels, and in a release only if included",
    ),
)

ADJUDICATIONS = (
    Column("article_id", Kind.TEXT, "article ID"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column("position", Kind.WHOLE, "position of the sentence in its article"),
    Column("adjudicator", Kind.TEXT, "pseudonym of the adjudicator"),
    Column("label", Kind.TEXT, "key of the gold label; empty if adjudicated as not labelable"),
    Column(
        "skip_reason", Kind.TEXT, "reason why it is not labelable; empty if it has a gold label"
    ),
    Column(
        "target_position",
        Kind.WHOLE,
        "position of the sentence that it denies or doubts; 0 = not in this article (-1 if the "
        "article has a sentence 0)",
    ),
    Column("reason", Kind.TEXT, "reason given by the adjudicator"),
    Column("decided_at", Kind.TIME, "day of the decision; only if included"),
)


def sentence_columns(labels: Sequence[NamedLabel]) -> tuple[Column, ...]:
    """Return the columns of the sentences dataset, with two columns for each label of the
    project.
    """
    counts = (
        Column(f"n_{label.key}", Kind.WHOLE, f"number of annotators who chose “{label.name}”")
        for label in labels
    )
    shares = (
        Column(
            f"p_{label.key}",
            Kind.NUMBER,
            f"share of “{label.name}” among its labels, 0 to 1 (soft label)",
        )
        for label in labels
    )

    return (
        *_SENTENCES_BEFORE_COUNTS,
        *counts,
        *_SENTENCES_AFTER_COUNTS,
        *shares,
        ORIGINAL_ID,
        *model_columns(labels),
        SENTENCE_HASH,
    )


def model_columns(labels: Sequence[NamedLabel]) -> tuple[Column, ...]:
    """Return the columns that aren't in the query, because Dawid and Skene's model fills them."""
    probabilities = (
        Column(
            f"model_{label.key}",
            Kind.NUMBER,
            f"probability that “{label.name}” is the true label, 0 to 1, by Dawid and Skene's "
            "model of the annotations of these articles; empty if it has no label that counts",
        )
        for label in labels
    )
    return (*probabilities, EXPECTED_GAIN)


@dataclass(frozen=True)
class _AnyLabel:
    key: str = "KEY"
    name: str = "NAME"


def documentation() -> str:
    """Return the text of `docs/columns.md`."""
    parts = [
        "# The columns",
        "Written by `make columns` from `annotator/export/datasets/columns.py`. The order is "
        "fixed; new columns are added at the end and listed in the changelog. Files are UTF-8, "
        "CSV follows RFC 4180 with LF. Rows are sorted by the bytes of article, position and "
        'annotator. A missing value is an empty cell; an empty string would be `""`.',
        *_documented("annotations", ANNOTATIONS, "Every current annotation, one row each."),
        *_documented(
            "sentences",
            sentence_columns([_AnyLabel()]),
            "Every sentence, one row each, with its final label and label distribution. "
            "The columns with KEY appear once for each label of the project.",
        ),
        *_documented("articles", ARTICLES, "Every article, one row each."),
        *_documented("annotators", ANNOTATORS, "In releases: every annotator, one row each."),
        *_documented(
            "adjudications", ADJUDICATIONS, "In releases: every decision in force, one row each."
        ),
    ]

    return "\n\n".join(parts) + "\n"


def _documented(name: str, columns: Sequence[Column], about: str) -> list[str]:
    return [f"## {name}", about, as_markdown(columns)]


def as_markdown(columns: Sequence[Column]) -> str:
    """Return a Markdown table of the columns."""
    rows = [
        f"| `{column.name}` | {column.kind.value} | {_in_a_cell(column.meaning)} |"
        for column in columns
    ]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])


def _in_a_cell(text: str) -> str:
    # Names of labels are in the meanings. They must not break the table.
    return " ".join(text.split()).replace("|", "&#124;")


if __name__ == "__main__":
    sys.stdout.write(documentation())
