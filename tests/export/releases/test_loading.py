"""A release in the programs that people load it with."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import copy_release, publish_release
from annotator.projects.models import Project
from tests.support.make import make_article
from tools.served import ROOT


@pytest.fixture
def folder(committed: Project, tmp_path: Path) -> Path:
    for number in range(20):
        make_article(committed, f"Dam {number} held. Fine.", external_id=f"n{number}")
    parameters = ReleaseParameters(
        "2031-03-03", licence="CC0-1.0", creators="Mia Muster", unlabelled=True
    )
    copy_release(
        publish_release(project=committed, made_by=None, parameters=parameters),
        tmp_path / "release",
    )
    return tmp_path / "release"


pytestmark = pytest.mark.filterwarnings("ignore")  # theirs are not ours


@pytest.mark.usefixtures("offline")
def test_hugging_face_datasets(folder: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    sentences = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert set(sentences) == {"train", "validation", "test"}
    assert sum(part.num_rows for part in sentences.values()) == 48
    assert sentences["train"].features["p_claim"].dtype == "float64"
    annotations = load_dataset(
        str(folder), "annotations", split="full", cache_dir=str(tmp_path / "cache")
    )
    assert annotations.num_rows == 10


def test_pandas(folder: Path) -> None:
    import pandas

    parquet = pandas.read_parquet(folder / "sentences.parquet")
    text = pandas.read_csv(folder / "sentences.csv", keep_default_na=False, na_values=[""])
    assert parquet["text"].tolist() == text["text"].tolist()
    assert parquet["label"].fillna("").tolist() == text["label"].fillna("").tolist()


def test_duckdb(folder: Path) -> None:
    import duckdb

    ask = "SELECT label, count(*) FROM '{}' WHERE label IS NOT NULL GROUP BY label ORDER BY label"
    parquet, text = (
        duckdb.sql(ask.format(folder / f"sentences.{kind}")).fetchall()
        for kind in ("parquet", "csv")
    )
    assert parquet == text == [("claim", 3), ("denial", 1), ("opinion", 1)]


def test_duckdb_as_docs_scaling_has_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    monkeypatch.chdir(tmp_path)
    folder.rename(tmp_path / "letters-1")
    block = re.search(r"```sql\n(.*?)```", (ROOT / "docs" / "scaling.md").read_text(), re.DOTALL)
    assert block is not None
    assert sum(row[1] for row in duckdb.sql(block[1]).fetchall()) > 0


def test_mlcroissant(folder: Path) -> None:
    import mlcroissant

    release = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not release.metadata.issues.errors
    counts = {
        name: sum(1 for _ in release.records(name))
        for name in ("sentences", "annotations", "articles")
    }
    assert counts == {"sentences": 48, "annotations": 10, "articles": 23}


def test_cassis(folder: Path, tmp_path: Path) -> None:
    """Other formats are exports of a project that the release was imported into."""
    import pandas
    from cassis import load_cas_from_xmi, load_typesystem

    call_command("create_project", "back")
    call_command("import_release", "back", str(folder))
    path = tmp_path / "articles.zip"
    call_command("export_dataset", "back", "articles", "--format", "uima", "-o", str(path))

    files = zipfile.ZipFile(path)
    types = load_typesystem(BytesIO(files.read("TypeSystem.xml")))
    found = [
        (label.get_covered_text(), label.label, label.origin)
        for name in files.namelist()
        if name.startswith("curation/")
        for label in load_cas_from_xmi(BytesIO(files.read(name)), types).select(
            "webanno.custom.SentenceLabel"
        )
    ]
    sentences = pandas.read_csv(folder / "sentences.csv").dropna(subset="label")
    expected = sentences[["text", "label", "label_origin"]].itertuples(index=False, name=None)
    assert found == list(expected)
    assert len(found) == 5
