"""Labels and codebooks are shown in the language of the page, where a project has them in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from annotator.labelling.page_state import page_state
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.default_codebook import CODEBOOK, CONTEXT, texts_to_translate
from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.models import Label, Membership, Project
from tests.support.catalogues import offering, write_texts
from tests.support.make import make_article, make_assignment, make_project

GERMAN = {"accept-language": "de"}
DEFINITION = DEFAULT_LABELS["claim"].definition


@pytest.fixture(autouse=True)
def german(tmp_path: Path) -> Iterator[None]:
    write_texts(
        tmp_path,
        "de",
        {"Claim": "Behauptung", DEFINITION: "Stellt etwas als Tatsache hin."},
        context="label",
    )
    pieces = {text: f"»{text}«" for text in texts_to_translate(CODEBOOK.read_text())}
    write_texts(tmp_path, "de", pieces, context=CONTEXT)
    with offering(tmp_path, "de", "fr"):
        yield


def label(project: Project, key: str = "claim") -> Label:
    return project.labels.get(key=key)


def test_a_default_label_has_the_name_of_the_catalogue(project: Project) -> None:
    with translation.override("de"):
        assert label(project).shown_name == "Behauptung"
        assert label(project).shown_definition == "Stellt etwas als Tatsache hin."
        assert label(project, "denial").shown_name == "Denial", "it has no translation yet"

    assert (label(project).shown_name, label(project).shown_definition) == ("Claim", DEFINITION)


def test_a_project_names_its_labels_in_its_own_words(project: Project) -> None:
    project.labels.filter(key="claim").update(
        name="Assertion", definition="", names={"de": "Aussage"}, definitions={"de": "Sagt etwas."}
    )

    with translation.override("de"):
        assert label(project).shown_name == "Aussage"
        assert label(project).shown_definition == "Sagt etwas."
    with translation.override("fr"):
        assert (label(project).shown_name, label(project).shown_definition) == ("Assertion", "")


def test_a_project_asks_for_targets_in_its_own_words(project: Project) -> None:
    project.labels.filter(key="denial").update(questions={"de": "Welcher Satz wird bestritten?"})
    project.labels.filter(key="claim").update(questions={"de": "Worauf bezieht sich das?"})

    with translation.override("de"):
        assert label(project, "denial").shown_question == "Welcher Satz wird bestritten?"
        assert label(project).shown_question == "Worauf bezieht sich das?"
        assert label(project, "doubt").shown_question == "Which sentence does this doubt?"

    assert label(project, "denial").shown_question == "Which sentence does this deny?"
    assert label(project).shown_question == ""


def test_the_labelling_page_has_the_names_and_the_same_keys(
    project: Project, ana: Membership, as_ana: Client
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    with translation.override("de"):
        [claim, *_] = page_state(assignment, list(project.labels.all()))["labels"]

    page = as_ana.get(f"/p/dam/label/{assignment.pk}/", headers=GERMAN).content.decode()

    assert (claim["key"], claim["name"]) == ("claim", "Behauptung")
    assert "<span>Behauptung</span>" in page
    assert "Stellt etwas als Tatsache hin." in page
    assert 'data-label="claim"' in page


def test_a_new_project_has_the_default_codebook_in_all_languages(
    project: Project, as_ana: Client
) -> None:
    codebook = project.current_codebook()
    german = codebook.texts["de"]

    assert set(codebook.texts) == {"de"}, "French has no translation"
    assert "## »Rules«\n\n1. »The main clause decides. “The tram" in german
    assert "### »Claim«\n\n»The sentence puts forward, in anyone’s voice, something" in german
    assert "- »*Test:* a fact-checker would know what to look for, and nobody" in german

    page = as_ana.get("/p/dam/codebook/", headers=GERMAN).content.decode()
    assert "<h1>»How to label«</h1>" in page
    assert "<li>»<em>Test:</em> a fact-checker" in page
    assert "<h1>How to label</h1>" in as_ana.get("/p/dam/codebook/").content.decode()


def test_the_cells_of_a_table_are_pieces() -> None:
    table = "| label | test |\n|---|---|\n| **Claim** (1) | a fact-checker |\n"
    assert [*texts_to_translate(table)] == ["label", "test", "**Claim** (1)", "a fact-checker"]


def test_a_codebook_that_lacks_a_translation_of_a_piece_is_not_translated(
    db: None, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    write_texts(folder, "de", {"How to label": "Wie man labelt"}, context=CONTEXT)

    with offering(folder, "de"):
        assert make_project("fire").current_codebook().texts == {}


def test_a_piece_may_be_the_same_in_another_language(db: None, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    pieces = {text: f"»{text}«" for text in texts_to_translate(CODEBOOK.read_text())}
    write_texts(folder, "de", pieces | {"Labels": "Labels"}, context=CONTEXT)

    with offering(folder, "de"):
        assert "\n## Labels\n" in make_project("fire").current_codebook().texts["de"]


def test_a_new_version_is_shown_to_those_who_read_its_language(
    project: Project, as_ana: Client
) -> None:
    publish_codebook(
        project=project, text="New rules.", texts={"de": "Neue Regeln."}, reason="shorter"
    )
    assert "Neue Regeln." in as_ana.get("/p/dam/codebook/", headers=GERMAN).content.decode()

    publish_codebook(project=project, text="Newer rules.", reason="better")
    assert "Newer rules." in as_ana.get("/p/dam/codebook/", headers=GERMAN).content.decode()


def test_publishing_the_default_codebook_again_translates_it(project: Project) -> None:
    """A language may be younger than the project."""
    project.codebooks.update(texts={})
    publish_codebook(
        project=project, text=project.current_codebook().text, reason="in more languages"
    )

    assert set(project.current_codebook().texts) == {"de"}


def test_the_api_has_the_names_in_all_languages(project: Project, as_ana: Client) -> None:
    project.labels.filter(key="claim").update(names={"de": "Aussage"})

    [claim, *_] = as_ana.get("/api/v1/projects/dam/", headers=GERMAN).json()["labels"]

    assert (claim["name"], claim["names"], claim["definitions"]) == ("Claim", {"de": "Aussage"}, {})
