"""The work of the last four weeks, by person and day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.labelling.models import Assignment
from annotator.labelling.progress.work_by_day import STEPS, WorkChart, work_by_day
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    for number in range(2):
        article = make_article(project, f"Dam {number} held. It did not.")
        label_article(ana, "claim", "denial", article=article)
    label_article(ben, "claim", article=make_article(project, "It held."))
    return project


def test_sentences_are_added_up_by_person_and_day(
    labelled: Project, ana: Membership, ben: Membership
) -> None:
    today = timezone.now().date()
    last = Assignment.objects.filter(annotator=ana).latest("pk")
    Assignment.objects.filter(pk=last.pk).update(submitted_at=timezone.now() - timedelta(days=3))
    work = work_by_day(labelled)
    assert work[ana.pseudonym] == {today - timedelta(days=3): 2, today: 2}
    assert work[ben.pseudonym] == {today: 1}
    assert list(work) == sorted(work)


def test_older_and_imported_work_is_left_out(labelled: Project, ana: Membership) -> None:
    of_ana = Assignment.objects.filter(annotator=ana).order_by("pk")
    of_ana.update(submitted_at=timezone.now() - timedelta(days=28))
    assert ana.pseudonym not in work_by_day(labelled)
    of_ana.update(submitted_at=timezone.now(), origin="import")
    assert ana.pseudonym not in work_by_day(labelled)


def test_the_shade_grows_with_the_number(labelled: Project) -> None:
    today = timezone.now().date()
    chart = WorkChart({"A1": {today: 1}, "B2": {today: 40}, "C3": {today - timedelta(days=27): 8}})
    assert [row.cells[0].shade for row in chart.people] == [1, STEPS, 1]
    assert float(chart.people[2].cells[0].x) == chart.left
    assert float(chart.people[1].cells[0].x) + chart.cell <= chart.width


def test_managers_see_it_and_have_it_as_files(as_mia: Client, labelled: Project) -> None:
    page = as_mia.get("/p/dam/").content.decode()
    assert "Work in the last four weeks" in page

    drawing = as_mia.get("/p/dam/work.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg")
    rows = as_mia.get("/p/dam/work.csv").content.decode().splitlines()
    assert rows[0] == "pseudonym,day,sentences"
    assert len(rows) == 3


def test_annotators_see_nothing_of_it(as_ana: Client, labelled: Project) -> None:
    assert "Work in the last four weeks" not in as_ana.get("/p/dam/").content.decode()
    assert as_ana.get("/p/dam/work.csv").status_code == 403
