from typing import Any

import pytest
from django.test import Client

from annotator.export.datasheet.forms import FactsForm
from annotator.export.datasheet.known import known_sentences
from annotator.export.datasheet.questions import QUESTIONS
from annotator.labelling.models import Annotation
from annotator.projects.audit import audit_log
from annotator.projects.facts.small_groups import Group
from annotator.projects.facts.stated import StatedFacts
from annotator.projects.models import Project, ProjectFacts, Role, stated_facts
from tests.support.make import label_article, make_article, make_member, make_project

PAGE = "/p/dam/settings/datasheet/"


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


@pytest.fixture
def as_mia(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    return client


def form(people: int = 12, **values: Any) -> FactsForm:
    return FactsForm(values, facts=StatedFacts(), people=people)


def label_by(project: Project, *names: str) -> None:
    article = make_article(project, f"The dam held {len(names)} times.", overlap=None)
    for name in names:
        label_article(make_member(project, name), "claim", article=article)


def test_every_answer_belongs_to_one_of_ten_questions() -> None:
    asked = [name for question in QUESTIONS for name in question.answers]
    assert len(QUESTIONS) == 10
    assert sorted(asked) == sorted(set(form().fields) - {"not_applicable"})
    assert sorted(asked) == sorted(set(StatedFacts.__dataclass_fields__) - {"not_applicable"})


def test_a_project_without_a_row_has_stated_nothing(project: Project) -> None:
    assert stated_facts(project) == StatedFacts()
    assert not ProjectFacts.objects.exists()


def test_answers_are_saved_with_their_old_values_in_the_log(
    as_mia: Client, project: Project
) -> None:
    as_mia.post(PAGE, {"training": "A day."})
    as_mia.post(PAGE, {"training": "Two days.", "not_applicable": ["ethics"]})
    assert stated_facts(project) == StatedFacts(training="Two days.", not_applicable=("ethics",))
    assert audit_log(project)[0].about == "training (was A day.); not_applicable (was empty)"


def test_saving_without_a_change_leaves_no_event(as_mia: Client, project: Project) -> None:
    as_mia.post(PAGE, {"training": "A day."})
    before = audit_log(project).count()
    as_mia.post(PAGE, {"training": "A day."})
    assert audit_log(project).count() == before


def test_the_page_hides_from_outsiders(project: Project, client: Client) -> None:
    make_member(make_project("other"), "eve")
    client.force_login(make_member(make_project("third"), "eve").user)  # type: ignore[arg-type]
    assert client.get(PAGE).status_code == 404


def test_a_refused_answer_changes_nothing(as_mia: Client, project: Project) -> None:
    page = as_mia.post(PAGE, {"training": "A day.", "pay_per_hour": "12"}).content.decode()
    assert "Which currency?" in page
    assert "Nothing was saved" in page
    assert stated_facts(project) == StatedFacts()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("demographics", "Age | 25–34 | 4", "fewer than 5 people"),
        ("demographics", "Age | 25–34 | 9", "leave out a few annotators: fewer than 5"),
        ("demographics", "Age: 12", "isn’t of the form"),
        ("demographics", "Age | all | many", "isn’t of the form"),
        ("annotator_kind", "robots", "not one of the available choices"),
        ("pay_currency", "euro", "three capital letters"),
        ("pay_per_hour", "-1", "greater than or equal to 0"),
        ("training", "\ud800", "aren’t valid text"),
    ],
)
def test_answers_that_identify_people_or_are_malformed_are_refused(
    name: str, value: str, why: str
) -> None:
    assert why in str(form(**{name: value}).errors[name])


def test_an_answered_question_applies() -> None:
    both = form(ethics="Approved.", not_applicable=["ethics"])
    assert "so it applies" in str(both.errors["ethics"])


def test_groups_are_read_line_by_line() -> None:
    asked = form(demographics="Age | 18–29 | 5\n\nAge | 30 or more | 7\n")
    assert asked.is_valid()
    assert asked.facts().demographics == (
        Group("Age", "18–29", 5),
        Group("Age", "30 or more", 7),
    )


def test_the_page_shows_what_the_app_knows(as_mia: Client, project: Project) -> None:
    project.notice = "This may upset you."
    project.save()
    label_by(project, "ana", "ben")
    page = " ".join(as_mia.get(PAGE).content.decode().split())
    assert "2 people submitted labels that count. Labelled: 1 article by 2 people." in page
    assert "The notice said: “This may upset you.”" in page


def test_hours_are_known_from_five_people_on(project: Project) -> None:
    label_by(project, "ana", "ben", "cem", "dora")
    Annotation.objects.update(seconds=3600)
    assert "payment" not in known_sentences(project)
    label_by(project, "emil")
    Annotation.objects.update(seconds=3600)
    assert known_sentences(project)["payment"] == [
        "The work took 5 hours in total, as measured by the labelling page."
    ]


@pytest.mark.parametrize(("accepting", "is_known"), [(6, True), (5, False), (1, False), (0, False)])
def test_acceptances_are_known_unless_they_tell_about_few(
    project: Project, accepting: int, is_known: bool
) -> None:
    project.notice = "Careful."
    project.save()
    label_by(project, "a1", "a2", "a3", "a4", "a5", "a6")
    members = project.memberships.order_by("pk")[:accepting].values("pk")
    project.memberships.filter(pk__in=list(members.values_list("pk", flat=True))).update(
        notice_accepted_at="2031-03-03T00:00:00Z"
    )
    said = " ".join(known_sentences(project)["consent"])
    assert (f"{accepting} of them did." in said) == is_known
