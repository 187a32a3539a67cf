"""The columns that Dawid and Skene's model fills, beside an estimate from the files alone."""

import csv
import io
import json
from math import log

import numpy as np
import pyarrow.parquet
import pytest

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene
from annotator.export.datasets.request import ExportRequest
from annotator.labelling.assignments.suspension import suspend
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_member, make_project
from tests.support.remembered import remember

KEYS = ["claim", "denial", "doubt", "opinion"]


def make_labelled_project() -> Project:
    project = make_project()
    ana, ben, cy = (make_member(project, name) for name in ("ana", "ben", "cy"))
    for number, round in enumerate(["pilot", "main", "main"] * 4):
        text = f"It holds.\n\nIt doesn't.\n\nNumber {number}!"
        article = make_article(project, text, round=round, external_id=f'{number}, "{round}"')
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(
            ben, "claim", "claim" if number % 2 else "denial", "question", article=article
        )
        if number % 3:
            label_article(cy, "opinion", "doubt", "opinion", article=article)
    make_article(project, "Nobody has read this.")
    return project


@pytest.fixture
def project(db: None) -> Project:
    return remember("sentence model", make_labelled_project)


@pytest.fixture
def labelled(project: Project) -> Project:
    return project


def rows_of(project: Project, dataset: str, **options: object) -> list[dict[str, str]]:
    made = b"".join(ExportRequest(project, dataset, **options).pieces()).decode()  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(made)))


@pytest.mark.parametrize("round", ["", "main"])
def test_the_columns_follow_from_the_annotations_of_the_file(labelled: Project, round: str) -> None:
    given = [row for row in rows_of(labelled, "annotations", round=round) if row["label"]]
    sentences = sorted({row["sentence_id"] for row in given})
    people = sorted({row["annotator"] for row in given})
    numbers = np.array([sentences.index(row["sentence_id"]) for row in given])
    found = dawid_skene(
        Annotations.from_codes(
            article=numbers,
            sentence=numbers,
            annotator=np.array([people.index(row["annotator"]) for row in given]),
            label=np.array([KEYS.index(row["label"]) for row in given]),
            labels=len(KEYS),
        )
    )

    filled = 0
    for row in rows_of(labelled, "sentences", round=round):
        cells = [row[f"model_{key}"] for key in KEYS] + [row["expected_gain"]]
        if row["sentence_id"] not in sentences:
            assert cells == [""] * 5
            continue
        expected = found.probabilities[sentences.index(row["sentence_id"])]
        assert [float(cell) for cell in cells[:4]] == pytest.approx(expected, abs=1e-4)
        assert float(cells[4]) == pytest.approx(slow_gain(expected, found.typical), abs=1e-4)
        filled += 1
    assert filled == len(sentences)


def slow_gain(probabilities: "np.ndarray", typical: "np.ndarray") -> float:  # type: ignore[type-arg]
    """The mutual information of the true label and one more label, from its definition."""
    joint = probabilities[:, None] * typical
    independent = joint.sum(axis=1)[:, None] * joint.sum(axis=0)
    return float((joint * np.log(joint / independent)).sum() / log(len(joint)))


def test_all_formats_have_the_same_values(labelled: Project) -> None:
    lines = rows_of(labelled, "sentences")
    objects = b"".join(ExportRequest(labelled, "sentences", "jsonl").pieces()).splitlines()
    file = b"".join(ExportRequest(labelled, "sentences", "parquet").pieces())
    table = pyarrow.parquet.read_table(io.BytesIO(file)).to_pylist()

    assert len(lines) == len(objects) == len(table) == 37
    for line, text, row in zip(lines, objects, table, strict=True):
        value = json.loads(text)
        assert list(value) == list(line) == list(row)
        assert value == row
        assert line["sentence_id"] == value["sentence_id"]
        assert line["expected_gain"] == str(value["expected_gain"] or "")


def test_suspended_people_have_no_part_in_the_model(labelled: Project, ben: Membership) -> None:
    before = rows_of(labelled, "sentences")
    suspend(membership=ben, reason="away")
    after = rows_of(labelled, "sentences")
    assert [row["model_claim"] for row in before] != [row["model_claim"] for row in after]
