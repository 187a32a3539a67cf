"""doccano's JSONL, with the final labels.

The format: doccano's `data_import` reads `text`, `label` and takes all other fields as metadata. A
text to classify has a list of labels, a text to mark has [start, end, label] with offsets in code
points. An import has no annotators, so the labels of each are metadata.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.export.datasets.formats.items import ArticleItem, Items, SentenceItem
from annotator.export.datasets.writers import PIECE, collect

NOT_METADATA = ("text", "label", "excluded")


def classified_sentences(items: Items, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
    """Yield a file for text classification: a line for each sentence."""
    return _lines(_sentence(item) for item in items.sentences(using=using))


def marked_articles(items: Items, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
    """Yield a file for sequence labelling: a line for each article."""
    return _lines(_article(item) for item in items.articles(using=using))


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    return collect((json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows), PIECE)


def _sentence(item: SentenceItem) -> dict[str, Any]:
    label = item.values["label"]
    return {
        "text": item.values["text"],
        "label": [label] if label else [],
        **_metadata(item.values),
        "votes": {
            values["annotator"]: values["label"] or values["skip_reason"]
            for values in item.annotations
        },
    }


def _article(item: ArticleItem) -> dict[str, Any]:
    spans = [
        [sentence.values["start"], sentence.values["end"], sentence.values["label"]]
        for sentence in item.sentences
        if sentence.values["label"]
    ]
    return {"text": item.values["text"], "label": spans, **_metadata(item.values)}


def _metadata(values: dict[str, Any]) -> dict[str, Any]:
    # doccano puts the lines into a table, in which a missing value would become NaN, and
    # its database refuses that.
    return {
        name: "" if value is None else value
        for name, value in values.items()
        if name not in NOT_METADATA and not name.startswith("n_")
    }
