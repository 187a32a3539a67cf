"""A number of the report leads to as many sentences as it says."""

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from annotator.agreement.report.counted_sentences import sentences_address
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_member

Listed = Callable[..., list[str]]


@pytest.fixture
def cleo(project: Project) -> Membership:
    return make_member(project, "cleo")


@pytest.fixture
def listed(as_rita: Client, project: Project) -> Listed:
    """Return the texts that the address of a number leads to."""

    def follow(filters: str = "", **fields: object) -> list[str]:
        address = sentences_address(project, QueryDict(filters), **fields)
        page = as_rita.get(address)
        assert page.status_code == 200
        return sorted(item.sentence.text for item in page.context["disagreements"])

    return follow


@pytest.fixture(autouse=True)
def labels(project: Project, ana: Membership, ben: Membership, cleo: Membership) -> None:
    article = make_article(project, text="One.\nTwo.\nThree.\nFour.", round="pilot")
    label_article(ana, "claim", "claim", "claim", "denial", article=article)
    label_article(ben, "doubt", "claim", "doubt", "denial", article=article)
    label_article(cleo, "doubt", "opinion", "question", "denial", article=article)
    agreed = make_article(project, text="Five.", round="main")
    for member in (ana, ben):
        label_article(member, "claim", article=agreed)
    Annotation.objects.update(codebook=project.current_codebook())


def test_all_sentences_with_different_answers(listed: Listed) -> None:
    assert listed() == ["One.", "Three.", "Two."]


def test_those_that_a_person_labelled_otherwise_than_most(listed: Listed, ana: Membership) -> None:
    theirs = {"annotator": ana.pseudonym}
    # Of the third sentence, ben's is the only other label.
    assert listed(**theirs, differs="on") == ["One.", "Three."]
    assert listed(**theirs, their="claim", others="doubt") == ["One.", "Three."]
    assert listed(**theirs, their="doubt", others="claim") == []
    assert listed(**theirs, their="claim", others="opinion") == []


def test_those_of_a_pair(
    listed: Listed, ana: Membership, ben: Membership, cleo: Membership
) -> None:
    assert listed(annotator=ana.pseudonym, second=ben.pseudonym) == ["One.", "Three."]
    # A skip is not a label.
    assert listed(annotator=cleo.pseudonym, second=ben.pseudonym) == ["Two."]


def test_those_of_two_labels(listed: Listed) -> None:
    assert listed(one="claim", other="doubt") == ["One.", "Three."]


def test_the_filters_of_the_report_stay(listed: Listed, ana: Membership, ben: Membership) -> None:
    assert listed("round=main") == []
    assert listed("round=pilot&one=claim") == ["One.", "Three.", "Two."]
    assert listed(f"annotators={ana.pseudonym}&annotators={ben.pseudonym}") == ["One.", "Three."]


def test_those_of_a_month_and_of_a_codebook_by_the_last_label_of_the_article(
    listed: Listed, project: Project
) -> None:
    last = Annotation.objects.in_project(project).latest("annotated_at").annotated_at
    assert len(listed(month=f"{last:%Y-%m}")) == 3
    assert listed(month="2001-01") == []
    assert len(listed(version=1)) == 3
    assert listed(version=2) == []


def test_a_form_on_the_list_keeps_what_the_number_was_about(
    as_rita: Client, project: Project, ana: Membership
) -> None:
    address = sentences_address(
        project, QueryDict("round=pilot"), annotator=ana.pseudonym, differs="on"
    )
    page = as_rita.get(address).content.decode()
    for kept in ('name="counted" value="report"', 'name="round" value="pilot"', 'name="differs"'):
        assert kept in page
    assert "gave another label than most of the others" in page


def test_invalid_values_filter_nothing(listed: Listed) -> None:
    assert len(listed(month="2026-13", version="two")) == 3


def test_eve_sees_no_list(client: Client, project: Project) -> None:
    address = sentences_address(project, QueryDict(""))
    assert client.get(address).status_code in (302, 404)
