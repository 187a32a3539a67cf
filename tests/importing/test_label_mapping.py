"""Labels of files become labels of the project."""

import unicodedata
from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.importing.label_mapping import LabelMapping
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Membership, Project
from tests.support.make import make_project


def decomposed(text: str) -> str:
    """The text as macOS writes it: each accent is a character of its own."""
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("in_file", ["Répété", decomposed("Répété")])
@pytest.mark.parametrize("chosen", ["Répété", decomposed("Répété")])
def test_a_letter_may_be_written_as_several_characters(
    project: Project, in_file: str, chosen: str
) -> None:
    mapping = LabelMapping.for_project(project, {chosen: "claim"})
    assert mapping.decision(in_file) == ("claim", "")
    assert mapping.suggestion(in_file, "none") == "claim"


def test_the_name_of_a_label_may_be_written_as_several_characters(db: None) -> None:
    project = make_project(label_keys=["claim", "repeated"])
    Label.objects.filter(key="repeated").update(name="Répété")
    mapping = LabelMapping.for_project(project, {})
    assert mapping.decision(decomposed("RÉPÉTÉ")) == ("repeated", "")


@pytest.mark.parametrize(
    "name",
    ["ＣＬＡＩＭ", "cla\u00adim", "\u200fclaim", "\ufeffclaim ", "claim\u3000", "claim\ufe0f"],
)
def test_a_label_that_looks_like_one_of_the_project_is_that_one(
    project: Project, name: str
) -> None:
    assert LabelMapping.for_project(project, {}).decision(name) == ("claim", "")


def test_a_choice_counts_for_all_labels_that_look_the_same(project: Project) -> None:
    mapping = LabelMapping.for_project(project, {"ادعاء": "claim", "👍": "denial"})
    assert mapping.decision("\u200fادعاء\u200e") == ("claim", "")
    assert mapping.decision("👍\ufe0f") == ("denial", "")


def test_joined_and_unjoined_letters_look_different(project: Project) -> None:
    mapping = LabelMapping.for_project(project, {"می\u200cشود": "claim", "میشود": "denial"})
    assert mapping.decision("می\u200cشود") == ("claim", "")
    assert mapping.decision("میشود") == ("denial", "")


def test_the_command_takes_a_label_in_either_form(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "input.csv"
    file.write_text(f"id,text,label\n1,The dam is safe.,{decomposed('Répété')}\n")
    call_command("import_articles", "dam", str(file), "--map=Répété=claim")
    assert [row.decision for row in Annotation.objects.all()] == ["claim"]


def test_the_command_takes_columns_and_annotators_in_either_form(
    project: Project, ana: Membership, tmp_path: Path
) -> None:
    file = tmp_path / "input.csv"
    header = decomposed("id,Änderung,label,annotator")
    file.write_text(f"{header}\n1,The dam is safe.,claim,{decomposed('Zoë')}\n")
    call_command(
        "import_articles",
        "dam",
        str(file),
        "--column=sentence=Änderung",
        f"--as-member=Zoë={ana.pseudonym}",
    )
    assert [row.assignment.annotator for row in Annotation.objects.all()] == [ana]
