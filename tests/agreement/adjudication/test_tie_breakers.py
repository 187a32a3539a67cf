"""Asking one more annotator: who is preferred, who can be chosen, and what became of it."""

import pytest
from django.test import Client

from annotator.agreement.adjudication.tie_breakers.ranking import (
    best_candidates,
    disputed_labels,
    rank_candidates,
)
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import AssignError, assign
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.assignments.tie_breaks import ask_one_more, take_back
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import AuditAction, AuditEvent, Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_entry,
    make_member,
    make_project,
)
from tests.support.remembered import remember

LABELS = ("claim", "denial", "doubt", "claim", "denial")


def make_labelled_project() -> Project:
    """Cleo agrees with ana and ben, dan calls doubts claims, and new has labelled one article."""
    project = make_project()
    team = {name: make_member(project, name) for name in ("ana", "ben", "cleo", "dan", "new")}
    wrong = [label if label != "doubt" else "claim" for label in LABELS]
    for number in range(25):
        text = " ".join(f"It held on day {number}, in hour {hour}." for hour in range(5))
        article = make_article(project, text, overlap=5)
        for name in ("ana", "ben", "cleo"):
            label_article(team[name], *LABELS, article=article)
        label_article(team["dan"], *wrong, article=article)
        if number == 0:
            label_article(team["new"], *LABELS, article=article)
    return project


@pytest.fixture
def project(db: None) -> Project:
    return remember("tie-breakers", make_labelled_project)


@pytest.fixture
def team(project: Project) -> dict[str, Membership]:
    return {name: make_member(project, name) for name in ("cleo", "dan", "new")}


@pytest.fixture
def article(
    project: Project, team: dict[str, Membership], ana: Membership, ben: Membership
) -> Article:
    """An article on which ana and ben differ in a doubt."""
    article = make_article(project, "The dam held. It did not fail.", title="Rain", overlap=2)
    label_article(ana, "doubt", "denial", article=article)
    label_article(ben, "claim", "denial", article=article)
    return article


def one_more(client: Client, article: Article, **form: str) -> str:
    answer = client.post(f"/p/dam/adjudicate/{article.pk}/one-more/", form, follow=True)
    return " ".join(answer.content.decode().split())


def test_the_labels_in_dispute_are_those_of_disputed_sentences(
    project: Project, article: Article, ana: Membership, ben: Membership
) -> None:
    assert [label.key for label in disputed_labels(article)] == ["claim", "doubt"]

    agreed = make_article(project, "Both agree on this.")
    for member in (ana, ben):
        label_article(member, "opinion", article=agreed)
    assert [label.key for label in disputed_labels(agreed)] == ["opinion"]


def test_the_most_reliable_on_these_labels_comes_first(
    article: Article, team: dict[str, Membership]
) -> None:
    best = best_candidates(article, viewer=None)
    assert best == [team["cleo"], team["new"], team["dan"]]


def test_somebody_new_has_at_most_the_agreement_of_the_team(
    article: Article, team: dict[str, Membership]
) -> None:
    ranked = {
        one.candidate.member: one
        for one in rank_candidates(article, disputed_labels(article), viewer=None)
    }
    new, cleo = ranked[team["new"]], ranked[team["cleo"]]
    assert new.agreement is not None
    assert cleo.agreement is not None
    assert new.sentences < 20 < cleo.sentences
    assert new.reliability < cleo.reliability
    assert ranked[team["dan"]].reliability < new.reliability


def test_of_equally_reliable_ones_the_least_busy_comes_first(
    project: Project, article: Article, team: dict[str, Membership]
) -> None:
    suspend(membership=team["dan"], reason="left")
    newer = make_member(project, "newer")
    newest = make_member(project, "newest")
    assign(article=make_article(project, "One more."), membership=newer)
    assert best_candidates(article, viewer=None)[-3:] == [
        newest,
        team["new"],
        newer,
    ]


def test_the_page_lists_who_can_be_asked_and_why_others_cannot(
    as_rita: Client,
    project: Project,
    article: Article,
    team: dict[str, Membership],
    ana: Membership,
) -> None:
    busy, seen = make_member(project, "busy"), make_member(project, "seen")
    for number in range(2):
        assign(article=make_article(project, f"Number {number}."), membership=busy)
    Sighting.objects.create(project=project, article=article, reviewer=seen)
    suspend(membership=team["dan"], reason="left")

    page = as_rita.get(f"/p/dam/adjudicate/{article.pk}/one-more/")
    available = [one.candidate.member for one in page.context["available"]]
    assert available == [team["cleo"], team["new"]]
    obstacles = {one.member: one.obstacle for one in page.context["others"]}
    assert obstacles[ana] == "has had this article"
    assert obstacles[seen] == "has seen the labels of this article"
    assert obstacles[busy] == "has two articles in progress"
    assert obstacles[team["dan"]] == "is suspended"
    assert f"The app chooses: now {team['cleo'].pseudonym}" in page.content.decode()


def test_a_person_can_be_chosen_and_it_is_seen_who_asked(
    as_rita: Client, article: Article, team: dict[str, Membership], rita: Membership
) -> None:
    dan = team["dan"].pseudonym
    assert f"Assigned to {dan} as tie-breaker." in one_more(as_rita, article, annotator=dan)

    asked = f"{dan} was asked on"
    for address in (f"/p/dam/adjudicate/{article.pk}/", "/p/dam/disagreements/?article=Rain"):
        page = " ".join(as_rita.get(address).content.decode().split())
        assert asked in page
        assert f"by {rita.pseudonym}: 0 of 2 labelled" in page
    assert Assignment.objects.get(origin="tie-break").asked_by == rita

    cleo = team["cleo"].pseudonym
    assert f"{dan} is asked already" in one_more(as_rita, article, annotator=cleo)
    assert Assignment.objects.filter(origin="tie-break").count() == 1


def test_who_cannot_be_asked_is_refused_with_the_reason(
    as_rita: Client, article: Article, team: dict[str, Membership], ana: Membership
) -> None:
    suspend(membership=team["dan"], reason="left")
    for person, reason in (
        (ana.pseudonym, "has had this article"),
        (team["dan"].pseudonym, "is suspended"),
        ("nobody", "isn’t an annotator of this project"),
    ):
        assert reason in one_more(as_rita, article, annotator=person)
    assert not Assignment.objects.filter(origin="tie-break").exists()


def test_it_can_be_taken_back_while_nothing_is_labelled(
    as_rita: Client, article: Article, team: dict[str, Membership]
) -> None:
    one_more(as_rita, article)
    page = f"/p/dam/adjudicate/{article.pk}/one-more/"
    assert "Take this back" in as_rita.get(page).content.decode()
    as_rita.post(f"{page}take-back/")
    assert not Assignment.objects.filter(origin="tie-break").exists()
    assert AuditEvent.objects.filter(action=AuditAction.TIE_BREAK_WITHDRAWN).count() == 1

    # The same person can be asked again.
    one_more(as_rita, article)
    assignment = Assignment.objects.get(origin="tie-break")
    assert assignment.annotator == team["cleo"]
    first = article.sentences.get(position=1)
    annotate(assignment, make_entry(first.pk, "doubt"))
    answer = as_rita.post(f"{page}take-back/", follow=True)
    assert "has begun to label this article" in answer.content.decode()
    assert "1 of 2 labelled" in " ".join(answer.content.decode().split())


def test_nothing_in_progress_cannot_be_taken_back(article: Article) -> None:
    with pytest.raises(AssignError, match="Nobody is asked"):
        take_back(article=article)


def test_of_several_preferred_ones_the_first_available_is_asked(
    article: Article, team: dict[str, Membership], ana: Membership
) -> None:
    assignment, is_new = ask_one_more(
        article=article, preferred=[ana, team["new"], team["cleo"]], asked_by=None
    )
    assert (assignment.annotator, is_new) == (team["new"], True)


def test_the_api_does_the_same(
    as_rita: Client, article: Article, team: dict[str, Membership], rita: Membership
) -> None:
    call = f"/api/v1/projects/dam/articles/{article.pk}/tie-break/"
    found = as_rita.get(call).json()
    assert found["latest"] is None
    assert found["labels"] == ["claim", "doubt"]
    available = [one["annotator"] for one in found["candidates"] if not one["obstacle"]]
    assert available == [team[name].pseudonym for name in ("cleo", "new", "dan")]

    answer = as_rita.post(call, {"annotator": team["new"].pseudonym}, "application/json")
    assert answer.status_code == 201
    assert answer.json()["annotator"] == team["new"].pseudonym
    assert answer.json()["asked_by"] == rita.pseudonym
    assert as_rita.post(call, {}, "application/json").status_code == 200
    assert as_rita.get(call).json()["latest"]["decided"] == 0

    assert as_rita.delete(call).status_code == 204
    assert as_rita.delete(call).status_code == 409
    answer = as_rita.post(call, {"annotator": "nobody"}, "application/json")
    assert answer.status_code == 409
    assert "isn’t an annotator" in answer.json()["detail"]
