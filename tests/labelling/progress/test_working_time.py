"""Working time by member and day, as a CSV file."""

import csv
import io
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.audit import audit_log
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
)


def rows(client: Client) -> list[dict[str, str]]:
    text = client.get("/p/dam/people/time.csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_time_by_day_has_names_after_the_manager_shows_them(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    label_article(ana, "claim", "denial", "opinion")
    User.objects.filter(username="ana").update(name="=Ana")
    assert list(rows(as_mia)[0]) == [
        "pseudonym",
        "day",
        "seconds",
        "sentences",
        "articles",
        "capped",
    ]
    as_mia.get("/p/dam/people/?names=1")
    assert [(row["name"], row["username"]) for row in rows(as_mia)] == [("'=Ana", "ana")]
    assert [event.about for event in audit_log(project)[:3]] == [
        "time.csv, with names",
        "",
        "time.csv",
    ]


def test_annotators_cannot_make_names_visible(
    as_ana: Client, project: Project, ben: Membership
) -> None:
    before = audit_log(project).count()
    label_article(ben, "claim", "denial", "opinion", article=make_article(project))
    as_ana.get("/p/dam/people/time.csv?names=1")
    assert rows(as_ana) == []
    assert audit_log(project).count() == before


def test_time_counts_all_work_by_person_and_day(
    as_mia: Client, as_ana: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    Assignment.objects.update(began_at=timezone.now() - timedelta(days=9))
    first, second, _ = assignment.article.sentences.order_by("position").values_list(
        "pk", flat=True
    )
    annotate(
        assignment,
        make_entry(first, seconds=10.4, age=86_400),
        make_entry(first, "opinion", seconds=5),
    )
    annotate(assignment, make_entry(second, seconds=7.7))
    label_article(ben, "claim", "claim", "claim")
    today = str(timezone.now().date())
    assert [list(row.values()) for row in rows(as_ana)] == [
        [ana.pseudonym, str(timezone.now().date() - timedelta(days=1)), "10", "1", "1", "0"],
        [ana.pseudonym, today, "13", "2", "1", "0"],
    ]
    assert {row["pseudonym"] for row in rows(as_mia)} == {ana.pseudonym, ben.pseudonym}
    assert Annotation.objects.filter(superseded_at__isnull=False).count() == 1
