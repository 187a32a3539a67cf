import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from annotator.export.datasets.formats.label_studio import labelling_config
from annotator.labelling.models import Assignment
from annotator.projects.models import Project
from tests.export.datasets.test_exports import exported, rows_of
from tests.support.make import make_project

DATASETS = ["sentences", "articles"]


def tasks(project: Project, dataset: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(exported(project, dataset, "label-studio"))
    return found


def results(project: Project, dataset: str) -> list[dict[str, Any]]:
    return [
        result
        for task in tasks(project, dataset)
        for annotation in task["annotations"]
        for result in annotation["result"]
    ]


def labels_of(project: Project) -> list[tuple[str, ...]]:
    names = ("article_id", "position", "annotator", "label", "skip_reason")
    rows = rows_of(exported(project, "annotations"))
    return sorted(tuple(row[name] for name in names) for row in rows)


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_tasks_equal_their_golden_file(
    labelled: Project, is_golden: Callable[[str, bytes], None], dataset: str
) -> None:
    is_golden(f"{dataset}-label-studio.json", exported(labelled, dataset, "label-studio"))


@pytest.mark.parametrize("dataset", DATASETS)
def test_an_import_of_the_tasks_gives_the_same_labels_of_the_same_people(
    labelled: Project, tmp_path: Path, dataset: str
) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(exported(labelled, dataset, "label-studio"))
    copy = make_project("copy")
    call_command("import_articles", "copy", str(path), "--pseudonyms")
    assert labels_of(copy) == labels_of(labelled)


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_answer_has_its_control_in_the_configuration(labelled: Project, dataset: str) -> None:
    view = ElementTree.fromstring(labelling_config(labelled.labels.all(), dataset))
    controls = {tag.get("name"): tag for tag in view if tag.get("toName")}
    options = {name: {tag.get("value") for tag in control} for name, control in controls.items()}
    assert view.find("Text").attrib == {"name": "text", "value": "$text"}  # type: ignore[union-attr]

    for result in results(labelled, dataset):
        if result["type"] == "relation":
            continue
        control = controls[result["from_name"]]
        assert control.tag.lower() == result["type"]
        assert control.get("toName") == result["to_name"]
        if result["type"] in ("choices", "labels"):
            assert set(result["value"][result["type"]]) <= options[result["from_name"]]


def test_a_sentence_has_the_annotations_that_count_and_the_final_label(labelled: Project) -> None:
    task = next(
        task for task in tasks(labelled, "sentences") if task["data"]["sentence_id"] == "é,1:2"
    )
    said = [
        (annotation["ground_truth"], annotation["result"][-1]["value"])
        for annotation in task["annotations"]
    ]
    assert said == [
        (False, {"text": ['two\nlines, -and "more"']}),
        (False, {"choices": ["claim"]}),
        (True, {"choices": ["claim"]}),
    ]


def test_spans_are_counted_in_code_points_and_targets_are_relations(labelled: Project) -> None:
    for task in tasks(labelled, "articles"):
        for annotation in task["annotations"]:
            regions = [each for each in annotation["result"] if each["type"] == "labels"]
            assert regions
            for region in regions:
                span = region["value"]
                assert task["data"]["text"][span["start"] : span["end"]] == span["text"]

    found = [each for each in results(labelled, "articles") if each["type"] == "relation"]
    assert [(each["from_id"], each["to_id"]) for each in found] == [("s3", "s1")]


@pytest.mark.parametrize("dataset", DATASETS)
def test_work_that_counts_in_no_final_label_is_left_out(labelled: Project, dataset: str) -> None:
    names = [
        each["value"]["text"][0]
        for each in results(labelled, dataset)
        if each.get("from_name") == "annotator"
    ]
    assert {"b2", "C3"} == set(names)

    of_ana = Assignment.objects.filter(annotator__pseudonym="b2")
    of_ana.update(state="open", submitted_at=None)
    left = [each.get("value") for each in results(labelled, dataset)]
    assert {"text": ["b2"]} not in left
    assert {"text": ["C3"]} in left


def test_a_filter_of_sentences_leaves_out_their_annotations(labelled: Project) -> None:
    file = exported(labelled, "sentences", "label-studio", label_origins=["adjudicated"])
    (task,) = json.loads(file)
    assert task["data"]["sentence_id"] == "é,1:2"
    assert len(task["annotations"]) == 3


def test_a_project_without_articles_gives_an_empty_list(db: None) -> None:
    assert tasks(make_project(), "sentences") == []
