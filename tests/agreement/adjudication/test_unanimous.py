"""Accepting all unanimous labels at once, and undoing that."""

import pytest
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.adjudication.unanimous import (
    accept_unanimous,
    count_unanimous,
    find_unanimous,
    undo_act,
)
from annotator.agreement.adjudication.undoing import undo_adjudication, undo_newest
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import assign
from annotator.projects.access import Access, enter
from annotator.projects.models import AuditAction, AuditEvent, Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_entry,
    make_member,
    make_project,
    submit_assignment,
)

PAGE = "/p/dam/disagreements/unanimous/"


@pytest.fixture
def article(project: Project, ana: Membership, ben: Membership) -> Article:
    """A complete article: agreed, agreed in label and target, disputed, different targets."""
    article = make_article(project, "One held. Two held. Three held. Four held.", overlap=2)
    one, two, three, four = article.sentences.order_by("position").values_list("pk", flat=True)
    for member, says, target in ((ana, "claim", one), (ben, "opinion", two)):
        assignment = assign(article=article, membership=member)
        annotate(
            assignment,
            make_entry(one, "claim"),
            make_entry(two, "denial", target=one),
            make_entry(three, says),
            make_entry(four, "denial", target=target),
        )
        submit_assignment(assignment=assignment)
    return article


def access_of(member: Membership) -> Access:
    assert member.user is not None
    return enter(member.user, member.project.slug)


def accept(member: Membership) -> tuple[object, int]:
    assert member.user is not None
    return accept_unanimous(access=access_of(member), user=member.user)


def standing() -> list[tuple[int, str, int | None, str]]:
    rows = Adjudication.objects.decided().order_by("sentence__position")
    return [
        (row.sentence.position, row.decision, row.target and row.target.position, row.reason)
        for row in rows
    ]


def test_unanimous_labels_are_decided_with_their_targets(
    article: Article, rita: Membership
) -> None:
    assert accept(rita)[1] == 2
    assert standing() == [(1, "claim", None, "Unanimous"), (2, "denial", 1, "Unanimous")]
    assert accept(rita)[1] == 0
    assert set(Adjudication.objects.values_list("adjudicator", flat=True)) == {rita.pk}


def test_the_number_on_the_page_is_what_is_decided(
    as_rita: Client, article: Article, project: Project, rita: Membership
) -> None:
    assert len(find_unanimous(project, viewer=rita)) == 2
    assert count_unanimous(project, viewer=rita) == 2
    assert "Accept 2 sentences" in " ".join(as_rita.get(PAGE).content.decode().split())

    page = as_rita.post(PAGE, follow=True).content.decode()
    assert "2 sentences decided." in page
    assert "No sentence is left to accept." in page
    event = AuditEvent.objects.get(action=AuditAction.UNANIMOUS_ACCEPTED)
    assert (event.actor, event.about) == (rita, "2 sentences")


def test_the_whole_act_is_undone_but_not_what_was_decided_since(
    as_rita: Client, article: Article, mia: Membership
) -> None:
    as_rita.post(PAGE)
    sentence = article.sentences.get(position=1)
    adjudicate(sentence=sentence, adjudicator=mia, label="opinion")
    (act,) = as_rita.get(PAGE).context["acts"]
    assert (act.sentences, act.standing) == (2, 1)

    page = as_rita.post(f"{PAGE}{act.id}/undo/", follow=True).content.decode()
    assert "1 decision undone." in page
    assert standing() == [(1, "opinion", None, "")]
    assert not as_rita.get(PAGE).context["acts"]
    undone = Adjudication.objects.get(undoes__isnull=False)
    assert undone.undoes is not None
    assert undone.undoes.reason == "Unanimous"
    assert AuditEvent.objects.filter(action=AuditAction.UNANIMOUS_UNDONE).count() == 1


def test_the_key_for_undo_takes_back_no_part_of_an_act(article: Article, rita: Membership) -> None:
    sentence = article.sentences.get(position=3)
    adjudicate(sentence=sentence, adjudicator=rita, label="claim")
    accept(rita)
    undone = undo_newest(adjudicator=rita)
    assert undone is not None
    assert undone.sentence == sentence
    assert undo_newest(adjudicator=rita) is None
    assert undo_adjudication(article=article, adjudicator=rita) is None
    assert len(standing()) == 2


def test_what_is_decided_stays_and_what_was_reopened_is_decided(
    article: Article, rita: Membership, mia: Membership
) -> None:
    one, two, *_ = article.sentences.order_by("position")
    adjudicate(sentence=one, adjudicator=mia, label="opinion", reason="mine")
    adjudicate(sentence=two, adjudicator=mia, label="opinion")
    adjudicate(sentence=two, adjudicator=mia)

    assert accept(rita)[1] == 1
    assert standing() == [(1, "opinion", None, "mine"), (2, "denial", 1, "Unanimous")]


def test_only_complete_articles_with_two_annotators_count(
    project: Project, ana: Membership, ben: Membership, rita: Membership
) -> None:
    waiting = make_article(project, overlap=3)
    for member in (ana, ben):
        label_article(member, "claim", "claim", "claim", article=waiting)
    label_article(
        ana,
        "claim",
        "claim",
        "claim",
        article=make_article(project, "One held. Two held. Three held.", overlap=1),
    )
    assert accept(rita)[1] == 0

    label_article(make_member(project, "cy"), "claim", "claim", "opinion", article=waiting)
    assert accept(rita)[1] == 2


def test_an_article_that_the_adjudicator_labels_is_left_out(
    article: Article, rita: Membership
) -> None:
    assign(article=article, membership=rita)
    assert accept(rita)[1] == 0


def test_the_api_accepts_and_undoes(as_rita: Client, article: Article) -> None:
    call = "/api/v1/projects/dam/adjudications/unanimous/"
    assert as_rita.get(call).json() == {"sentences": 2, "acts": []}
    assert as_rita.post(call, {}, "application/json").json() == {"sentences": 2}
    (act,) = as_rita.get(call).json()["acts"]
    assert (act["sentences"], act["standing"]) == (2, 2)
    assert as_rita.delete(f"{call}{act['id']}/").json() == {"sentences": 2}
    assert standing() == []


def test_an_act_of_another_project_is_not_undone(
    article: Article, rita: Membership, eve: object
) -> None:
    act, _n = accept(rita)
    other = make_project("fire")
    stranger = make_member(other, "zoe")
    assert stranger.user is not None
    assert undo_act(access=access_of(stranger), user=stranger.user, act=act) == 0  # type: ignore[arg-type]
    assert len(standing()) == 2


def test_a_project_whose_labels_take_no_target(article: Article, rita: Membership) -> None:
    article.project.labels.update(takes_target=False)
    # Then the fourth sentence, whose targets differ, is unanimous too.
    assert accept(rita)[1] == 3
