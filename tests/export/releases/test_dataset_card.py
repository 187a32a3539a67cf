from collections.abc import Callable
from pathlib import Path

import yaml

from annotator.agreement.report.interpretation import verdict_in_words
from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article
from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Project
from tests.export.releases.conftest import WHOLE, folder_of, publish


def card_of(project: Project, folder: Path) -> str:
    return (folder_of(publish(project, split=""), folder) / "README.md").read_text()


def test_the_card_makes_no_claims_about_imported_labels(rich: Project, tmp_path: Path) -> None:
    text = card_of(rich, tmp_path / "none")
    assert "annotations were made in Skepsis" in text
    assert "not shown each other's labels" in text
    assert "imported" not in text.split("## Annotation process")[1].split("##")[0]

    Assignment.objects.filter(article__external_id__startswith="n").update(origin=Origin.IMPORT)
    text = card_of(rich, tmp_path / "some")
    assert "annotations were made elsewhere and imported" in text
    assert "annotations were made in Skepsis" in text

    Assignment.objects.update(origin=Origin.IMPORT)
    text = card_of(rich, tmp_path / "all")
    for claim in ("made in Skepsis", "independent", "not shown each other's labels"):
        assert claim not in text
    assert "whether the annotators saw each other's labels, is unknown" in text


def test_the_card_states_agreement_and_gives_no_advice(rich: Project, tmp_path: Path) -> None:
    text = card_of(rich, tmp_path / "r")
    section = text.split("## Agreement")[1].split("## Annotation process")[0]
    assert "Krippendorff 2004" in section
    assert verdict_in_words(agreement_report(rich)) in section
    for advice in ("codebook", "Talk", "talk", "fairly", "people agree"):
        assert advice not in section


def test_the_card_has_the_prevalence_of_each_label(rich: Project, tmp_path: Path) -> None:
    section = card_of(rich, tmp_path / "r").split("### Prevalence")[1].split("\n#")[0]
    found = agreement_report(rich)["prevalence"]
    assert f"({found['with_final_label']} of {found['sentences']} sentences" in section
    rows = [[cell.strip() for cell in line.split("|")] for line in section.splitlines()]
    shares = {row[1].strip("`"): (row[2], row[5]) for row in rows if len(row) > 5}
    for key, figures in found["labels"].items():
        assert shares[key] == tuple(
            f"{figures[name]['value']:.3f}"  # type: ignore[literal-required]
            for name in ("final", "model")
        )


def test_the_card_mentions_no_missing_rights_if_all_are_filled_in(
    rich: Project, tmp_path: Path
) -> None:
    Article.objects.update(rights="CC0")
    assert "No terms of use" not in card_of(rich, tmp_path / "r")


def test_the_card_says_what_the_data_reveal_about_annotators(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    plain, detailed = (
        (released(**asked) / "README.md").read_text()
        for number, asked in enumerate(({"seconds": "none"}, WHOLE))
    )
    for card in (plain, detailed):
        assert "## What the data reveal about annotators" in card
        assert "shows which articles and sentences each annotator labelled" in card
    assert "the speed of an annotator can't be computed" in plain
    assert "days of single annotators are left out" in plain
    assert "work of suspended annotators is left out: 38 annotations by 2 people" in plain
    assert "as measured" in detailed
    assert (
        "`annotated_at`, `decided_at` and `annotators.csv` have the days of their work" in detailed
    )
    assert "`set_aside` marks the work of suspended annotators" in detailed


def test_the_card_has_the_header_of_the_hub(rich: Project, tmp_path: Path) -> None:
    folder = folder_of(
        publish(
            rich,
            licence="CC-BY-4.0",
            creators="Mia Muster\nCo",
            about="# Sly: |\n---\nDams.",
            split="",
        ),
        tmp_path / "r",
    )
    text = (folder / "README.md").read_text()
    head = yaml.safe_load(text.split("---\n")[1])
    assert head["license"] == "cc-by-4.0"
    assert head["language"] == ["ar", "en"]
    assert head["configs"][0]["data_files"] == [{"split": "full", "path": "sentences.parquet"}]
    assert "Mia Muster, Co (2031)" in text
    assert "17 articles of 17 without" not in text
    assert "No terms of use (`rights`): 16 of 17 articles." in text
    assert not (folder / "splits").exists()
