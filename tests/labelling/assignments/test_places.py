from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from annotator.corpus.models import Article
from annotator.labelling.assignments.lifecycle import (
    AssignmentStateError,
    reopen_assignment,
    return_assignment,
)
from annotator.labelling.assignments.places import (
    AssignError,
    OverlapError,
    assign,
    reinstate,
    set_overlap,
    withdraw,
)
from annotator.labelling.assignments.queue import MAX_OPEN, next_assignment
from annotator.labelling.assignments.suspension import reinstate_member, suspend
from annotator.labelling.assignments.tie_breaks import ask_one_more
from annotator.labelling.models import Annotation, Assignment, Sighting
from annotator.labelling.progress.figures import own_progress
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    make_project,
    submit_assignment,
)


def test_assigning_an_article_without_a_free_place_raises_the_overlap(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=1)
    make_assignment(ana)
    assigned = assign(article=article, membership=ben)
    article.refresh_from_db()
    assert (assigned.origin, assigned.state, article.overlap, article.free) == (
        "manager",
        "open",
        2,
        0,
    )
    assert assign(article=article, membership=ben) == assigned


def test_a_returned_article_can_be_assigned_again(project: Project, ana: Membership) -> None:
    article = make_article(project, overlap=1)
    returned = return_assignment(assignment=make_assignment(ana))
    assert assign(article=article, membership=ana).pk == returned.pk
    assert make_assignment(ana).pk == returned.pk
    assert Article.objects.get().free == 0


def test_the_overlap_cannot_be_lower_than_the_number_of_annotators(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=3)
    label_article(ana, "claim", "claim", "claim")
    make_assignment(ben)
    with pytest.raises(OverlapError, match="assigned to 2 annotators"):
        set_overlap(article=article, overlap=1)
    set_overlap(article=article, overlap=2)
    assert Article.objects.get().free == 0
    set_overlap(article=article, overlap=5)
    assert Article.objects.get().free == 3
    set_overlap(article=article, overlap=None)
    assert Article.objects.get().free is None


def test_suspending_a_member_frees_their_places(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=1)
    label_article(ana, "claim", "claim", "claim")
    suspend(membership=ana, reason="left")
    article.refresh_from_db()
    assert (article.free, article.done_at) == (1, None)
    assert Annotation.objects.count() == 3
    label_article(ben, "claim", "claim", "opinion")
    assert reinstate_member(membership=ana) == 1, "the article has one more than its overlap"
    article.refresh_from_db()
    assert article.free == 0
    assert article.done_at is not None


def test_a_withdrawn_article_can_be_reinstated(project: Project, ana: Membership) -> None:
    article = make_article(project)
    withdraw(article=article)
    assert next_assignment(membership=ana) is None
    reinstate(article=article)
    assert next_assignment(membership=ana) is not None


def test_a_withdrawn_draft_is_reinstated_as_a_draft(project: Project, ana: Membership) -> None:
    article = make_article(project)
    Article.objects.update(state="draft")
    withdraw(article=article)
    withdraw(article=article)

    reinstate(article=article)

    article.refresh_from_db()
    assert (article.state, article.was_draft) == ("draft", False)
    assert next_assignment(membership=ana) is None


def test_a_released_draft_is_reinstated_as_open(project: Project) -> None:
    article = make_article(project)
    Article.objects.update(state="draft")
    withdraw(article=article)
    reinstate(article=article)
    Article.objects.update(state="open")
    withdraw(article=article)

    reinstate(article=article)

    assert Article.objects.get().state == "open"


def test_withdrawn_articles_do_not_count_as_open(
    project: Project, ana: Membership, ben: Membership
) -> None:
    done, *others = [make_article(project, f"{n} held. It did. It is so.") for n in range(3)]
    submitted = label_article(ana, "claim", "claim", "claim", article=done)
    label_article(ben, "claim", "opinion", "claim", article=done)
    for article in others:
        assign(article=article, membership=ana)
        withdraw(article=article)

    assert reopen_assignment(assignment=submitted).state == "open"
    submit_assignment(assignment=submitted)
    assert assign(article=make_article(project), membership=ana).state == "open"
    assert own_progress(ana).open is not None


def test_withdrawn_articles_do_not_prevent_a_tie_break(
    project: Project, ana: Membership, ben: Membership
) -> None:
    done, *others = [make_article(project, f"{n} held. It did. It is so.") for n in range(3)]
    label_article(ana, "claim", "claim", "claim", article=done)
    for article in others:
        assign(article=article, membership=ben)
        withdraw(article=article)

    assert ask_one_more(article=done, preferred=[ben], asked_by=None)[0].annotator == ben


def test_an_article_is_not_assigned_to_a_member_who_saw_its_labels(
    project: Project, ana: Membership, mia: Membership
) -> None:
    article = make_article(project, overlap=1)
    label_article(ana, "claim", "claim", "claim")
    Sighting.objects.create(project=project, article=article, reviewer=mia)

    with pytest.raises(AssignError, match="has seen other people’s labels"):
        assign(article=article, membership=mia)

    article.refresh_from_db()
    assert article.overlap == 1
    assert not Assignment.objects.filter(annotator=mia).exists()


class Campaign(RuleBasedStateMachine):
    """A project in which all actions on assignments happen, in any order."""

    people = st.integers(0, 3)

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.project = make_project()
        self.members = [make_member(self.project, f"person{number}") for number in range(4)]
        for number in range(4):
            make_article(
                self.project, f"Dam {number} held. It stood.", overlap=(1, 2, 3, None)[number]
            )

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def member(self, number: int) -> Membership:
        return Membership.objects.select_related("project").get(pk=self.members[number].pk)

    def some(self, number: int, **state: object) -> Assignment | None:
        return (
            Assignment.objects.filter(annotator=self.members[number], **state).order_by("pk").last()
        )

    @rule(number=people)
    def claim(self, number: int) -> None:
        if self.member(number).suspended_at is None:
            opened = self.some(number, state="open")
            next_assignment(membership=self.member(number), after=opened and opened.pk)

    @rule(
        number=people,
        says=st.sampled_from(["claim", "denial", "question", None]),
        place=st.integers(0, 1),
    )
    def label(self, number: int, says: str | None, place: int) -> None:
        assignment = self.some(number, state__in=["open", "lapsed", "returned"])
        if assignment and self.member(number).suspended_at is None:
            annotate(
                assignment,
                make_entry(assignment.article.sentences.order_by("position")[place].pk, says),
            )

    @rule(number=people)
    def finish(self, number: int) -> None:
        assignment = self.some(number, state="open")
        if assignment and self.member(number).suspended_at is None:
            annotate(assignment, *(make_entry(s.pk) for s in assignment.article.sentences.all()))
            submit_assignment(assignment=assignment)

    @rule(number=people)
    def reopen(self, number: int) -> None:
        if assignment := self.some(number, state="submitted"):
            try:
                reopen_assignment(assignment=assignment)
            except AssignmentStateError:
                assert (
                    Assignment.objects.filter(annotator=self.members[number], state="open").count()
                    == MAX_OPEN
                )

    @rule(number=people)
    def hand_back(self, number: int) -> None:
        if assignment := self.some(number, state="open"):
            return_assignment(assignment=assignment)

    @rule(number=people)
    def expire(self, number: int) -> None:
        past = timezone.now() - timedelta(minutes=1)
        Assignment.objects.filter(annotator=self.members[number], state="open").update(
            expires_at=past
        )

    @rule(number=people)
    def leave_or_return(self, number: int) -> None:
        member = self.member(number)
        if member.suspended_at is None:
            suspend(membership=member, reason="on leave")
        else:
            reinstate_member(membership=member)

    @invariant()
    def places_add_up(self) -> None:
        for article in Article.objects.all():
            holders = Assignment.objects.holding_places().filter(article=article)
            if article.overlap is None:
                assert article.free is None
                continue
            assert article.free == max(article.overlap - holders.count(), 0)
            assert (article.done_at is not None) == (
                holders.filter(state="submitted").count() >= article.overlap
            )

    @invariant()
    def tallies_are_right(self) -> None:
        for assignment in Assignment.objects.all():
            rows = Annotation.objects.current().filter(assignment=assignment)
            decisions = [row.decision for row in rows if row.decision]
            assert assignment.decided == len(decisions)
            assert sum(assignment.label_counts.values()) == sum(
                word != "question" for word in decisions
            )

    @invariant()
    def nobody_holds_too_much(self) -> None:
        for member in self.members:
            assert Assignment.objects.filter(annotator=member, state="open").count() <= MAX_OPEN
        for assignment in Assignment.objects.filter(state="submitted"):
            assert assignment.decided == 2


@pytest.mark.django_db(transaction=True)
def test_places_and_tallies_are_correct_after_any_sequence_of_actions() -> None:
    run_state_machine_as_test(
        Campaign,
        settings=settings(
            max_examples=16,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
