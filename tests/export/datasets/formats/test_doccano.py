import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from annotator.corpus.models import Sentence
from annotator.export.datasets.queries import sentences
from annotator.projects.models import Project
from tests.export.datasets.test_exports import exported, rows_of
from tests.support.make import make_project

DATASETS = ["sentences", "articles"]


def lines(project: Project, dataset: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(project, dataset, "doccano").splitlines()]


def final_labels(project: Project) -> dict[tuple[str, str], str]:
    rows = rows_of(exported(project, "sentences"))
    return {(row["article_id"], row["position"]): row["label"] for row in rows if row["label"]}


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_lines_equal_their_golden_file(
    labelled: Project, is_golden: Callable[[str, bytes], None], dataset: str
) -> None:
    is_golden(f"{dataset}-doccano.jsonl", exported(labelled, dataset, "doccano"))


@pytest.mark.parametrize("dataset", DATASETS)
def test_an_import_of_the_lines_gives_the_same_final_labels(
    labelled: Project, tmp_path: Path, dataset: str
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(exported(labelled, dataset, "doccano"))
    copy = make_project("copy")
    call_command("import_articles", "copy", str(path), "--annotator", "final", "--pseudonyms")
    assert len(final_labels(labelled)) == 5
    assert final_labels(copy) == final_labels(labelled)


def test_excluded_sentences_are_no_texts_to_classify(labelled: Project) -> None:
    assert Sentence.objects.filter(excluded=True).exists()
    texts = [line["text"] for line in lines(labelled, "sentences")]
    kept = sentences(labelled).rows.filter(excluded=False)
    assert texts == [sentence.text for sentence in kept]


@pytest.mark.parametrize("dataset", DATASETS)
def test_all_lines_have_the_same_fields_and_no_null(labelled: Project, dataset: str) -> None:
    """doccano puts the lines into a table, and its database refuses a missing value."""
    found = lines(labelled, dataset)
    assert len({tuple(line) for line in found}) == 1
    assert all(value is not None for line in found for value in line.values())


def test_spans_are_counted_in_code_points(labelled: Project) -> None:
    (line,) = [line for line in lines(labelled, "articles") if line["article_id"] == "é,1"]
    marked = [(line["text"][start:end], label) for start, end, label in line["label"]]
    assert marked[-1] == ("He went 😀 home.", "claim")
