"""Labels are added, changed, ordered, retired and deleted; what was labelled with them stays."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from annotator.agreement.report.report import agreement_report
from annotator.labelling.models import Annotation
from annotator.projects.audit import COMMAND
from annotator.projects.creating import create_project
from annotator.projects.labels.changing import MOST_ACTIVE, retire_label
from annotator.projects.models import AuditAction, AuditEvent, Label, Membership, Project
from tests.agreement.report.test_views import text_of
from tests.support.make import label_article, make_article, make_assignment

PAGE = "/p/dam/labels/"
HOAX = {
    "key": "hoax",
    "name": "Hoax",
    "definition": "Made up.",
    "mark": "H",
    "colour": "amber",
    "shortcut": "5",
    "question": "",
}


def keys(project: Project) -> list[str]:
    return list(project.labels.active().values_list("key", flat=True))


def test_a_label_is_added_changed_and_moved_on_the_pages(as_mia: Client, project: Project) -> None:
    answer = as_mia.post(f"{PAGE}new/", HOAX | {"name_de": "Ente"}, follow=True)
    assert "Label “Hoax” added." in answer.content.decode()
    label = project.labels.get(key="hoax")
    assert (label.position, label.shortcut, label.names) == (5, "5", {"de": "Ente"})

    changed = {name: value for name, value in HOAX.items() if name != "key"}
    as_mia.post(f"{PAGE}hoax/edit/", changed | {"name": "False story", "shortcut": "7"})
    as_mia.post(f"{PAGE}hoax/move/", {"direction": "up"})
    as_mia.post(f"{PAGE}claim/move/", {"direction": "down"})
    # The first one stays the first.
    as_mia.post(f"{PAGE}denial/move/", {"direction": "up"})
    assert keys(project) == ["denial", "claim", "doubt", "hoax", "opinion"]
    label.refresh_from_db()
    assert (label.name, label.shortcut, label.names) == ("False story", "7", {})

    page = text_of(as_mia.get(PAGE).content.decode())
    assert "False story" in page
    events = AuditEvent.objects.filter(action=AuditAction.LABELS_CHANGED).values_list(
        "about", flat=True
    )
    assert "changed hoax: name (was Hoax); names (was {'de': 'Ente'}); shortcut (was 5)" in events


def test_shortcuts_can_be_exchanged_only_through_a_free_one(
    as_mia: Client, project: Project
) -> None:
    page = as_mia.get(f"{PAGE}denial/edit/").content.decode()
    choices = page[page.index('name="shortcut"') :]
    choices = choices[: choices.index("</select>")]
    assert 'value="2"' in choices
    assert 'value="1"' not in choices
    assert 'value="9"' in choices


def test_a_used_label_is_retired_and_not_deleted(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project, "The dam held. It did not.")
    label_article(ana, "claim", "doubt")
    label_article(ben, "claim", "doubt")
    before = agreement_report(project)

    answer = as_mia.post(f"{PAGE}doubt/delete/", follow=True)
    assert "has been used, so it can’t be deleted" in answer.content.decode()
    as_mia.post(f"{PAGE}doubt/retire/")
    assert keys(project) == ["claim", "denial", "opinion"]
    assert agreement_report(project) == before

    page = text_of(as_mia.get(PAGE).content.decode())
    assert "Retired" in page
    assert Annotation.objects.filter(label__key="doubt").count() == 2
    as_mia.post(f"{PAGE}doubt/reinstate/")
    assert keys(project) == ["claim", "denial", "doubt", "opinion"]

    as_mia.post(f"{PAGE}opinion/delete/")
    assert keys(project) == ["claim", "denial", "doubt"]


def test_the_last_label_stays(as_mia: Client, db: None) -> None:
    project = create_project(slug="one", label_keys=["hoax"])
    label = project.labels.get()
    with pytest.raises(ValidationError, match="at least one label"):
        retire_label(label, by=COMMAND)


def test_there_is_a_digit_for_each_label(as_mia: Client, project: Project) -> None:
    for number in range(5, MOST_ACTIVE + 1):
        as_mia.post(
            f"{PAGE}new/",
            HOAX | {"key": f"hoax{number}", "name": f"Hoax {number}", "shortcut": str(number)},
        )
    assert len(keys(project)) == MOST_ACTIVE
    assert "Add a label" not in as_mia.get(PAGE).content.decode()
    answer = as_mia.post("/api/v1/projects/dam/labels/", {"key": "tenth"}, "application/json")
    assert answer.status_code == 400
    assert "9 labels at most" in answer.content.decode()

    # A retired one makes room, and does not come back while there is none.
    as_mia.post(f"{PAGE}hoax9/retire/")
    as_mia.post(f"{PAGE}new/", HOAX | {"key": "tenth", "shortcut": "9"})
    answer = as_mia.post(f"{PAGE}hoax9/reinstate/", follow=True)
    assert "9 labels at most" in answer.content.decode()
    assert "hoax9" not in keys(project)


def test_the_key_never_changes(as_mia: Client, project: Project) -> None:
    as_mia.post(f"{PAGE}doubt/edit/", {**HOAX, "key": "other", "name": "Other", "shortcut": "3"})
    assert project.labels.filter(key="doubt", name="Other").exists()
    answer = as_mia.patch(
        "/api/v1/projects/dam/labels/doubt/", {"key": "other"}, "application/json"
    )
    assert answer.status_code == 400
    assert "datasets, releases and scripts have it" in answer.content.decode()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Label.objects.filter(key="doubt").update(key="other")


def test_a_label_used_with_targets_keeps_them(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    untick = HOAX | {"name": "Denial", "shortcut": "2"}
    make_article(project, "The dam held. It did not.")
    label_article(ana, "claim", "denial")
    page = as_mia.post(f"{PAGE}denial/edit/", untick).content.decode()
    assert "has been used with targets" in page
    assert project.labels.get(key="denial").takes_target
    as_mia.post(f"{PAGE}doubt/edit/", untick | {"name": "Doubt", "shortcut": "3"})
    assert not project.labels.get(key="doubt").takes_target


def test_an_open_article_keeps_the_labels_that_it_began_with(
    as_mia: Client, as_ana: Client, project: Project, ana: Membership
) -> None:
    """Also offline: labels given before the page heard of the change are saved."""
    article = make_article(project, "The dam held. It did not.")
    assignment = make_assignment(ana)
    first, second = article.sentences.order_by("position").values_list("pk", flat=True)
    retire_label(project.labels.get(key="doubt"), by=COMMAND)

    def send(sentence: int, number: int, label: str = "doubt") -> int:
        entry = {
            "submission": f"00000000-0000-4000-8000-00000000000{number}",
            "sentence": sentence,
            "label": label,
        }
        answer = as_ana.post("/api/v1/projects/dam/annotations/", entry, "application/json")
        return answer.status_code

    assert send(first, 1) == 200
    page = as_ana.get(f"/p/dam/label/{assignment.pk}/").content.decode()
    assert 'data-label="doubt"' not in page
    state = json.loads(page[page.index('id="state"') :].split(">", 1)[1].split("</script>")[0])
    assert [label["key"] for label in state["labels"] if label["retired"]] == ["doubt"]
    assert send(second, 2, "claim") == 200
    as_ana.post(f"/api/v1/projects/dam/assignments/{assignment.pk}/submit/")

    # An article that was opened later has only the others.
    later = make_article(project, "A bridge fell.")
    make_assignment(ana)
    assert send(later.sentences.get().pk, 3) == 400


def test_a_change_has_a_number_that_open_pages_compare(
    as_mia: Client, as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project, "The dam held.")
    answer = as_ana.post("/api/v1/projects/dam/assignments/next/", {}, "application/json")
    before = answer.json()["labels_version"]
    as_mia.post(f"{PAGE}new/", HOAX)
    answer = as_ana.post("/api/v1/projects/dam/assignments/next/", {}, "application/json")
    after = answer.json()["labels_version"]
    assert after == before + 1


def test_an_adjudicator_decides_for_labels_that_are_offered(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, "The dam held.")
    label_article(ana, "doubt", article=article)
    label_article(ben, "claim", article=article)
    sentence = article.sentences.get().pk
    body = {"sentence": sentence, "label": "doubt"}
    address = "/api/v1/projects/dam/adjudications/"
    assert as_mia.post(address, body, "application/json").status_code == 200
    retire_label(project.labels.get(key="doubt"), by=COMMAND)
    # The same decision again changes nothing; another one can't be for it.
    assert as_mia.post(address, body, "application/json").status_code == 200
    as_mia.post(address, body | {"label": "claim"}, "application/json")
    answer = as_mia.post(address, body, "application/json")
    assert answer.status_code == 409
    assert "is retired" in answer.content.decode()


def test_a_new_project_begins_with_a_codebook_about_its_labels(db: None) -> None:
    project = create_project(slug="hoaxes", label_keys=["hoax", "satire"])
    text = project.current_codebook().text
    assert "### Hoax" in text
    assert "### Satire" in text
    assert "Denial" not in text
    default = create_project(slug="default").current_codebook().text
    assert "### Denial" in default


LABELS_CSV = """\
key;name;definition;mark;colour;takes_target;question
hoax;Hoax;Made up.;H;amber;no;
rebuttal;Rebuttal;Says that a hoax is one.;R;green;yes;What is rebutted?
"""


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_labels_come_from_a_file(kind: str, db: None, tmp_path: Path) -> None:
    path = tmp_path / f"labels.{kind}"
    items = [
        {"key": "hoax", "name": "Hoax", "definition": "Made up.", "mark": "H", "colour": "amber"},
        {
            "key": "rebuttal",
            "name": "Rebuttal",
            "definition": "Says that a hoax is one.",
            "mark": "R",
            "colour": "green",
            "takes_target": True,
            "question": "What is rebutted?",
        },
    ]
    path.write_text(LABELS_CSV if kind == "csv" else json.dumps(items))
    call_command("create_project", "hoaxes", labels_file=path)
    labels = list(Project.objects.get(slug="hoaxes").labels.all())
    assert [
        {name: getattr(label, name) for name in item}
        for label, item in zip(labels, items, strict=True)
    ] == items
    assert [label.shortcut for label in labels] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("key,colour\nhoax,mauve\n", "line 2: colour"),
        ("key,kolour\nhoax,red\n", "line 2: unknown field: kolour"),
        ("key,takes_target\nhoax,perhaps\n", "line 2: takes_target: “perhaps”"),
        ("key,name\n,Hoax\n", "line 2: it has no key"),
        ("key,shortcut\nhoax,1\nsatire,1\n", "same shortcut"),
        ("key\nhoax\nhoax\n", "one to nine different labels"),
        ("", "no labels"),
        ("key,name\n", "no labels"),
        ("[{]", "This isn’t JSON"),
        ('["hoax"]', "label 1: not an object"),
        ('[{"key": "hoax", "name": 5}]', "label 1: name: “5”"),
    ],
)
def test_a_file_with_an_error_makes_no_project(
    text: str, error: str, db: None, tmp_path: Path
) -> None:
    path = tmp_path / "labels"
    path.write_text(text)
    with pytest.raises(CommandError, match=error):
        call_command("create_project", "hoaxes", labels_file=path)
    assert not Project.objects.filter(slug="hoaxes").exists()
