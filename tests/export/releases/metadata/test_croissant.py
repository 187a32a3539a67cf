"""croissant.json, read with mlcroissant."""

import json
from pathlib import Path

import pytest

from annotator.projects.models import Project, ProjectFacts
from tests.export.releases.conftest import folder_of, publish

ANSWERS = {
    "annotators": "Students of law.",
    "annotator_kind": "crowd",
    "demographics": [{"characteristic": "age", "group": "18-25", "count": 5}],
    "recruitment": "By posters.",
    "payment": "Monthly.",
    "pay_per_hour": "14.50",
    "pay_currency": "EUR",
    "collection": "All of March.",
    "uses": "Training of *classifiers*.",
    "misuses": "No profiles of journalists.",
    "biases": "Few local papers.",
    "contact": "dams@example.org",
    "takedown": "Write to us.",
}

pytestmark = pytest.mark.filterwarnings("ignore")  # theirs are not ours


def read(folder: Path):  # type: ignore[no-untyped-def]
    import mlcroissant

    return mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))


def test_it_has_the_answers_of_the_datasheet(rich: Project, tmp_path: Path) -> None:
    ProjectFacts.objects.create(project=rich, answers=ANSWERS)

    metadata = read(folder_of(publish(rich), tmp_path / "r")).metadata

    assert metadata.conforms_to == [
        "http://mlcommons.org/croissant/1.1",
        "http://mlcommons.org/croissant/1.0",
        "http://mlcommons.org/croissant/RAI/1.0",
    ]
    assert metadata.data_collection == "All of March."
    assert metadata.data_use_cases == ["Intended uses: Training of *classifiers*."]
    assert metadata.data_biases == ["Biases: Few local papers."]
    assert metadata.data_limitations[-1] == "Uses to avoid: No profiles of journalists."
    assert metadata.data_annotation_platform == ["Skepsis"]
    assert metadata.data_release_maintenance_plan == (
        "Contact: dams@example.org Removal of texts: Write to us."
    )
    protocol = metadata.data_annotation_protocol
    assert {"Recruitment: By posters.", "Payment: Monthly.", "Pay: 14.50 EUR per hour."} <= {
        *protocol
    }
    assert any(text.startswith("Label denial: Denial. Says that something") for text in protocol)
    assert metadata.annotator_demographics == [
        "Annotators: Students of law.",
        "Kind of annotators: crowd workers",
        "age: 18-25 (5)",
    ]


def test_it_says_what_the_data_tell(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(rich), tmp_path / "r")

    metadata = read(folder).metadata

    agreement = json.loads((folder / "agreement.json").read_text())
    alpha = agreement["krippendorff_alpha"]
    assert f"{alpha['value']:.3f} ({alpha['low']:.3f} to {alpha['high']:.3f})" in str(
        metadata.data_annotation_analysis
    )
    assert metadata.data_collection_missing_data == (
        "8 sentences without a final label (3 not labelled, 1 skipped by at least half of its "
        "annotators, 4 tied: no label has more than half)."
    )
    assert metadata.annotations_per_item == (
        "Sentences by the number of people who labelled or skipped them: 3 by 0, 4 by 1, 40 by 2."
    )
    # mlcroissant spells it in another way than the specification.
    days = json.loads((folder / "croissant.json").read_text())["rai:dataCollectionTimeframe"]
    assert days == json.loads((folder / "release.json").read_text())["labelled"]


def test_what_nobody_answered_is_left_out(rich: Project, tmp_path: Path) -> None:
    written = json.loads((folder_of(publish(rich), tmp_path / "r") / "croissant.json").read_text())
    fields = {name for name in written if name.startswith("rai:")}
    for name in ("dataUseCases", "dataBiases", "dataCollection", "dataReleaseMaintenancePlan"):
        assert f"rai:{name}" not in fields
    assert "rai:dataLimitations" in fields
    assert all(written[name] for name in fields)


def test_labels_are_records_with_definitions(rich: Project, tmp_path: Path) -> None:
    release = read(folder_of(publish(rich), tmp_path / "r"))
    found = {row["labels/key"]: row["labels/name"] for row in release.records("labels")}
    assert found == {
        "claim": "Claim",
        "denial": "Denial",
        "doubt": "Doubted reporting",
        "opinion": "Opinion",
    }
    fields = {field.uuid: field for set in release.metadata.record_sets for field in set.fields}
    [annotator] = fields["annotations/label"].annotations
    assert annotator.equivalentProperty == ["prov:wasAttributedTo"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [("cc-by-4.0", "https://spdx.org/licenses/CC-BY-4.0"), ("Dams-1", "Dams-1")],
)
def test_a_licence_that_spdx_lists_is_a_link(
    rich: Project, tmp_path: Path, licence: str, expected: str
) -> None:
    metadata = read(folder_of(publish(rich, licence=licence, split=""), tmp_path / "r")).metadata
    assert metadata.license == [expected]
