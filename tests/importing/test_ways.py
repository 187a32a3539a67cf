"""A message names the control of the page, the flag of the command, or the field of the API."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotator.importing.job import run_import
from annotator.lib.ways import API, COMMAND, CONTROLS, PAGE, way, worded_for
from tests.importing.pages import choose, finish, upload
from tests.importing.support import Importer

BARE = "7,The dam is safe.,claim\n8,The mayor doubts it.,doubt\n"
LABELLED = "article_id,position,sentence,label\na,1,The dam is safe.,odd\n"

LINE = "The dam above the town has held for a hundred years, and the board"
WRAPPED = "\n".join([LINE] * 12) + " is sure of it.\n"


def plain(page: str) -> str:
    """Return the words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize(
    ("surface", "words"),
    [
        (PAGE, "‘is data: the table has no header’ at ‘First row’"),
        (COMMAND, "--header no"),
        (API, "header=no"),
    ],
)
def test_a_choice_is_worded_for_each_surface(surface: str, words: str) -> None:
    with worded_for(surface):
        assert way("header", "no") == words


@pytest.mark.parametrize(
    ("surface", "words"),
    [
        (
            PAGE,
            ["‘3’ at ‘Article text’", "‘Label mapping’", "‘ana’ at ‘Annotators who are members’"],
        ),
        (COMMAND, ["--column text=3", "--map LABEL=KEY", "--as-member ana"]),
        (API, ["columns=text=3", "labels=LABEL=KEY", "as_members=ana"]),
    ],
)
def test_a_value_is_worded_for_each_surface(surface: str, words: list[str]) -> None:
    with worded_for(surface):
        assert [
            way("columns", "text=", "3"),
            way("labels", example="LABEL=KEY"),
            way("as_members", value="ana"),
        ] == words


@pytest.mark.django_db
def test_each_control_and_choice_is_on_the_preview(as_mia: Client) -> None:
    page = plain(upload(as_mia, ("a.csv", LABELLED), ("wire.txt", WRAPPED)))
    for control, choice in CONTROLS.values():
        assert control in page
        assert choice in page


@pytest.mark.django_db
def test_the_page_names_its_controls(as_mia: Client) -> None:
    page = plain(upload(as_mia, ("bare.csv", BARE)))
    assert "choose ‘is data: the table has no header’ at ‘First row’ and ‘2’ at ‘Article" in page
    assert "--" not in page
    choose(as_mia)
    assert "--" not in plain(finish(as_mia))


@pytest.mark.django_db
def test_the_command_names_its_flags(importer: Importer) -> None:
    assert "choose --header no --column text=2;" in importer.articles("bare.csv", BARE).err
    assert "or ignore it: --map LABEL=KEY" in importer.articles("odd.csv", LABELLED).err


@pytest.mark.django_db
def test_the_command_words_what_the_splitting_thread_says(importer: Importer) -> None:
    assert "choose --line-breaks paragraph" in importer.articles("wire.txt", WRAPPED).err


@pytest.mark.django_db
def test_the_api_names_its_fields(as_mia: Client) -> None:
    def bring(**options: Any) -> dict[str, Any]:
        file = SimpleUploadedFile("bare.csv", BARE.encode())
        made = as_mia.post("/api/v1/projects/dam/imports/", {"file": file, **options})
        run_import.call(made.json()["id"])
        return as_mia.get(f"/api/v1/projects/dam/imports/{made.json()['id']}/").json()  # type: ignore[no-any-return]

    (error,) = bring()["errors"]
    assert "choose header=no and columns=text=2;" in error["reason"]
    assert bring(header="no", columns="text=2", line_breaks="paragraph")["result"]["articles"] == 2
