"""The columns of each dataset, declared once, in their order: a contract (design section 5.4).

New columns are added at the end and named in CHANGELOG.md; none is moved, renamed or dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.projects.models import Label


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
    Column("annotation_id", Kind.WHOLE, "number of the annotation in this installation"),
    Column("article_id", Kind.TEXT, "external id of the article"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column("position", Kind.WHOLE, "place of the sentence in its article, from 1, excluded ones included"),
    Column("text", Kind.TEXT, "the sentence as it stands in the article"),
    Column("annotator", Kind.TEXT, "pseudonym, the same through all releases of the project"),
    Column("label", Kind.TEXT, "key of the label; empty when the sentence was skipped"),
    Column("skip_reason", Kind.TEXT, "why it was skipped; empty when it was labelled"),
    Column(
        "target_position", Kind.WHOLE, "position of the sentence that this one denies or doubts; 0: not in this article"
    ),
    Column("confidence", Kind.WHOLE, "1 to 3, where the annotator gave it"),
    Column("note", Kind.TEXT, "the annotator's remark"),
    Column("seconds", Kind.NUMBER, "active time that led to the label"),
    Column("codebook_version", Kind.WHOLE, "version of the codebook that was on screen"),
    Column("annotated_at", Kind.TIME, "when the key was pressed"),
    Column("article_title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "address of the article"),
    Column("published", Kind.DATE, "when the article was published"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("round", Kind.TEXT, "stage of the campaign"),
    Column("pass", Kind.WHOLE, "1: the work, 2: the retest of the same person"),
    Column("assignment_state", Kind.TEXT, "open, submitted, returned or lapsed"),
    Column("set_aside", Kind.BOOLEAN, "whether the annotator's work is set aside"),
    Column("origin", Kind.TEXT, "how the annotator came by the article: queue, manager, import, tie-break or retest"),
)

_SENTENCES_BEFORE_COUNTS = (
    Column("article_id", Kind.TEXT, "external id of the article"),
    Column("sentence_id", Kind.TEXT, "ARTICLE_ID:POSITION"),
    Column("position", Kind.WHOLE, "place of the sentence in its article, from 1, excluded ones included"),
    Column("paragraph", Kind.WHOLE, "paragraph of the article, from 1"),
    Column("start", Kind.WHOLE, "first code point of the sentence in the article's text, from 0"),
    Column("end", Kind.WHOLE, "code point after its last"),
    Column("text", Kind.TEXT, "the sentence as it stands in the article"),
    Column("excluded", Kind.BOOLEAN, "whether it was set aside as boilerplate before labelling"),
    Column("label", Kind.TEXT, "key of the final label; empty where nothing decides"),
    Column("label_origin", Kind.TEXT, "adjudicated, unanimous, majority, single, or empty where nothing decides"),
    Column("annotators", Kind.WHOLE, "how many people labelled or skipped it"),
)
_SENTENCES_AFTER_COUNTS = (
    Column("n_skipped", Kind.WHOLE, "how many skipped it, for another reason than cannot_tell"),
    Column("n_cannot_tell", Kind.WHOLE, "how many could not tell"),
    Column("entropy", Kind.NUMBER, "of its labels, over the project's labels, 0 to 1; empty below two labels"),
    Column("target_position", Kind.WHOLE, "position of the sentence that it denies or doubts; 0: not in this article"),
    Column("split", Kind.TEXT, "train, validation or test"),
    Column("article_title", Kind.TEXT, "title of the article"),
    Column("source", Kind.TEXT, "publisher of the article"),
    Column("url", Kind.TEXT, "address of the article"),
    Column("published", Kind.DATE, "when the article was published"),
    Column("language", Kind.TEXT, "language of the article, a BCP 47 tag"),
    Column("round", Kind.TEXT, "stage of the campaign"),
)


def annotation_columns() -> tuple[Column, ...]:
    return ANNOTATIONS


def sentence_columns(labels: Sequence[Label]) -> tuple[Column, ...]:
    """The columns of the sentences dataset: one count per label of the project stands in the middle."""
    counts = (Column(f"n_{label.key}", Kind.WHOLE, f"how many gave the label “{label.name}”") for label in labels)
    return (*_SENTENCES_BEFORE_COUNTS, *counts, *_SENTENCES_AFTER_COUNTS)
