"""The preview and the account of an import, on a phone and a desktop, in light and in dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.importing.job import run_import
from annotator.jobs.models import Job, JobState
from annotator.projects.models import Project, Role
from tests.support.accessibility import is_accessible
from tests.support.make import PASSWORD, make_member, make_project, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Inhalt" * 40
RATED = f"id,sentence,annotator1,annotator2,{LONG}\n" + "".join(
    f"{number},The dam at mile {number} held on Monday.,{one},{two},x\n"
    for number, (one, two) in enumerate([("claim", "denial"), ("denial", "claim")] * 4)
)
BARE = "1,The first dam held on Monday.,claim\n2,The second dam held on Tuesday.,denial\n"


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project()
    make_user("mia", password=PASSWORD)
    make_member(project, "mia", Role.MANAGER)
    return project


def preview(page: Page, *files: Path) -> None:
    page.goto("/p/dam/import/")
    page.get_by_label("Files").set_input_files(files)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Check before importing")).to_be_visible()


def is_fit_to_read(page: Page) -> None:
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_long_and_foreign_names_fit_every_screen(
    project: Project, sign_in: Callable[..., Page], tmp_path: Path, width: int, scheme: str
) -> None:
    page = sign_in("mia", viewport={"width": width, "height": 800}, color_scheme=scheme)
    rated = write(tmp_path, f"{'ratings' * 25}.csv", RATED)
    foreign = write(tmp_path, "سد‮gpj.csv", "id,text,عمود\n1,صمد السد اليوم في الصباح.,x\n")
    other = write(tmp_path, f"{'photo' * 40}.mp3", "x")

    preview(page, rated, foreign, other)
    expect(page.get_by_role("heading", name="Please check")).to_be_visible()
    is_fit_to_read(page)

    page.get_by_label("annotator1").check()
    page.get_by_label("annotator2").check()
    page.get_by_role("button", name="Refresh preview").click()
    expect(page.get_by_label("annotator1")).to_be_checked()
    is_fit_to_read(page)

    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Importing")).to_be_visible()
    run_import.call(Job.objects.get().pk)
    page.reload()
    expect(page.get_by_role("heading", name="How the files were read")).to_be_visible()
    is_fit_to_read(page)
    assert Job.objects.get().state == JobState.DONE


def test_a_guess_leads_to_its_field_by_keyboard_and_enter_refreshes(
    project: Project, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in("mia")
    preview(page, write(tmp_path, "short.csv", "text,label\nThe dam held.,claim\n"))

    page.get_by_role("link", name="Each row is").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.get_by_label("Encoding").fill("cp1252")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Now: encoding cp1252 (chosen).")).to_be_visible()
    expect(page.get_by_label("Encoding")).to_have_value("cp1252")
    assert Job.objects.get().state == JobState.DRAFT


def test_a_table_without_a_header_is_read_after_one_answer(
    project: Project, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in("mia")
    preview(page, write(tmp_path, "bare.csv", BARE))
    is_fit_to_read(page)

    page.get_by_role("button", name="The table has no header").click()

    expect(page.get_by_role("heading", name="Preview of the first articles")).to_be_visible()
    expect(page.get_by_label("Article text")).to_have_value("2")
    is_fit_to_read(page)
