"""Near-duplicates are found at import, said, and put into groups only when a person wants it."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.corpus.models import Article, ArticleState
from annotator.corpus.near_duplicates.grouping import group_near_duplicates
from annotator.jobs.models import Job
from annotator.projects.audit import audit_log
from annotator.projects.models import AuditAction, Project
from tests.importing.pages import choose, fields, finish, upload
from tests.importing.support import Importer
from tests.support.copies import changed, make_text
from tests.support.make import make_article, make_project

COPY = changed(make_text(1), "a byline")


def lines(**texts: str) -> str:
    return "\n".join(json.dumps({"id": name, "text": text}) for name, text in texts.items())


def groups() -> dict[str, str]:
    return dict(Article.objects.values_list("external_id", "group"))


@pytest.fixture
def imported(project: Project, as_mia: Client) -> str:
    """The page of an import of an article, a copy of it, and a copy of an older article."""
    make_article(project, make_text(2), external_id="old")
    page = upload(
        as_mia,
        ("a.jsonl", lines(a=make_text(1), b=COPY, c=changed(make_text(2), "one word"), d="Else.")),
    )
    choose(as_mia, **fields(page))
    return finish(as_mia)


def test_the_page_names_near_duplicates_and_changes_nothing(imported: str) -> None:
    assert "<b>a</b>: b" in imported
    assert "<b>old</b>: c" in imported
    assert "Put each line into one group" in imported
    assert set(groups().values()) == {""}


def test_a_button_puts_them_into_groups(imported: str, project: Project, as_mia: Client) -> None:
    job = Job.objects.get()
    page = as_mia.post(f"/p/dam/import/{job.pk}/group/", follow=True).content.decode()
    assert "4 articles got a group." in page
    assert "The articles of each line are in one group." in page
    assert "Put each line into one group" not in page
    assert groups() == {
        "old": "copies of old", "c": "copies of old", "a": "copies of a", "b": "copies of a",
        "d": "",
    }  # fmt: skip

    event = audit_log(project)[0]
    assert event.action == AuditAction.ARTICLE_EDITED
    assert event.about == f"group of 4 near-duplicates (import {job.pk})"
    # Pressed again, it changes nothing and leaves no event.
    as_mia.post(f"/p/dam/import/{job.pk}/group/")
    assert audit_log(project)[0] == event


def test_the_api_names_them_and_puts_them_into_groups(imported: str, as_mia: Client) -> None:
    address = f"/api/v1/projects/dam/imports/{Job.objects.get().pk}/"
    assert as_mia.get(address).json()["result"]["near_duplicates"] == [["old", "c"], ["a", "b"]]
    assert as_mia.post(f"{address}group/", {}, "application/json").status_code == 200
    assert groups()["b"] == "copies of a"


def test_the_command_names_them(importer: Importer) -> None:
    output = importer.articles("a.jsonl", lines(a=make_text(1), b=COPY)).out
    assert "Near-duplicates:\n  a: b\n" in output
    assert "python manage.py group_near_duplicates dam --apply" in output

    # What was there before is not said again.
    output = importer.articles("b.jsonl", lines(c=make_text(3))).out
    assert "ear-duplicates" not in output


def test_a_command_lists_the_near_duplicates_of_a_project_and_groups_them(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, make_text(1), external_id="a")
    make_article(project, COPY, external_id="b")
    call_command("group_near_duplicates", "dam")
    assert capsys.readouterr().out == (
        "a: b\nNothing was changed. Use --apply to put them into groups.\n"
    )
    assert set(groups().values()) == {""}

    call_command("group_near_duplicates", "dam", "--apply")
    assert "2 articles got a group." in capsys.readouterr().out
    assert groups() == {"a": "copies of a", "b": "copies of a"}

    call_command("group_near_duplicates", "dam")
    assert capsys.readouterr().out == "No near-duplicates without a group.\n"


def test_an_article_keeps_its_group_and_others_join_it(project: Project) -> None:
    for name, group in (("a", ""), ("b", "story"), ("c", "other")):
        make_article(project, f"Dam {name} held.", external_id=name, group=group)
    count = group_near_duplicates(project=project, sets=[["a", "b", "c", "gone"]])
    assert (count, groups()) == (1, {"a": "story", "b": "story", "c": "other"})


def test_articles_of_other_projects_and_withdrawn_ones_are_left_out(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, make_text(1), external_id="a")
    withdrawn = make_article(project, COPY, external_id="b")
    Article.objects.filter(pk=withdrawn.pk).update(state=ArticleState.WITHDRAWN)
    make_article(make_project("river"), COPY, external_id="c")
    call_command("group_near_duplicates", "dam")
    assert capsys.readouterr().out == "No near-duplicates without a group.\n"
