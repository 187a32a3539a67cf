"""A project with every kind of data, and its releases."""

import csv
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from annotator.corpus.models import Article
from annotator.export.models import Release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import (
    copy_release,
    publish_release,
)
from annotator.labelling.assignments.places import recount
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.choices import Origin
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Label, Project
from tests.export.conftest import awkward_project
from tests.support.emptying import empty_tables
from tests.support.make import label_article, make_article, make_member
from tests.support.remembered import remember

FILES = {
    "annotations.csv", "annotations.parquet", "sentences.csv", "sentences.parquet", "articles.csv",
    "articles.parquet",
    "annotators.csv", "adjudications.csv", "splits/train.parquet", "splits/validation.parquet",
    "splits/test.parquet",
    "README.md", "CODEBOOK.md", "DATA_STATEMENT.md", "CHANGES.md", "agreement.json",
    "croissant.json", "release.json", "METHODS.md", "methods.tex", "references.bib",
    "CITATION.cff", ".zenodo.json",
    "SHA256SUMS",
}  # fmt: skip
TABLES = (
    "annotations.csv", "sentences.csv", "articles.csv", "annotators.csv", "adjudications.csv",
    "splits/test.parquet",
)  # fmt: skip
DAY = "2031-03-03"
WHOLE = {"notes": True, "seconds": "exact", "annotator_details": True}


def publish(project: Project, **asked: object) -> Release:
    return publish_release(
        project=project, made_by=None, parameters=ReleaseParameters(DAY, **asked)
    )


def folder_of(release: Release, folder: Path) -> Path:
    copy_release(release, folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def rich_project() -> Project:
    """The awkward project with twelve more articles, a retest, a tie-break, suspended members,
    articles with other overlaps, and another version of the codebook.
    """
    committed = awkward_project()
    ana, ben, cleo = (make_member(committed, name) for name in ("dora", "emil", "cleo"))
    for number in range(12):
        article = make_article(
            committed, f"Dam {number} held. It did not fail. Luckily.", external_id=f"n{number}"
        )
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial" if number % 3 else "claim", "opinion", article=article)
        label_article(cleo, "opinion", "doubt", "cannot_tell", article=article)
    suspend(membership=cleo, reason="clicked about")
    Article.objects.filter(external_id="n1").update(overlap=5, free=3)
    everyone = make_article(committed, "For everyone. To label.", external_id="every", overlap=None)
    label_article(ana, "claim", "opinion", article=everyone)
    late = make_article(committed, "One person. Has this.", external_id="late")
    label_article(make_member(committed, "zoe"), "claim", "claim", article=late)
    suspend(membership=committed.memberships.get(user__username="zoe"), reason="left")
    some = Assignment.objects.filter(annotator=ana, article__external_id="n2").get()
    Assignment.objects.filter(pk=some.pk).update(origin=Origin.TIE_BREAK)
    with transaction.atomic():
        recount([some.article_id], project=committed.pk)
    again = Assignment.objects.create(
        project=committed, article=some.article, annotator=ben, pass_number=2, origin=Origin.RETEST,
        state="submitted", submitted_at=some.submitted_at, expires_at=some.expires_at, decided=1,
        label_counts={"opinion": 1},
    )  # fmt: skip
    Annotation.objects.create(
        project=committed, article=some.article, assignment=again,
        sentence=some.article.sentences.first(),
        label=Label.objects.get(project=committed, key="opinion"),
        submission=hashlib.md5(b"again").hexdigest(),
        annotated_at=some.submitted_at, confidence=2,
    )  # fmt: skip
    committed.codebooks.create(version=2, text="# Sharper", reason="after the pilot")
    return committed


@pytest.fixture
def rich(transactional_db: None) -> Project:
    return remember("rich", rich_project)


@pytest.fixture
def released(
    rich: Project, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Returns the folder of a release of the rich project, for a test that changes no row.

    Each kind is published once, and each test gets copies of its own.
    """

    def release(**asked: object) -> Path:
        key = tuple(sorted(asked.items()))
        if key not in _released:
            _released[key] = folder_of(publish(rich, **asked), tmp_path_factory.mktemp("r") / "r")
            empty_tables()
            remember("rich", rich_project)

        copy = tmp_path / f"release-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(_released[key], copy)
        return copy

    return release


_released: dict[tuple[tuple[str, object], ...], Path] = {}


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HF_HUB_OFFLINE",
        "HF_DATASETS_OFFLINE",
        "HF_HUB_DISABLE_TELEMETRY",
        "HF_DATASETS_DISABLE_PROGRESS_BARS",
    ):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
