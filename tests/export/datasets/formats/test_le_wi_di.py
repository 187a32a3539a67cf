import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from annotator.corpus.models import Article
from annotator.projects.models import Project
from tests.export.datasets.test_exports import exported, rows_of

# The fields of an item of LeWiDi 2025, e.g. in CSC_dev.json, with their types, and `hard_label` of
# 2023.
FIELDS = {
    "annotation task": str,
    "text": dict,
    "number of annotators": int,
    "annotators": str,
    "number of annotations": int,
    "annotations": dict,
    "soft_label": dict,
    "hard_label": str | None,
    "split": str,
    "lang": str,
    "other_info": dict,
}


def read(project: Project, **asked: object) -> dict[str, dict[str, Any]]:
    files = zipfile.ZipFile(io.BytesIO(exported(project, "sentences", "le-wi-di", **asked)))
    return {name: json.loads(files.read(name)) for name in files.namelist()}


def test_the_items_equal_their_golden_file(
    labelled: Project, is_golden: Callable[[str, bytes], None]
) -> None:
    files = zipfile.ZipFile(io.BytesIO(exported(labelled, "sentences", "le-wi-di")))
    (name,) = files.namelist()
    is_golden("sentences-le-wi-di.json", files.read(name))


def test_the_items_have_the_published_fields(labelled: Project) -> None:
    (items,) = read(labelled).values()
    assert len(items) == 6
    for item in items.values():
        assert list(item) == list(FIELDS)
        for name, kind in FIELDS.items():
            assert isinstance(item[name], kind)
        assert item["annotators"].split(",") == list(item["annotations"])
        assert all(isinstance(label, str) for label in item["annotations"].values())


def test_soft_labels_are_the_shares_of_the_annotations_and_of_the_sentences(
    labelled: Project,
) -> None:
    (items,) = read(labelled).values()
    rows = {row["sentence_id"]: row for row in rows_of(exported(labelled, "sentences"))}

    for key, item in items.items():
        given = list(item["annotations"].values())
        for label, share in item["soft_label"].items():
            assert share == pytest.approx(given.count(label) / len(given))
            assert share == pytest.approx(float(rows[key][f"p_{label}"]))
        assert (item["hard_label"] or "") == rows[key]["label"]
    assert items["é,1:3"]["other_info"]["skipped"] == {"C3": "question"}


def test_each_split_has_a_file(labelled: Project) -> None:
    for name, split in (("Z", "validation"), ("é,1", "train")):
        Article.objects.filter(external_id=name).update(split=split)
    found = read(labelled)
    assert list(found) == ["dam_train.json", "dam_dev.json"]
    assert list(found["dam_dev.json"]) == ["Z:1", "Z:2"]
    assert {item["split"] for item in found["dam_train.json"].values()} == {"train"}


def test_splits_can_be_assigned_for_this_file(labelled: Project) -> None:
    rows = rows_of(exported(labelled, "sentences", split="50/50/0", seed=3))
    expected = {row["sentence_id"]: row["split"] for row in rows if row["label"]}
    names = {"train": "train", "validation": "dev", "test": "test"}
    found = read(labelled, split="50/50/0", seed=3)
    for name, items in found.items():
        for key, item in items.items():
            assert name == f"dam_{item['split']}.json"
            assert item["split"] == names[expected.get(key, "train")]


def test_a_stand_off_file_has_no_text(labelled: Project) -> None:
    (items,) = read(labelled, standoff=True).values()
    assert {item["text"]["sentence"] for item in items.values()} == {""}
    assert not any("article_title" in item["other_info"] for item in items.values())
