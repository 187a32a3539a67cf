import shutil
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from annotator.corpus.models import Article
from annotator.export.models import Release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import (
    NothingToReleaseError,
    publish_release,
)
from annotator.projects.models import Project
from tests.export.releases.conftest import DAY, publish
from tests.support.make import make_article, make_release


def test_articles_keep_their_splits_in_the_next_release(rich: Project) -> None:
    publish(rich)
    splits = dict(rich.articles.values_list("external_id", "split"))
    assert set(splits.values()) == {"train", "validation", "test"}
    make_article(rich, "DAM 0 held!! It did not fail; luckily…", external_id="twin of n0")
    publish(rich, seed=9, split="34/33/33")
    after = dict(rich.articles.values_list("external_id", "split"))
    assert after.pop("twin of n0") == after["n0"]
    assert after == splits


def test_articles_that_are_alike_have_one_split_in_a_filtered_release(committed: Project) -> None:
    for number in range(8):
        make_article(
            committed, f"Gate {number} held fast.", external_id=f"x{number}", group=f"g{number}"
        )
    publish(committed, split="50/25/25")
    for number in range(8):
        make_article(
            committed, f"GATE {number} held fast!", external_id=f"y{number}", group=f"g{number}"
        )
    Article.objects.filter(external_id__startswith="y").update(done_at="2031-03-03T00:00:00Z")
    publish(committed, split="50/25/25", done_only=True, seed=5)
    splits = dict(committed.articles.values_list("external_id", "split"))
    assert [splits[f"y{number}"] for number in range(8)] == [
        splits[f"x{number}"] for number in range(8)
    ]


def test_a_release_needs_an_article(committed: Project) -> None:
    with pytest.raises(NothingToReleaseError, match="is complete yet"):
        publish(committed, done_only=True)
    Article.objects.update(state="withdrawn")
    with pytest.raises(NothingToReleaseError, match="open for labelling"):
        publish(committed)
    with pytest.raises(CommandError, match="open for labelling"):
        call_command("publish_release", "dam")
    assert not Release.objects.exists()


def test_the_database_refuses_to_change_a_release(committed: Project) -> None:
    release = make_release(committed)
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(number=7)
    assert Release.objects.get().number == release.number


def test_a_failed_publication_leaves_no_archive_and_no_splits(
    rich: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names() -> int:
        folder = f"releases/{rich.pk}"
        return len(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else 0

    def overtake(release: Release, differing: list[str] | None) -> None:
        raise RuntimeError("killed in its last transaction")

    before = names()
    with pytest.raises(RuntimeError):
        publish_release(
            project=rich, made_by=None, parameters=ReleaseParameters(DAY), on_published=overtake
        )
    assert names() == before
    assert not Release.objects.exists()
    assert set(rich.articles.values_list("split", flat=True)) == {""}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    shutil.rmtree(Path(default_storage.path(f"releases/{rich.pk}")), ignore_errors=True)
