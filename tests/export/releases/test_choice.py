"""Which articles a release has, and which sentences are in the files of its splits."""

import json
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article
from annotator.export.datasets.splits.shares import NAMES
from annotator.export.models import Release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.models import Project, Role
from tests.export.releases.conftest import folder_of, publish
from tests.support.make import make_member

PILOT = ["n2", "n3", "n6", "n7"]
GERMAN = ["n2", "n3", "n4"]


@pytest.fixture
def parts(rich: Project) -> Project:
    Article.objects.filter(external_id__in=PILOT).update(round="second")
    Article.objects.filter(external_id__in=GERMAN).update(language="de")
    return rich


@pytest.mark.parametrize(
    ("asked", "articles"),
    [
        ({"rounds": ["second"]}, PILOT),
        ({"languages": ["de"]}, GERMAN),
        ({"rounds": ["second"], "languages": ["de"]}, ["n2", "n3"]),
    ],
    ids=["round", "language", "both"],
)
def test_a_release_has_the_chosen_rounds_and_languages(
    parts: Project, tmp_path: Path, asked: dict[str, list[str]], articles: list[str]
) -> None:
    release = publish(parts, **{name: tuple(value) for name, value in asked.items()})
    folder = folder_of(release, tmp_path / "release")
    for table in ("articles", "sentences", "annotations"):
        assert sorted(pd.read_csv(folder / f"{table}.csv")["article_id"].unique()) == articles

    report = json.loads((folder / "agreement.json").read_text())
    assert report == agreement_report(parts, ReportFilter(**asked))  # type: ignore[arg-type]
    assert ReleaseParameters.from_json(release.parameters) == ReleaseParameters.from_json(
        json.loads((folder / "release.json").read_text())["parameters"]
    )


def test_page_command_and_api_name_an_unknown_round(
    parts: Project, client: Client, tmp_path: Path
) -> None:
    client.force_login(make_member(parts, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    page = client.post("/p/dam/releases/", {"rounds": ["nope"], "split": ""})
    assert "There is no “nope”. Choose from: main, pilot, second." in page.content.decode()
    with pytest.raises(CommandError, match="--round: There is no “nope”"):
        call_command("publish_release", "dam", "--round=nope")
    refused = client.post(
        "/api/v1/projects/dam/releases/", {"languages": ["xx"]}, "application/json"
    )
    assert (refused.status_code, list(refused.json())) == (400, ["languages"])
    assert not Release.objects.exists()

    call_command("publish_release", "dam", "--round=second", "--language=de", "--split=none")
    assert Release.objects.get().counts["articles"] == 2
    with pytest.raises(CommandError, match="No article of these rounds and languages"):
        call_command("publish_release", "dam", "--round=second", "--language=de", "--done-only")


def in_splits(folder: Path) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(folder / "splits" / f"{name}.parquet") for name in NAMES])


def test_the_files_of_splits_have_no_sentence_without_a_final_label(
    rich: Project, tmp_path: Path
) -> None:
    folder = folder_of(publish(rich), tmp_path / "labelled")
    whole = pd.read_parquet(folder / "sentences.parquet")
    assert whole["label"].isna().any()
    labelled = in_splits(folder)
    assert sorted(labelled["sentence_id"]) == sorted(whole[whole["label"].notna()]["sentence_id"])
    assert "only the sentences with a final label" in (folder / "README.md").read_text()

    folder = folder_of(publish(rich, unlabelled=True), tmp_path / "all")
    assert sorted(in_splits(folder)["sentence_id"]) == sorted(whole["sentence_id"])
    assert "also those without a final label" in (folder / "README.md").read_text()


def test_parameters_of_earlier_versions_can_be_read() -> None:
    earlier = {"dated": "2031-03-03", "replicates": 1000, "split": "50/25/25"}
    assert ReleaseParameters.from_json(earlier) == ReleaseParameters("2031-03-03", split="50/25/25")
