"""The import pages: preview, import in the background, result."""

import json
import uuid
from datetime import timedelta
from pathlib import PurePath

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.importing.account.result import ImportResult
from annotator.importing.job import (
    KEPT_AFTER_END,
    delete_ended_imports_files,
)
from annotator.jobs.models import Job, JobState
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project
from tests.importing.pages import choose, fields, finish, paste, upload
from tests.importing.test_line_breaks import WRAPPED
from tests.support.make import make_article, make_project

CRAWL = (
    "Nr,Inhalt der Seite,Headline,Anriss\n1,The dam held. It did.,Dam,It is the old dam. Read on.\n"
    "2,,Empty,\n3,Lucky!,Luck,\n"
)


def test_the_text_of_a_pasted_article_is_unchanged(as_mia: Client) -> None:
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
    assert "Imported 2 sentences." in page
    assert "How it was read" not in page


def test_what_was_guessed_or_changed_of_a_pasted_article_is_said(as_mia: Client) -> None:
    page = paste(as_mia, text="Lucky!", language="")
    assert "How it was read: in English, because the language isn’t clear (guessed)." in page

    page = paste(as_mia, text=WRAPPED, language="")
    assert "How it was read: in English (detected); lines were joined, because" in page


def test_an_empty_overlap_means_everyone(as_mia: Client) -> None:
    paste(as_mia, text="The dam held.", overlap="", round="calibration")
    article = Article.objects.get()
    assert (article.overlap, article.free, article.round) == (None, None, "calibration")


def test_an_invalid_paste_is_rejected_with_the_reason(as_mia: Client) -> None:
    assert "This field is required." in paste(as_mia)
    assert "has no text" in paste(as_mia, text=" \n ")
    assert "Use a language tag such as" in paste(as_mia, text="A dam.", language="klingon!")
    paste(as_mia, text="The dam held.", external_id="dam")
    assert "the ID “dam” is already used by a different text" in paste(
        as_mia, text="Another.", external_id="dam"
    )
    assert Article.objects.count() == 1


def test_nothing_is_imported_before_the_preview(as_mia: Client) -> None:
    page = upload(as_mia, ("dam.txt", "The dam held.\nPost a comment"), ("photo.txt", b"\x89PNG\0"))
    assert "Preview of the first articles" in page
    assert "The dam held." in page
    assert '<span class="note" translate="yes">excluded</span>' in page
    assert "<b>photo.txt</b>: binary file" in page
    assert not Article.objects.exists()
    assert "Queued" in choose(as_mia, review="on", round="pilot", overlap="5")
    page = finish(as_mia)
    assert "<b>photo.txt</b>: binary file" in page
    article = Article.objects.get()
    assert (article.external_id, article.state, article.round, article.overlap) == (
        "dam",
        "draft",
        "pilot",
        5,
    )


def test_an_unknown_text_column_must_be_chosen(as_mia: Client) -> None:
    page = upload(as_mia, ("crawl.csv", CRAWL))
    assert "No text column found" in page
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
    assert "<b>crawl.csv, line 3</b>: has no text" in page
    assert list(Article.objects.order_by("pk").values_list("external_id", "title")) == [
        ("1", "Dam"),
        ("3", "Luck"),
    ]


def test_unknown_labels_must_be_mapped(as_mia: Client) -> None:
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
    assert "Choose a label, or ignore." in choose(
        as_mia, start="", **given, **{"label-POSITIVE": "?"}
    )
    choose(as_mia, start="", **given, **{"label-POSITIVE": "opinion"})
    assert "Labels imported" in finish(as_mia)
    assert [annotation.decision for annotation in Annotation.objects.order_by("pk")] == [
        "claim",
        "opinion",
    ]


def test_uploads_are_deleted_after_the_import_or_when_discarded(
    as_mia: Client, django_capture_on_commit_callbacks: object
) -> None:
    upload(as_mia, ("dam.txt", "The dam held."))
    path = Job.objects.get().parameters["files"][0]["path"]
    assert default_storage.exists(path)
    choose(as_mia)
    finish(as_mia)
    # A backup that started before may still need them.
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


def test_all_rejected_items_can_be_downloaded(as_mia: Client) -> None:
    upload(as_mia, ("crawl.jsonl", '{"text": "Fine."}\n' + "{\n" * 150))
    choose(as_mia, rows="articles", **{"column-text": "text"})
    page = finish(as_mia)
    assert "and 50 more" in page
    job = Job.objects.get()
    rows = as_mia.get(f"/p/dam/import/{job.pk}/refused.csv").getvalue().decode().splitlines()
    assert rows[0] == "place,reason,kind"
    assert len(rows) == 151
    assert rows[1].startswith('"crawl.jsonl, line 2",not valid JSON')


def test_existing_articles_are_named_in_preview_and_result(
    project: Project, as_mia: Client
) -> None:
    make_article(project, "The dam held.", external_id="dam")
    assert "already in the project" in upload(as_mia, ("dam.txt", "The dam held."))
    choose(as_mia)
    assert "already in the project as “dam”" in finish(as_mia)


def test_text_that_looks_like_markup_is_text(as_mia: Client) -> None:
    bad = "<script>alert(1)</script>"
    page = upload(
        as_mia, (f"{bad}.csv", f"text,{bad}\n{bad} it said.,x\n"), (f"{bad}.txt", f"{bad} held.")
    )
    assert bad not in page
    choose(as_mia, rows="articles", **{"column-text": "text"})
    assert bad not in finish(as_mia)
    assert bad not in as_mia.get("/p/dam/import/").content.decode()


def test_an_upload_without_files_is_rejected(as_mia: Client) -> None:
    page = as_mia.post("/p/dam/import/", {}).content.decode()
    assert "Choose one or more files." in page


def test_an_import_of_another_project_is_not_found(as_mia: Client) -> None:
    other = Job.objects.create(project=make_project("other"), kind="import")
    assert as_mia.get(f"/p/dam/import/{other.pk}/").status_code == 404
    assert as_mia.get(f"/p/dam/import/{other.pk}/refused.csv").status_code == 404
    assert as_mia.post(f"/p/dam/import/{other.pk}/discard/").status_code == 404


def test_a_stopped_import_can_be_resumed(as_mia: Client, mia: Membership) -> None:
    upload(as_mia, ("crawl.csv", "id,text\n1,One.\n2,Two.\n"))
    choose(as_mia, rows="articles", **{"column-text": "text", "column-external_id": "id"})
    Job.objects.update(state=JobState.FAILED, error="Something broke.", runner=uuid.uuid4())
    page = as_mia.get(f"/p/dam/import/{Job.objects.get().pk}/").content.decode()
    assert "The import stopped" in page
    choose(as_mia)
    finish(as_mia)
    assert Article.objects.count() == 2


@pytest.mark.parametrize("language", ["ar", "en"])
def test_right_to_left_text_has_its_direction(as_mia: Client, language: str) -> None:
    page = upload(as_mia, ("سد.txt", "صمد السد."))
    assert 'dir="auto"' in page
    assert "صمد السد." in page


def test_the_import_matches_the_preview(as_mia: Client) -> None:
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
    assert "unknown label “" in finish(as_mia)
    assert Article.objects.get().text == "Fine."


def test_labels_after_the_preview_can_be_mapped(as_mia: Client) -> None:
    rows = [{"id": n, "text": f"It held {n}.", "label": "claim"} for n in range(5000)]
    page = upload(
        as_mia,
        ("words.jsonl", "\n".join(map(json.dumps, [*rows, {"text": "Odd!", "label": "odd"}]))),
    )
    assert "Other labels in the files" in page
    assert "neither a label" in choose(as_mia, **fields(page), more_labels="odd=klaim")
    page_text = choose(as_mia, **fields(page), more_labels="odd=opinion\nklaim")
    assert "“klaim” isn’t of the form FILE LABEL=KEY." in page_text
    choose(as_mia, **fields(page), more_labels="odd=opinion")
    finish(as_mia)
    assert Annotation.objects.filter(label__key="opinion").count() == 1


def test_an_import_with_a_missing_file_fails_and_names_it(as_mia: Client) -> None:
    """For example after a restored backup: half an import must not look complete."""
    upload(as_mia, ("dam.txt", "The dam held."))
    choose(as_mia)
    default_storage.delete(Job.objects.get().parameters["files"][0]["path"])

    page = finish(as_mia)

    assert Job.objects.get().state == JobState.FAILED
    assert "The uploaded file dam.txt is missing. Import it again" in page


def test_the_preview_of_slow_files_stops_early(
    as_mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.importing.previews.preview.PREVIEW_SECONDS", 0)

    page = upload(as_mia, ("one.txt", "The dam held."), ("two.txt", "The gate held."))

    assert "Only the beginning was checked: 1 article." in page
    choose(as_mia)
    assert '<td class="num">2</td>' in finish(as_mia)


def test_starting_an_import_does_not_repeat_the_preview(as_mia: Client) -> None:
    """The files may be large, and the person has already seen the preview."""
    upload(as_mia, ("dam.csv", CRAWL))
    path = Job.objects.get().parameters["files"][0]["path"]
    default_storage.delete(path)

    choose(as_mia, rows="articles")

    assert Job.objects.get().state == JobState.WAITING


def test_the_result_accounts_for_labels_columns_and_files(as_mia: Client) -> None:
    table = (
        "article_id,position,sentence,label,annotator,topic\n"
        "a1,1,The dam held.,claim,ana,dam\na1,1,The dam held.,denial,ana,dam\n"
    )
    page = upload(as_mia, ("long.csv", table))
    assert "How the files are read" in page
    assert "“sentence” as Sentence text" in page

    choose(as_mia, **fields(page))
    page = finish(as_mia)

    assert (
        "2 labels in the files: 1 imported, 1 replaced by a later label of the same person" in page
    )
    assert "“sentence” as Sentence text" in page
    assert "column “topic” of long.csv" in page
    assert "ana labelled sentence 1 more than once; the last label counts" in page


def test_guesses_are_shown_for_checking(as_mia: Client) -> None:
    page = upload(as_mia, ("short.csv", "text,label\nThe dam held.,claim\n"))

    assert "Please check" in page
    assert "each row is a sentence (guessed) ·" in page
    assert '<a href="#id_rows">Each row is</a>' in page
    assert "Now: each row is a sentence (guessed)." in page


def test_another_delimiter_can_be_chosen_on_the_page(as_mia: Client) -> None:
    page = upload(as_mia, ("odd.csv", "text;a,b\nThe dam held.;x,y\n"))

    page = choose(as_mia, **{**fields(page), "look": "", "reading-delimiter": "comma"})

    assert "cells separated by commas (chosen)" in page


def test_files_of_programs_are_passed_over_and_counted(as_mia: Client) -> None:
    page = upload(as_mia, ("dam.txt", "The dam held."), (".DS_Store", b"\0\1"))
    choose(as_mia, **fields(page))

    page = finish(as_mia)

    assert "Files passed over" in page
    assert "1 × .DS_Store" in page


def test_few_rejected_items_are_listed_once_and_many_by_reason(as_mia: Client) -> None:
    page = upload(as_mia, ("few.jsonl", '{"text": "Fine."}\n{\n'))
    choose(as_mia, **fields(page))
    page = finish(as_mia)
    assert page.count("not valid JSON") == 1
    assert "Each rejected item" not in page

    page = upload(as_mia, ("many.jsonl", '{"text": "Fine, too."}\n' + "{\n" * 20))
    choose(as_mia, **fields(page))
    page = finish(as_mia)
    assert "<li>20 × not valid JSON" in page
    assert "Each rejected item" in page


def test_formulas_and_markup_of_a_file_stay_text_in_every_account(as_mia: Client) -> None:
    bad = "<script>alert(1)</script>"
    table = f"id,text,=1+1,{bad},label\n1,It held.,x,y,{bad}\n2,,x,y,=2+2\n"
    page = upload(as_mia, ("=3+3.csv", table))
    assert bad not in page
    choose(as_mia, **fields(page) | {f"label-{bad}": ""})
    page = finish(as_mia)
    assert bad not in page
    assert "“=1+1”" in page

    job = Job.objects.latest("pk")
    rows = as_mia.get(f"/p/dam/import/{job.pk}/refused.csv").getvalue().decode().splitlines()
    assert all(not row.lstrip('"').startswith("=") for row in rows)
    assert any(row.startswith(("'=3+3", "\"'=3+3")) for row in rows)


def test_a_cancelled_import_shows_its_account_so_far(as_mia: Client) -> None:
    upload(as_mia, ("dam.txt", "The dam held."))
    result = ImportResult(
        articles=1, failed=1, reasons={"has no text": 1}, last_item="dam.csv, line 7"
    ).as_json()
    Job.objects.update(state=JobState.CANCELLED, result=result)

    page = as_mia.get(f"/p/dam/import/{Job.objects.get().pk}/").content.decode()

    assert "The import was cancelled" in page
    assert "stopped after dam.csv, line 7; what follows wasn’t imported" in page
    assert "1 × has no text" in page
