"""A release of articles with given numbers and IDs is read back as it was."""

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article, Sentence
from annotator.export.releases.reading_back import import_release
from annotator.labelling.models import Annotation
from annotator.lib.checksums import NoReleaseError, verify
from annotator.projects.models import Project, Role
from tests.export.releases.conftest import TABLES, WHOLE, folder_of, publish, rows
from tests.export.releases.test_reading_back import reseal
from tests.support.make import (
    annotate,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    make_project,
    submit_assignment,
)

SENTENCES = ("Zero stands here.", "Three stands here.", "Four is left out.", "Nine stands here.")


@pytest.fixture
def numbered(transactional_db: None) -> Project:
    """Two annotators and an adjudicator on an article with the sentences 0, 3, 4 and 9.

    On sentence 3, one annotator says that it denies sentence 0, the other that what it denies is
    not in the article.
    """
    project = make_project()
    article = make_article(
        project,
        " ".join(SENTENCES),
        external_id="a:1",
        sentences=SENTENCES,
        excluded=frozenset({3}),
        numbers=(0, 3, 4, 9),
        original_ids=("a:1:9", "s,3", "=4", "é"),
    )
    zero, three, nine = article.sentences.to_label().order_by("position")
    targets = {"ana": zero.pk, "ben": None}
    for name, target in targets.items():
        assignment = make_assignment(make_member(project, name))
        annotate(
            assignment,
            make_entry(zero.pk, "denial", target_outside=True),
            make_entry(three.pk, "denial", target=target, target_outside=target is None),
            make_entry(nine.pk, "doubt", target=zero.pk),
        )
        submit_assignment(assignment=assignment)
    rita = make_member(project, "rita", Role.ADJUDICATOR)
    adjudicate(
        sentence=zero, adjudicator=rita, label="denial", target_outside=True, reason="nowhere"
    )
    adjudicate(sentence=nine, adjudicator=rita, label="denial", target=zero.pk, reason="clear")
    return project


def by_position(path: Path, *columns: str) -> dict[str, tuple[str, ...]]:
    return {row["position"]: tuple(row[column] for column in columns) for row in rows(path)}


def test_a_release_has_the_numbers_and_ids(numbered: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(numbered), tmp_path / "r")

    assert by_position(
        folder / "sentences.csv", "sentence_id", "original_sentence_id", "label", "target_position"
    ) == {
        "0": ("a:1:0", "a:1:9", "denial", "-1"),
        "3": ("a:1:3", "s,3", "denial", ""),
        "4": ("a:1:4", "=4", "", ""),
        "9": ("a:1:9", "é", "denial", "0"),
    }
    assert sorted(
        (row["position"], row["target_position"]) for row in rows(folder / "annotations.csv")
    ) == [("0", "-1"), ("0", "-1"), ("3", "-1"), ("3", "0"), ("9", "0"), ("9", "0")]
    assert by_position(folder / "adjudications.csv", "target_position") == {
        "0": ("-1",),
        "9": ("0",),
    }


def test_parquet_has_the_same_numbers_and_ids(numbered: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(numbered), tmp_path / "r")

    for name in ("sentences", "annotations"):
        table = pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist()
        for row, text in zip(table, rows(folder / f"{name}.csv"), strict=True):
            for column in ("position", "target_position", "original_sentence_id"):
                value = row[column]
                assert ("" if value is None else str(value)) == text[column]


def test_the_column_of_ids_is_described(numbered: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(numbered), tmp_path / "r")

    described = [
        field["name"]
        for records in json.loads((folder / "croissant.json").read_text())["recordSet"]
        for field in records["field"]
    ]
    assert described.count("original_sentence_id") >= 2
    assert "original_sentence_id" in (folder / "README.md").read_text()


def test_it_is_read_back_with_the_same_numbers_ids_and_targets(
    numbered: Project, tmp_path: Path
) -> None:
    folder = folder_of(publish(numbered, **WHOLE), tmp_path / "r")
    assert verify(folder) == []
    back = make_project("back")

    import_release(project=back, place=folder)

    again = folder_of(publish(back, **WHOLE), tmp_path / "again")
    for name in TABLES:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    assert Article.objects.in_project(back).get().outside_number == -1
    assert {
        (row.sentence.position, row.target_outside, row.target and row.target.position)
        for row in Annotation.objects.in_project(back)
    } == {(0, True, None), (3, True, None), (3, False, 0), (9, False, 0)}


def test_a_release_without_the_column_of_ids_can_be_imported(
    numbered: Project, tmp_path: Path
) -> None:
    folder = folder_of(publish(numbered), tmp_path / "r")
    for name in ("annotations", "sentences"):
        path = folder / f"{name}.parquet"
        table = pyarrow.parquet.read_table(path).drop_columns("original_sentence_id")
        pyarrow.parquet.write_table(table, path)
    reseal(folder)
    back = make_project("back")

    import_release(project=back, place=folder)

    found = Sentence.objects.filter(article__project=back).order_by("position")
    assert list(found.values_list("position", "original_id")) == [
        (0, ""),
        (3, ""),
        (4, ""),
        (9, ""),
    ]


def test_a_decision_whose_target_is_not_there_is_refused(numbered: Project, tmp_path: Path) -> None:
    folder = folder_of(publish(numbered), tmp_path / "r")
    path = folder / "adjudications.csv"
    decisions = rows(path)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(decisions[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "target_position": "7"} for row in decisions)
    reseal(folder)
    back = make_project("back")

    with pytest.raises(NoReleaseError, match="fit together"):
        import_release(project=back, place=folder)

    assert not back.articles.exists()


def test_the_card_counts_targets_by_where_they_are(numbered: Project, tmp_path: Path) -> None:
    # Here 0 is a sentence of the article, and -1 is outside of it.
    three = Sentence.objects.get(position=3)
    rita = numbered.memberships.get(role=Role.ADJUDICATOR)
    adjudicate(sentence=three, adjudicator=rita, label="denial", target_outside=True)
    folder = folder_of(publish(numbered), tmp_path / "r")

    assert (
        "Of 3 sentences whose final label has a target: 1 with a target in the article, 2 about "
        "something outside of it, 0 open."
    ) in (folder / "README.md").read_text()
    counts = json.loads((folder / "release.json").read_text())["counts"]
    assert counts["targets"] == {"of": 3, "inside": 1, "outside": 2, "open": 0}
