"""What a release says of its splits: before it is made, and in its card."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.export.models import Release
from annotator.jobs.models import Job
from annotator.projects.models import Project
from tests.export.releases.conftest import DAY, folder_of, publish
from tests.support.copies import changed, make_text
from tests.support.make import make_article

LONG = "The engineer’s report says that the wall of the dam is sound."


def test_the_page_warns_of_small_splits_before_it_creates_a_release(
    project: Project, as_mia: Client
) -> None:
    make_article(project, "The dam held.")
    page = as_mia.get("/p/dam/releases/").content.decode()
    assert "The test split would be empty." in page
    assert "The train split would have only one article." in page

    # Other shares than those that the page warned of.
    asked = {"split": "50/0/50", "dated": DAY}
    page = as_mia.post("/p/dam/releases/", asked).content.decode()
    assert "The test split would be empty." in page
    assert not Job.objects.exists()

    warned = page.partition('name="warned" value="')[2].partition('"')[0]
    assert as_mia.post("/p/dam/releases/", asked | {"warned": warned}).status_code == 302
    assert Job.objects.count() == 1


def test_a_release_without_splits_needs_no_warning(project: Project, as_mia: Client) -> None:
    make_article(project, "The dam held.")
    assert as_mia.post("/p/dam/releases/", {"split": "", "dated": DAY}).status_code == 302


def test_the_api_warns_and_creates_nothing_on_a_dry_run(project: Project, as_mia: Client) -> None:
    make_article(project, "The dam held.")
    address, kind = "/api/v1/projects/dam/releases/", "application/json"
    answer = as_mia.post(address, {"dry_run": True}, kind)
    assert answer.status_code == 200
    assert answer.json()["articles"] == {"train": 1, "validation": 0, "test": 0}
    assert "The test split would be empty." in answer.json()["warnings"]
    assert not Job.objects.exists()

    answer = as_mia.post(address, {}, kind)
    assert answer.status_code == 202
    assert "The test split would be empty." in answer.json()["splits"]["warnings"]


@pytest.mark.django_db(transaction=True)
def test_the_command_warns_and_publishes_nothing_on_a_dry_run(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, "The dam held.")
    call_command("publish_release", "dam", "--dry-run")
    printed = capsys.readouterr()
    assert "The test split would be empty." in printed.err
    assert "train      1 article" in printed.out
    assert "Nothing was published." in printed.out
    assert not Release.objects.exists()

    call_command("publish_release", "dam")
    assert "The test split would be empty." in capsys.readouterr().err
    assert Release.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sentences_that_stand_verbatim_in_train_are_counted(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, f"{LONG} It held. {make_text(1, 2)}", split="train")
    make_article(project, f"{LONG} It held. {make_text(2, 2)}", split="test")
    make_article(project, f"It held. {make_text(3, 2)}", split="validation")

    release = publish(project)
    assert release.counts["shared_sentences"] == {
        "validation": {"sentences": 3, "in_train": 1, "long": 2, "long_in_train": 0},
        "test": {"sentences": 4, "in_train": 2, "long": 3, "long_in_train": 1},
    }
    card = (folder_of(release, tmp_path / "r") / "README.md").read_text()
    assert "| `test` | 2 of 4 (50.0%) | 1 of 3 (33.3%) |" in card
    assert "| `validation` | 1 of 3 (33.3%) | 0 of 2 (0.0%) |" in card

    call_command("publish_release", "dam")
    printed = capsys.readouterr().out
    assert "Verbatim in train, too: 2 of 4 sentences of test" in printed


@pytest.mark.django_db(transaction=True)
def test_near_duplicates_share_no_sentence_between_train_and_test(
    project: Project, tmp_path: Path
) -> None:
    for number in range(12):
        make_article(project, make_text(number))
        make_article(project, changed(make_text(number), "one word"))

    release = publish(project, split="34/33/33")
    shared = release.counts["shared_sentences"]
    assert shared["test"]["sentences"] > 100
    assert (shared["test"]["in_train"], shared["validation"]["in_train"]) == (0, 0)
    assert release.counts["near_duplicates"] == {"pairs": 12, "apart": 0}
    assert (
        "12 pairs of articles, of which 0 in different splits"
        in (folder_of(release, tmp_path / "r") / "README.md").read_text()
    )


@pytest.mark.django_db(transaction=True)
def test_a_stand_off_release_counts_them_as_well(project: Project) -> None:
    make_article(project, f"{LONG} {make_text(1, 1)}", split="train")
    make_article(project, f"{LONG} {make_text(2, 1)}", split="test")
    assert publish(project, standoff=True).counts["shared_sentences"]["test"]["in_train"] == 1


@pytest.mark.django_db(transaction=True)
def test_without_splits_nothing_is_counted(project: Project, tmp_path: Path) -> None:
    make_article(project, LONG)
    release = publish(project, split="")
    assert "shared_sentences" not in json.dumps(release.counts)
    assert "verbatim" not in (folder_of(release, tmp_path / "r") / "README.md").read_text()
