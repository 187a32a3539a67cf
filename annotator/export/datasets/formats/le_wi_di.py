"""The JSON of the shared tasks on learning with disagreements, for soft labels.

The fields are those of LeWiDi 2025 (github.com/Le-Wi-Di/le-wi-di.github.io, `LeWiDi_3-2025`), with
`hard_label` of 2023: a file for each split, with an object for each item, by its id.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.agreement.final_label import count_name
from annotator.export.datasets.formats.items import Items, SentenceItem, Values
from annotator.export.datasets.formats.zip_files import zip_pieces
from annotator.export.datasets.writers import PIECE, collect
from annotator.projects.models import Label

# The names of the splits there.
SPLITS = {"train": "train", "validation": "dev", "test": "test", None: "unsplit"}


def split_files(items: Items, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
    """Yield a ZIP with a file for each split, with all sentences that have a label."""
    project, labels = items.project, items.labels()
    found = items.sentences(labelled_only=True, by_split=True, using=using)

    return zip_pieces(
        (
            f"{project.slug}_{SPLITS[split]}.json",
            collect(_object(_entry(item, labels, project.name) for item in of_split), PIECE),
        )
        for split, of_split in groupby(found, key=lambda item: item.values["split"])
    )


def _object(entries: Iterable[tuple[str, Values]]) -> Iterator[bytes]:
    before = "{\n"
    for name, entry in entries:
        line = f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(entry, ensure_ascii=False)}"
        yield (before + line).encode()
        before = ",\n"
    yield b"\n}\n"


def _entry(item: SentenceItem, labels: list[Label], task: str) -> tuple[str, Values]:
    values = item.values
    labelled = {each["annotator"]: each["label"] for each in item.annotations if each["label"]}
    counts = {label.key: values[count_name(label)] for label in labels}
    total = sum(counts.values())

    entry = {
        "annotation task": task,
        "text": {"sentence": values["text"] or ""},
        "number of annotators": len(labelled),
        "annotators": ",".join(labelled),
        "number of annotations": len(labelled),
        "annotations": labelled,
        "soft_label": {key: count / total for key, count in counts.items()},
        "hard_label": values["label"],
        "split": SPLITS[values["split"]] if values["split"] else "",
        "lang": values["language"],
        "other_info": _other_info(item),
    }
    return values["sentence_id"], entry


def _other_info(item: SentenceItem) -> dict[str, Any]:
    names = (
        "article_id", "position", "article_title", "source", "url", "published", "round",
        "label_origin", "target_position",
    )  # fmt: skip
    about = {name: item.values[name] for name in names if item.values[name] is not None}
    by_annotator = {
        "skipped": "skip_reason",
        "targets": "target_position",
        "confidences": "confidence",
        "notes": "note",
    }

    for name, column in by_annotator.items():
        given = {
            each["annotator"]: each[column] for each in item.annotations if each[column] is not None
        }
        if given:
            about[name] = given
    return about
