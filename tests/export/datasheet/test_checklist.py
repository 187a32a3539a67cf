from collections.abc import Sequence

import pytest
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.export.datasheet.checklist import ASKED, State, checklist
from annotator.projects.facts.stated import TEXTS
from annotator.projects.models import Project, ProjectFacts, Role
from tests.support.make import label_article, make_article, make_member, make_project


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


def states(project: Project, *titles: str) -> Sequence[State]:
    found = {str(item.title): item.state for item in checklist(project).items}
    return [found[title] for title in titles]


def test_every_answer_is_on_the_checklist() -> None:
    assert {name for name, _title, _lists in ASKED} == {*TEXTS, "demographics"}


def test_answers_are_answered_empty_or_do_not_apply(project: Project) -> None:
    ProjectFacts.objects.create(
        project=project, answers={"training": "A day.", "not_applicable": ["ethics"]}
    )
    assert states(project, "How they were trained", "Ethics review", "A contact") == [
        State.ANSWERED,
        State.NOT_APPLICABLE,
        State.EMPTY,
    ]


def test_records_answer_their_items(project: Project) -> None:
    titles = (
        "Labels by two people or more, for agreement",
        "Adjudicated disagreements",
        "Terms of use of each article",
        "A notice before the first article",
    )
    article = make_article(project, "The dam held.")
    label_article(make_member(project, "ana"), "claim", article=article)
    assert states(project, *titles) == [
        State.EMPTY,
        State.NOT_APPLICABLE,
        State.EMPTY,
        State.EMPTY,
    ]

    label_article(make_member(project, "ben"), "denial", article=article)
    rita = make_member(project, "rita", Role.ADJUDICATOR)
    adjudicate(sentence=article.sentences.get(), adjudicator=rita, label="claim")
    Article.objects.update(rights="CC0")
    project.notice = "Careful."
    project.save()
    assert states(project, *titles) == [State.ANSWERED] * 4


def test_the_release_page_shows_the_count_and_does_not_block(
    project: Project, client: Client
) -> None:
    make_article(project)
    ProjectFacts.objects.create(project=project, answers={"not_applicable": ["ethics"]})
    client.force_login(make_member(project, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    page = " ".join(client.get("/p/dam/releases/").content.decode().split())
    found = checklist(project)
    assert f"{found.answered} answered, {found.empty} empty, 2 don’t apply." in page
    assert found.empty == 21
    assert "Create release</button>" in page
