"""Distances between labels: the page, the report, and the texts of a release."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from annotator.agreement.report.report import agreement_report
from annotator.projects.models import (
    AuditEvent,
    Label,
    LabelDistance,
    Membership,
    Project,
    label_distances,
)
from tests.support.make import label_article, make_article, make_project

PAGE = "/p/dam/settings/distances/"
FULL = {
    f"{one}-{other}": 100
    for one, other in (
        ("claim", "denial"),
        ("claim", "doubt"),
        ("claim", "opinion"),
        ("denial", "doubt"),
        ("denial", "opinion"),
        ("doubt", "opinion"),
    )
}


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    for number in range(12):
        make_article(project, f"Dam {number} held. It did not. Luckily.")
        label_article(ana, "claim", "denial", "opinion")
        label_article(ben, "claim", "denial" if number % 3 else "doubt", "opinion")
    return project


def test_a_declared_distance_gives_a_second_alpha(as_mia: Client, labelled: Project) -> None:
    report = agreement_report(labelled)
    assert (report["metric"], report["weighted"]) == ("nominal", None)
    assert "Alpha is nominal" in as_mia.get("/p/dam/agreement/").content.decode()

    assert as_mia.post(PAGE, FULL | {"denial-doubt": 40}).status_code == 302
    assert label_distances(labelled) == {("denial", "doubt"): 40}
    event = AuditEvent.objects.latest("pk")
    assert event.about == "distance of denial and doubt (was 100%)"

    changed = agreement_report(labelled)
    weighted = changed["weighted"]
    assert weighted is not None
    assert weighted["distances"] == [{"labels": ["denial", "doubt"], "distance": 0.4}]
    nominal = changed["krippendorff_alpha"]["value"]
    assert nominal == report["krippendorff_alpha"]["value"]
    assert (weighted["krippendorff_alpha"]["value"] or 0) > (nominal or 1)
    page = as_mia.get("/p/dam/agreement/").content.decode()
    assert f"{weighted['krippendorff_alpha']['value']:.2f}" in page.split("declared, it is:")[1]


def test_saving_the_same_distances_records_nothing(as_mia: Client, labelled: Project) -> None:
    as_mia.post(PAGE, FULL | {"denial-doubt": 40})
    events = AuditEvent.objects.count()
    as_mia.post(PAGE, FULL | {"denial-doubt": 40})
    assert AuditEvent.objects.count() == events
    as_mia.post(PAGE, FULL)
    assert not LabelDistance.objects.exists()
    assert AuditEvent.objects.latest("pk").about == "distance of denial and doubt (was 40%)"


def test_a_distance_that_is_none_is_refused(as_mia: Client, labelled: Project) -> None:
    for value in (-1, 101, "near"):
        page = as_mia.post(PAGE, FULL | {"claim-denial": value})
        assert page.status_code == 200
        assert 'class="errors"' in page.content.decode()
    assert not LabelDistance.objects.exists()


@transaction.atomic
def store_distance(project: Project, one: Label, other: Label, percent: int) -> None:
    LabelDistance.objects.create(project=project, one=one, other=other, percent=percent)
    # The check of foreign keys waits for the end of the transaction.
    connection.check_constraints()


def test_the_database_takes_labels_of_the_project_only(labelled: Project) -> None:
    one, other = labelled.labels.order_by("pk")[:2]
    foreign = make_project("other").labels.order_by("pk").last()
    assert foreign is not None
    for first, second, percent in ((one, foreign, 50), (other, one, 50), (one, other, 100)):
        with pytest.raises(IntegrityError):
            store_distance(labelled, first, second, percent)


@pytest.mark.django_db(transaction=True)
def test_a_release_names_the_distances_and_brings_them_back(
    as_mia: Client, labelled: Project, tmp_path: Path
) -> None:
    call_command("publish_release", "dam", "-o", str(tmp_path / "nominal"))
    assert "Alpha is nominal" in (tmp_path / "nominal" / "README.md").read_text()

    as_mia.post(PAGE, FULL | {"denial-doubt": 40})
    folder = tmp_path / "weighted"
    call_command("publish_release", "dam", "-o", str(folder))
    assert "`denial` and `doubt` 0.4; others 1" in (folder / "README.md").read_text()
    assert (
        "distances between labels that were declared, alpha" in (folder / "METHODS.md").read_text()
    )
    assert json.loads((folder / "release.json").read_text())["label_distances"] == [
        ["denial", "doubt", 40]
    ]

    copy = make_project("copy")
    call_command("import_release", "copy", str(folder))
    assert label_distances(copy) == {("denial", "doubt"): 40}
