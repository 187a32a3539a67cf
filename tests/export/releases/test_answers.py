"""The answers of the datasheet in the texts of a release."""

import json
from pathlib import Path

import pytest

from annotator.export.releases.reading_back import import_release
from annotator.export.releases.texts.markdown import plain_text
from annotator.lib.markdown import render_markdown
from annotator.projects.models import Project, ProjectFacts, stated_facts
from tests.export.releases.conftest import folder_of, publish
from tests.support.make import label_article, make_article, make_member, make_project

ANSWERS = {
    "annotators": "Students of law.",
    "annotator_kind": "experts",
    "recruitment": "By *posters*.\n- and friends",
    "payment": "Monthly.",
    "pay_per_hour": "14.50",
    "pay_currency": "EUR",
    "collection": "All of March.",
    "speakers": "Journalists.",
    "rights": "By contract.",
    "misuses": "No profiles of journalists.",
    "contact": "dams@example.org",
    "not_applicable": ["ethics"],
}


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project()
    article = make_article(project, "The dam held.", overlap=None)
    for number in range(6):
        label_article(make_member(project, f"a{number}"), "claim", article=article)
    return project


def texts(project: Project, folder: Path, **answers: object) -> tuple[str, str]:
    ProjectFacts.objects.update_or_create(project=project, defaults={"answers": answers})
    made = folder_of(publish(project, split=""), folder)
    return tuple((made / name).read_text() for name in ("README.md", "DATA_STATEMENT.md"))  # type: ignore[return-value]


def test_answers_are_in_the_card_and_the_data_statement(project: Project, tmp_path: Path) -> None:
    for text in texts(project, tmp_path / "r", **ANSWERS):
        for part in (
            "Students of law.",
            "**Kind of annotators.** Experts, or people trained for this task.",
            "By \\*posters\\*.\n\n\\- and friends",
            "14.50 EUR per hour",
            "All of March.",
            "Journalists.",
            "By contract.",
            "No profiles of journalists.",
            "dams@example.org",
        ):
            assert part in text


def test_an_empty_answer_is_not_stated_or_left_out(project: Project, tmp_path: Path) -> None:
    card, statement = texts(project, tmp_path / "r", **ANSWERS)
    assert "**Training.** *Not stated by the project.*" in statement
    assert "**Ethics review.** Not applicable." in statement
    for title in ("Training", "Ethics review", "Intended uses"):
        assert f"**{title}.**" not in card


def test_without_answers_the_card_has_none_of_their_sections(
    project: Project, tmp_path: Path
) -> None:
    card, _statement = texts(project, tmp_path / "r")
    for title in ("Annotators", "Articles", "Uses", "Contact and maintenance"):
        assert f"## {title}\n" not in card


def test_groups_are_published_while_nobody_can_be_recognised(
    project: Project, tmp_path: Path
) -> None:
    ages = [{"characteristic": "Age", "group": "18–29", "count": 6}]
    assert "| Age | 18–29 | 6 |" in texts(project, tmp_path / "six", demographics=ages)[1]

    other = make_article(project, "The dam held again.")
    label_article(make_member(project, "late"), "claim", article=other)
    _card, statement = texts(project, tmp_path / "seven", demographics=ages)
    assert "| Age |" not in statement
    assert "fewer than five people could be told apart: Age (1 characteristic)" in statement
    assert "facts" in (manifest := json.loads((tmp_path / "seven/release.json").read_text()))
    assert "demographics" not in manifest["facts"]


def test_answers_come_back_with_an_imported_release(project: Project, tmp_path: Path) -> None:
    texts(project, tmp_path / "r", **ANSWERS)
    back = make_project("back")
    import_release(project=back, place=tmp_path / "r")
    assert stated_facts(back) == stated_facts(project)


@pytest.mark.parametrize(
    "line", ["# Title", "- item", "+ item", "1. item", "2) item", "---", "===", "> said", "| a |"]
)
def test_answers_are_plain_text(line: str) -> None:
    html = str(render_markdown(f"Before.\n\n{plain_text(line)}\n\nAfter."))
    assert "<p>" in html
    for tag in ("<h1", "<h2", "<ul", "<ol", "<hr", "<blockquote", "<table"):
        assert tag not in html
