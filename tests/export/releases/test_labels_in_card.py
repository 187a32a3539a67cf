"""What the card says about labels, beside what the files have."""

import json
from collections.abc import Callable
from pathlib import Path

from annotator.projects.models import Project
from tests.export.releases.conftest import folder_of, publish, rows
from tests.support.make import label_article, make_article, make_member, make_project


def table_after(card: str, words: str) -> dict[str, list[str]]:
    """Return the first table after these words: the other cells of each row by its first cell."""
    block = next(part for part in card[card.index(words) :].split("\n\n") if part.startswith("| "))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
    return {row[0]: row[1:] for row in cells}


def test_labels_are_defined(rich: Project, released: Callable[..., Path]) -> None:
    card = (released() / "README.md").read_text()
    section = card.split("## Labels")[1].split("## ")[0]
    for label in rich.labels.all():
        assert f"(`{label.key}`). {label.definition}" in section
    assert section.count("It has a target") == 2


def test_sentences_without_final_label_are_counted_by_reason(rich: Project, tmp_path: Path) -> None:
    ana, ben, cy = (make_member(rich, name) for name in ("fay", "gus", "hal"))
    article = make_article(rich, "One. Two. Three. Four.", external_id="torn")
    for person, labels in (
        (ana, ("claim", "claim", "claim", "claim")),
        (ben, ("question", "cannot_tell", "opinion", "claim")),
        (cy, ("question", "cannot_tell", "denial", "cannot_tell")),
    ):
        label_article(person, *labels, article=article)

    folder = folder_of(publish(rich), tmp_path / "r")

    undecided = {
        row["sentence_id"]: row
        for row in rows(folder / "sentences.csv")
        if not row["label"] and row["label_origin"] != "adjudicated" and row["excluded"] == "false"
    }
    assert {f"torn:{number}" for number in (1, 2, 3)} <= undecided.keys()
    nobody = [row for row in undecided.values() if row["annotators"] == "0"]
    unsure = [row for row in undecided.values() if row["label_origin"] == "cannot_tell"]
    skipped = [
        row
        for row in undecided.values()
        if row not in nobody and 2 * int(row["n_skipped"]) >= int(row["annotators"])
    ]
    tied = len(undecided) - len(nobody) - len(unsure) - len(skipped)

    card = (folder / "README.md").read_text()
    reasons = [len(nobody), len(skipped), len(unsure), tied]
    assert reasons == [3, 2, 1, 5]
    found = table_after(card, "Why sentences have no final label")
    assert [int(cells[0]) for cells in list(found.values())[2:]] == reasons
    counts = json.loads((folder / "release.json").read_text())["counts"]
    assert list(counts["undecided_by_reason"].values()) == reasons
    assert counts["undecided"] == sum(reasons)


def test_confusions_are_those_of_the_report(released: Callable[..., Path]) -> None:
    folder = released()
    confusion = json.loads((folder / "agreement.json").read_text())["confusion"]

    found = table_after((folder / "README.md").read_text(), "Which labels two annotators gave")

    assert found["label"] == [f"`{key}`" for key in confusion["labels"]]
    for key, row in zip(confusion["labels"], confusion["counts"], strict=True):
        assert [int(cell) for cell in found[f"`{key}`"]] == row
    assert any(map(any, confusion["counts"]))


def test_without_pairs_there_are_no_confusions(transactional_db: None, tmp_path: Path) -> None:
    project = make_project()
    label_article(make_member(project, "ana"), "claim", article=make_article(project, "Dam."))
    card = (folder_of(publish(project, split=""), tmp_path / "r") / "README.md").read_text()
    assert "Which labels two annotators gave" not in card
