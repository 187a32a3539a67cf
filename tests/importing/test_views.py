"""The import page: look first, then bring in, in the background; what came of it can be read
afterwards.
"""

import html
import json
import re
import uuid
from datetime import timedelta
from pathlib import PurePath

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.importing.job import (
    KEPT_AFTER_END,
    delete_ended_imports_files,
    run_import,
)
from annotator.jobs.models import Job, JobState
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project
from tests.support.make import make_article, make_project

CRAWL = "Nr,Inhalt der Seite,Headline\n1,The dam held. It did.,Dam\n2,,Empty\n3,Lucky!,Luck\n"
CAMPAIGN = {"overlap": "3", "round": "main", "language": "en"}


def paste(client: Client, **fields: object) -> str:
    return client.post("/p/dam/import/paste/", CAMPAIGN | fields, follow=True).content.decode()


def upload(client: Client, *files: tuple[str, bytes | str]) -> str:
    """Upload the files; the page that shows how they would come in."""
    uploads = [
        SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
        for name, data in files
    ]
    return client.post("/p/dam/import/", {"uploads": uploads}, follow=True).content.decode()


def choose(client: Client, **fields: object) -> str:
    job = Job.objects.latest("pk")
    return client.post(
        f"/p/dam/import/{job.pk}/start/", CAMPAIGN | fields, follow=True
    ).content.decode()


def finish(client: Client) -> str:
    """Do what the worker does; the page of the result."""
    job = Job.objects.latest("pk")
    run_import.call(job.pk)
    return client.get(f"/p/dam/import/{job.pk}/").content.decode()


def test_a_pasted_article_keeps_every_letter(as_mia: Client) -> None:
    page = paste(
        as_mia,
        text="  “Teh dam\u00a0held…”\r\nIt did.\r\n",
        title="Dam",
        source="Courier",
        published="2031-03-03",
    )
    article = Article.objects.get()
    assert article.text == "  “Teh dam\u00a0held…”\nIt did.\n"
    assert (article.title, article.source, str(article.published)) == (
        "Dam",
        "Courier",
        "2031-03-03",
    )
    assert "Imported, 2 sentences." in page


def test_a_calibration_set_is_for_everyone(as_mia: Client) -> None:
    paste(as_mia, text="The dam held.", overlap="", round="calibration")
    article = Article.objects.get()
    assert (article.overlap, article.free, article.round) == (None, None, "calibration")


def test_what_can_t_be_pasted_is_said(as_mia: Client) -> None:
    assert "This field is required." in paste(as_mia)
    assert "it is empty" in paste(as_mia, text=" \n ")
    assert "A language tag such as" in paste(as_mia, text="A dam.", language="klingon!")
    paste(as_mia, text="The dam held.", external_id="dam")
    assert "the project has another text as “dam” already" in paste(
        as_mia, text="Another.", external_id="dam"
    )
    assert Article.objects.count() == 1


def test_nothing_comes_in_before_it_was_looked_at(as_mia: Client) -> None:
    page = upload(as_mia, ("dam.txt", "The dam held.\nPost a comment"), ("photo.txt", b"\x89PNG\0"))
    assert "The first articles, as they would come in" in page
    assert "The dam held." in page
    assert "set aside" in page
    assert "<b>photo.txt</b>: it is a binary file" in page
    assert not Article.objects.exists()
    assert "Waiting for its turn" in choose(as_mia, review="on", round="pilot", overlap="5")
    page = finish(as_mia)
    assert "<b>photo.txt</b>: it is a binary file" in page
    article = Article.objects.get()
    assert (article.external_id, article.state, article.round, article.overlap) == (
        "dam",
        "draft",
        "pilot",
        5,
    )


def test_columns_that_are_not_known_are_asked_for(as_mia: Client) -> None:
    page = upload(as_mia, ("crawl.csv", CRAWL))
    assert "No column is known to hold the text" in page
    page = choose(
        as_mia,
        **{
            "look": "",
            "rows": "articles",
            "column-text": "Inhalt der Seite",
            "column-title": "Headline",
        },
    )
    assert "The dam held." in page
    assert not Article.objects.exists()
    given = {
        "rows": "articles",
        "column-text": "Inhalt der Seite",
        "column-title": "Headline",
        "column-external_id": "Nr",
    }
    choose(as_mia, start="", **given)
    page = finish(as_mia)
    assert "<b>crawl.csv, line 3</b>: it is empty" in page
    assert list(Article.objects.order_by("pk").values_list("external_id", "title")) == [
        ("1", "Dam"),
        ("3", "Luck"),
    ]


def test_labels_of_another_tool_are_asked_for(as_mia: Client) -> None:
    tasks = [
        {
            "id": number,
            "data": {"text": text},
            "annotations": [
                {"completed_by": 1, "result": [{"type": "choices", "value": {"choices": [word]}}]}
            ],
        }
        for number, (text, word) in enumerate([("The dam held.", "Claim"), ("Lucky!", "POSITIVE")])
    ]
    page = upload(as_mia, ("export.json", json.dumps(tasks)))
    assert "POSITIVE" in page
    given = {
        "rows": "sentences",
        "column-text": "text",
        "column-external_id": "id",
        "annotator": "them",
        "label-Claim": "claim",
    }
    assert "Say which label it stands for" in choose(
        as_mia, start="", **given, **{"label-POSITIVE": "?"}
    )
    choose(as_mia, start="", **given, **{"label-POSITIVE": "opinion"})
    assert "Labels that came with them" in finish(as_mia)
    assert [annotation.decision for annotation in Annotation.objects.order_by("pk")] == [
        "claim",
        "opinion",
    ]


def test_the_files_go_some_time_after_the_import_and_at_once_when_it_is_discarded(
    as_mia: Client, django_capture_on_commit_callbacks: object
) -> None:
    upload(as_mia, ("dam.txt", "The dam held."))
    path = Job.objects.get().parameters["files"][0]["path"]
    assert default_storage.exists(path)
    choose(as_mia)
    finish(as_mia)
    # A backup that was begun before may still want it.
    assert delete_ended_imports_files() == 0
    assert default_storage.exists(path)
    Job.objects.update(finished_at=timezone.now() - KEPT_AFTER_END - timedelta(hours=1))
    assert delete_ended_imports_files() == 1
    assert delete_ended_imports_files() == 0
    assert not default_storage.exists(path)
    assert not default_storage.exists(str(PurePath(path).parent)), "nor its folder"
    upload(as_mia, ("gate.txt", "The gate held."))
    job = Job.objects.latest("pk")
    path = job.parameters["files"][0]["path"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        as_mia.post(f"/p/dam/import/{job.pk}/discard/")
    assert not default_storage.exists(path)
    assert Job.objects.count() == 1


def test_starting_twice_imports_once(as_mia: Client) -> None:
    upload(as_mia, ("dam.txt", "The dam held."))
    choose(as_mia)
    choose(as_mia)
    finish(as_mia)
    finish(as_mia)
    job = Job.objects.get()
    assert (job.state, job.result["articles"], job.result["failed"]) == ("done", 1, 0)


def test_all_that_was_refused_can_be_downloaded(as_mia: Client) -> None:
    upload(as_mia, ("crawl.jsonl", '{"text": "Fine."}\n' + "{\n" * 150))
    choose(as_mia, rows="articles", **{"column-text": "text"})
    page = finish(as_mia)
    assert "and 50 more" in page
    job = Job.objects.get()
    rows = as_mia.get(f"/p/dam/import/{job.pk}/refused.csv").getvalue().decode().splitlines()
    assert rows[0] == "place,reason"
    assert len(rows) == 151
    assert rows[1].startswith('"crawl.jsonl, line 2",this is no JSON')


def test_what_is_there_already_is_said_before_and_after(project: Project, as_mia: Client) -> None:
    make_article(project, "The dam held.", external_id="dam")
    assert "the project has it already" in upload(as_mia, ("dam.txt", "The dam held."))
    choose(as_mia)
    assert "the project has this article already, “dam”" in finish(as_mia)


def test_text_that_looks_like_markup_is_text(as_mia: Client) -> None:
    bad = "<script>alert(1)</script>"
    page = upload(
        as_mia, (f"{bad}.csv", f"text,{bad}\n{bad} it said.,x\n"), (f"{bad}.txt", f"{bad} held.")
    )
    assert bad not in page
    choose(as_mia, rows="articles", **{"column-text": "text"})
    assert bad not in finish(as_mia)
    assert bad not in as_mia.get("/p/dam/import/").content.decode()


def test_the_page_says_what_the_form_needs(as_mia: Client) -> None:
    page = as_mia.post("/p/dam/import/", {}).content.decode()
    assert "Choose one or more files." in page


def test_an_import_of_another_project_is_not_there(as_mia: Client) -> None:
    other = Job.objects.create(project=make_project("other"), kind="import")
    assert as_mia.get(f"/p/dam/import/{other.pk}/").status_code == 404
    assert as_mia.get(f"/p/dam/import/{other.pk}/refused.csv").status_code == 404
    assert as_mia.post(f"/p/dam/import/{other.pk}/discard/").status_code == 404


def test_a_broken_off_import_can_go_on(as_mia: Client, mia: Membership) -> None:
    upload(as_mia, ("crawl.csv", "id,text\n1,One.\n2,Two.\n"))
    choose(as_mia, rows="articles", **{"column-text": "text", "column-external_id": "id"})
    Job.objects.update(state=JobState.FAILED, error="Something broke.", runner=uuid.uuid4())
    page = as_mia.get(f"/p/dam/import/{Job.objects.get().pk}/").content.decode()
    assert "The import broke off" in page
    choose(as_mia)
    finish(as_mia)
    assert Article.objects.count() == 2


@pytest.mark.parametrize("language", ["ar", "en"])
def test_right_to_left_text_is_shown_as_it_runs(as_mia: Client, language: str) -> None:
    page = upload(as_mia, ("سد.txt", "صمد السد."))
    assert 'dir="auto"' in page
    assert "صمد السد." in page


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form on the page."""
    found = dict(
        re.findall(r'<input type="(?:text|number|hidden)" name="([^"]+)" value="([^"]*)"', page)
    )
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found | {"start": ""}


def test_what_the_preview_shows_is_what_comes_in(as_mia: Client) -> None:
    page = upload(
        as_mia,
        ("a1.csv", "id,text\n1,One.\n"),
        ("a2.csv", "id,body,headline\n2,Two.,Second\n"),
        ("b.csv", "article_id,sentence\n3,Three.\n3,Four.\n"),
        (
            "c.jsonl",
            '{"id": 4, "text": "Five."}\n' * 1 + '{"id": 5, "text": "Six.", "title": "Sixth"}\n',
        ),
    )
    choose(as_mia, **fields(page))
    finish(as_mia)
    assert list(
        Article.objects.order_by("external_id").values_list("external_id", "title", "text")
    ) == [
        ("1", "", "One."),
        ("2", "Second", "Two."),
        ("3", "", "Three. Four."),
        ("4", "", "Five."),
        ("5", "Sixth", "Six."),
    ]


def test_odd_columns_and_labels_break_no_page(as_mia: Client) -> None:
    odd = {"text": "It held.", "a\ud800": 1, "b\0": 2, "label": "x\ud800\0"}
    page = upload(as_mia, ("odd.jsonl", json.dumps(odd) + "\n" + json.dumps({"text": "Fine."})))
    choose(as_mia, **fields(page))
    assert "is none of this project’s" in finish(as_mia)
    assert Article.objects.get().text == "Fine."


def test_labels_further_down_can_be_named(as_mia: Client) -> None:
    rows = [{"id": n, "text": f"It held {n}.", "label": "claim"} for n in range(5000)]
    page = upload(
        as_mia,
        ("words.jsonl", "\n".join(map(json.dumps, [*rows, {"text": "Odd!", "label": "odd"}]))),
    )
    assert "Labels further down in the files" in page
    assert "neither a label" in choose(as_mia, **fields(page), more_labels="odd=klaim")
    choose(as_mia, **fields(page), more_labels="odd=opinion")
    finish(as_mia)
    assert Annotation.objects.filter(label__key="opinion").count() == 1


def test_an_import_whose_file_is_gone_fails_and_names_it(as_mia: Client) -> None:
    """After a backup was restored without it, say: half of an import must not pass for all of
    it.
    """
    upload(as_mia, ("dam.txt", "The dam held."))
    choose(as_mia)
    default_storage.delete(Job.objects.get().parameters["files"][0]["path"])

    page = finish(as_mia)

    assert Job.objects.get().state == JobState.FAILED
    assert "The uploaded file dam.txt is gone: import it again" in page


def test_a_look_at_slow_files_ends_and_says_how_far_it_came(
    as_mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.importing.preview.LOOK_SECONDS", 0)

    page = upload(as_mia, ("one.txt", "The dam held."), ("two.txt", "The gate held."))

    assert "The beginning was looked at: 1 article." in page
    choose(as_mia)
    assert '<td class="num">2</td>' in finish(as_mia)


def test_starting_an_import_looks_at_nothing_again(as_mia: Client) -> None:
    """The files could be large, and the page has shown how they would come in."""
    upload(as_mia, ("dam.csv", CRAWL))
    path = Job.objects.get().parameters["files"][0]["path"]
    default_storage.delete(path)

    choose(as_mia, rows="articles")

    assert Job.objects.get().state == JobState.WAITING
