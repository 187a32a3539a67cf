"""The whole path, as its people walk it: import, three annotators, agreement, the dataset."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from annotator.labelling.models import Annotation
from annotator.projects.models import Project, Role
from tests.support.accessibility import is_accessible
from tests.support.make import (
    PASSWORD,
    make_article,
    make_member,
    make_project,
    make_release,
    make_user,
)

ARTICLE = """The water ministry said on Monday that the Aldra dam had passed its spring inspection.
“No gate failed, not once,” deputy minister Ilse Harrow said. Two papers could not \
confirm that she was there.
The timing of the report is, to put it mildly, convenient.
Share this story
Post a comment
"""
CAST = {"mia": Role.MANAGER, "rita": Role.ADJUDICATOR, "ana": "", "ben": "", "cleo": ""}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Project:
    project = make_project(name="River dam reports")
    for username, role in CAST.items():
        make_user(username, password=PASSWORD)
        make_member(project, username, Role(role or Role.ANNOTATOR))
    return project


def lit(page: Page, text: str) -> None:
    expect(page.locator(".sentence.lit")).to_have_text(text)


def finish(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All saved")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="All done, thank you")).to_be_visible()


def test_from_a_pasted_article_to_a_dataset(cast: Project, sign_in: Callable[..., Page]) -> None:
    mia = sign_in("mia")
    mia.get_by_role("link", name="Import articles").click()
    mia.get_by_label("Text", exact=True).fill(ARTICLE)
    mia.get_by_label("Title").fill("Ministry and papers differ over the Aldra dam")
    mia.get_by_label("Source").fill("Northvale Courier")
    mia.get_by_role("button", name="Import").click()
    expect(mia.get_by_text("Imported 6 sentences.")).to_be_visible()
    is_accessible(mia)

    ana = sign_in("ana")
    ana.get_by_role("link", name="Start labelling").click()
    lit(
        ana,
        "The water ministry said on Monday that the Aldra dam had passed its spring inspection.",
    )
    ana.keyboard.press("1")
    lit(ana, "“No gate failed, not once,” deputy minister Ilse Harrow said.")
    expect(ana.locator(".sentence").first).to_have_attribute("data-mark", "C")
    ana.keyboard.press("1")
    ana.keyboard.press("u")
    lit(ana, "“No gate failed, not once,” deputy minister Ilse Harrow said.")
    ana.keyboard.press("2")  # its target is left open
    ana.keyboard.press("3")
    expect(ana.get_by_text("3 of 4")).to_be_visible()
    ana.keyboard.press("g")
    expect(ana.get_by_role("heading", name="What the labels mean")).to_be_visible()
    is_accessible(ana)
    ana.keyboard.press("Escape")
    ana.keyboard.press("4")
    expect(ana.get_by_role("button", name="2 targets open")).to_be_visible()
    is_accessible(ana)
    ana.get_by_role("button", name="2 targets open").click()
    ana.keyboard.press("0")
    ana.keyboard.press("v")
    expect(ana.locator("#line")).to_have_text("Which sentence does this doubt?")
    ana.keyboard.press("ArrowUp")
    ana.keyboard.press("Enter")
    expect(ana.locator("#line")).to_have_text("All sentences labelled. Review them, or submit.")
    is_accessible(ana)
    finish(ana)

    ben = sign_in("ben", viewport={"width": 390, "height": 844}, has_touch=True)
    ben.get_by_role("link", name="Start labelling").tap()
    lit(
        ben,
        "The water ministry said on Monday that the Aldra dam had passed its spring inspection.",
    )
    for name in ("Claim", "Denial", "Decide later", "Claim"):
        ben.get_by_role("button", name=name, exact=True).tap()
    ben.locator(".sentence").nth(1).tap()
    lit(ben, "“No gate failed, not once,” deputy minister Ilse Harrow said.")
    ben.get_by_role("button", name="Claim", exact=True).tap()
    ben.locator(".sentence").nth(3).tap()
    ben.get_by_role("button", name="Skip").tap()
    ben.get_by_role("button", name="Can’t tell").tap()
    is_accessible(ben)
    assert ben.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "nothing reaches beyond a phone's edge"
    )
    expect(ben.locator("#saved")).to_have_text("All saved")
    ben.get_by_role("button", name="Submit article").tap()
    expect(ben.get_by_role("heading", name="All done, thank you")).to_be_visible()

    cleo = sign_in("cleo", color_scheme="dark")
    cleo.get_by_role("link", name="Start labelling").click()
    lit(
        cleo,
        "The water ministry said on Monday that the Aldra dam had passed its spring inspection.",
    )
    for key in ("1", "2", "3", "4", "Escape", "Escape"):
        cleo.keyboard.press(key)
    is_accessible(cleo)
    finish(cleo)

    # ana C D ? O, ben C C C -, cleo C D ? O. Percent agreement (1 + 1/3 + 1/3 + 1) / 4. Of 11
    # values 5 are C and 2 each of the others: alpha = 1 - 10 * (2 + 2) / (11² - 5² - 3 * 2²) =
    # 0.524.
    rita = sign_in("rita")
    rita.get_by_role("link", name="Agreement").first.click()
    expect(
        rita.get_by_text("1 article · 4 sentences · 3 annotators · 12 annotations")
    ).to_be_visible()
    expect(rita.get_by_role("region", name="Percent agreement")).to_contain_text("0.67")
    expect(rita.get_by_role("region", name="Krippendorff’s alpha")).to_contain_text("0.52")
    expect(rita.get_by_text("3 sentences have conflicting labels")).to_be_visible()
    is_accessible(rita)
    rita.get_by_role("link", name="Review", exact=True).last.click()
    expect(
        rita.get_by_text("Two papers could not confirm that she was there.").first
    ).to_be_visible()
    is_accessible(rita)

    mia.get_by_role("link", name="Results").click()
    mia.get_by_role("link", name="Export").click()
    with mia.expect_download() as download:
        mia.get_by_role("link", name="Download annotations.csv").click()
    rows = read(download.value.path())
    assert len(rows) == 12
    assert [row["target_position"] for row in rows if row["label"] in ("denial", "doubt")].count(
        "2"
    ) == 1
    assert [row["target_position"] for row in rows if row["label"] in ("denial", "doubt")].count(
        "0"
    ) == 1
    assert [row["label"] or row["skip_reason"] for row in rows if row["position"] == "4"].count(
        "cannot_tell"
    ) == 1
    mia.get_by_label("Dataset").select_option("sentences")
    with mia.expect_download() as download:
        mia.get_by_role("link", name="Download sentences.csv").click()
    assert [
        (row["position"], row["label"], row["label_origin"], row["excluded"])
        for row in read(download.value.path())
    ] == [
        ("1", "claim", "unanimous", "false"),
        ("2", "denial", "majority", "false"),
        ("3", "doubt", "majority", "false"),
        ("4", "opinion", "majority", "false"),
        ("5", "", "", "true"),
        ("6", "", "", "true"),
    ]
    assert Annotation.objects.count() == 12 + 5, "a changed label keeps its history"


def test_every_page_is_accessible_in_light_and_dark_and_fits_a_phone(
    cast: Project, sign_in: Callable[..., Page]
) -> None:
    article = make_article(cast, ARTICLE, title="The Aldra dam")
    make_release(cast)
    pages = [
        "/",
        "/p/dam/",
        "/p/dam/articles/",
        f"/p/dam/articles/{article.pk}/",
        "/p/dam/import/",
        "/p/dam/agreement/",
        f"/p/dam/articles/{article.pk}/people/",
        "/p/dam/people/?names=1",
        "/p/dam/settings/",
        "/p/dam/codebook/edit/",
    ]
    pages += [
        "/p/dam/disagreements/",
        "/p/dam/export/",
        "/p/dam/export/?dataset=sentences&standoff=on&label_origins=single",
        "/p/dam/jobs/",
        "/p/dam/releases/",
        "/p/dam/releases/1/",
        "/p/dam/codebook/",
        "/accounts/logout/",
        "/accounts/tokens/",
        "/accounts/password/change/",
    ]
    for scheme, size in [
        ("light", {"width": 1280, "height": 900}),
        ("dark", {"width": 390, "height": 844}),
    ]:
        mia = sign_in("mia", color_scheme=scheme, viewport=size)
        for address in pages:
            mia.goto(address)
            is_accessible(mia)
            assert mia.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert User.objects.filter(username="mia").exists()


def test_labels_wait_while_the_network_is_away(cast: Project, sign_in: Callable[..., Page]) -> None:
    make_article(cast, ARTICLE)
    ana = sign_in("ana")
    ana.get_by_role("link", name="Start labelling").click()
    lit(
        ana,
        "The water ministry said on Monday that the Aldra dam had passed its spring inspection.",
    )
    ana.route("**/annotations/", lambda route: route.abort())
    ana.keyboard.press("1")
    ana.keyboard.press("2")
    expect(ana.locator("#saved")).to_have_text("Offline – 2 labels waiting to be sent")
    ana.unroute("**/annotations/")
    expect(ana.locator("#saved")).to_have_text("All saved")
    assert Annotation.objects.current().count() == 2


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
