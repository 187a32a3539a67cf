import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from annotator.accounts.models import User
from annotator.corpus.models import Sentence
from annotator.labelling.annotations.entries import Entry, RefusedEntriesError
from annotator.labelling.annotations.saving import submit_annotations
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Label, Membership, Project
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


@pytest.fixture
def assignment(project: Project, ana: Membership) -> Assignment:
    make_article(project)
    return make_assignment(ana)


@pytest.fixture
def sentences(assignment: Assignment) -> list[int]:
    return list(assignment.article.sentences.order_by("position").values_list("pk", flat=True))


def current(assignment: Assignment) -> dict[int, str]:
    return {
        row.sentence.position: row.decision
        for row in Annotation.objects.current().filter(assignment=assignment)
    }


def reasons(assignment: Assignment, *entries: object) -> dict[int, str]:
    with pytest.raises(RefusedEntriesError) as refused:
        annotate(assignment, *entries)  # type: ignore[arg-type]
    return refused.value.reasons


def test_a_label_is_stored_and_tallied(assignment: Assignment, sentences: list[int]) -> None:
    annotate(
        assignment,
        make_entry(sentences[0]),
        make_entry(sentences[1], "denial", target=sentences[0], note="Oh!"),
    )
    assignment.refresh_from_db()
    assert current(assignment) == {1: "claim", 2: "denial"}
    assert (assignment.decided, assignment.label_counts) == (2, {"claim": 1, "denial": 1})
    assert Annotation.objects.get(sentence=sentences[1]).target_id == sentences[0]


def test_the_rank_of_an_offered_target_is_stored(
    assignment: Assignment, sentences: list[int]
) -> None:
    first, second, third = sentences
    annotate(
        assignment,
        make_entry(first, "denial", target=second, target_rank=2),
        make_entry(second, "denial", target_outside=True, target_rank=0),
        make_entry(third, "denial", target=second),
    )
    ranks = Annotation.objects.order_by("sentence").values_list("target_rank", flat=True)
    assert list(ranks) == [2, 0, None]


def test_a_changed_label_keeps_its_history(assignment: Assignment, sentences: list[int]) -> None:
    for says in ("claim", "question", None, "opinion"):
        annotate(assignment, make_entry(sentences[0], says))
    assignment.refresh_from_db()
    assert current(assignment) == {1: "opinion"}
    assert (assignment.decided, assignment.label_counts) == (1, {"claim": 0, "opinion": 1})
    assert [row.superseded_at is None for row in Annotation.objects.order_by("pk")] == [
        False,
        False,
        False,
        True,
    ]


def test_taking_a_label_back_leaves_the_sentence_undecided(
    assignment: Assignment, sentences: list[int]
) -> None:
    annotate(assignment, make_entry(sentences[0]), make_entry(sentences[0], None))
    assignment.refresh_from_db()
    assert assignment.decided == 0
    assert current(assignment) == {1: ""}


def test_sending_an_entry_again_changes_nothing(
    assignment: Assignment, sentences: list[int]
) -> None:
    entry = make_entry(sentences[0])
    first = annotate(assignment, entry)
    again = annotate(assignment, entry, make_entry(sentences[0], "opinion"), entry)
    newest = Annotation.objects.latest("pk").pk
    assert [row.id for row in again] == [first[0].id, newest, first[0].id]
    assert Annotation.objects.count() == 2
    twice = make_entry(sentences[1])
    annotate(assignment, twice, twice)
    assert Annotation.objects.count() == 3


def test_somebody_elses_submission_is_a_conflict(
    assignment: Assignment, sentences: list[int], ben: Membership
) -> None:
    entry = make_entry(sentences[0])
    annotate(assignment, entry)
    with pytest.raises(RefusedEntriesError) as refused:
        annotate(make_assignment(ben), entry)
    assert refused.value.conflict


def test_the_newest_key_press_wins_even_if_it_arrives_first(
    assignment: Assignment, sentences: list[int]
) -> None:
    Assignment.objects.update(began_at=timezone.now() - timedelta(days=1))
    annotate(assignment, make_entry(sentences[0], "opinion", age=5))
    annotate(assignment, make_entry(sentences[0], "claim", age=60))
    assert current(assignment) == {1: "opinion"}
    late = Annotation.objects.get(label__key="claim")
    assert late.superseded_at is not None
    assert timedelta(seconds=50) < timezone.now() - late.annotated_at < timedelta(seconds=70)


def test_the_later_entry_of_a_list_wins(assignment: Assignment, sentences: list[int]) -> None:
    Assignment.objects.update(began_at=timezone.now() - timedelta(days=1))
    # The clock of the browser was set back in the meantime.
    choices = [("claim", 0), ("denial", 5), ("opinion", 9)]
    annotate(assignment, *(make_entry(sentences[0], label, age=age) for label, age in choices))
    assignment.refresh_from_db()
    assert current(assignment) == {1: "opinion"}
    assert assignment.label_counts == {"claim": 0, "denial": 0, "opinion": 1}


def test_a_key_press_is_never_earlier_than_the_assignment(
    assignment: Assignment, sentences: list[int]
) -> None:
    annotate(assignment, make_entry(sentences[0], age=1e8))
    assert Annotation.objects.get().annotated_at == assignment.began_at


def test_each_label_renews_the_lease(assignment: Assignment, sentences: list[int]) -> None:
    annotate(assignment, make_entry(sentences[0]))
    assignment.refresh_from_db()
    assert assignment.expires_at > timezone.now() + timedelta(hours=71)
    assert assignment.opened_at is not None


def test_if_one_entry_is_rejected_none_is_stored(
    assignment: Assignment, sentences: list[int], project: Project
) -> None:
    elsewhere = make_article(make_project("other"), "Another dam. It held.").sentences.first()
    other = make_article(project, "A dam that ana does not have. It held.").sentences.first()
    assert elsewhere
    assert other
    excluded = sentences[2]
    Sentence.objects.filter(pk=excluded).update(excluded=True)
    assert reasons(
        assignment,
        make_entry(sentences[0]),
        make_entry(sentences[0], "satire"),
        make_entry(elsewhere.pk),
        make_entry(other.pk),
        make_entry(excluded),
        make_entry(sentences[0], "denial", target=other.pk),
        make_entry(sentences[0], "claim", target=sentences[1]),
        make_entry(sentences[0], "claim", target_outside=True),
        make_entry(sentences[0], codebook_version=7),
    ) == {
        1: "the project has no label “satire”",
        2: "this article isn’t assigned to you",
        3: "this article isn’t assigned to you",
        4: "this sentence is excluded as boilerplate",
        5: "target: not a sentence of this article",
        6: "target: the label “claim” takes no target",
        7: "target: the label “claim” takes no target",
        8: "codebook_version: there is no version 7",
    }
    assert not Annotation.objects.exists()


def test_a_submitted_article_accepts_only_entries_that_it_has_already(
    assignment: Assignment, sentences: list[int]
) -> None:
    entries = [make_entry(pk) for pk in sentences]
    annotate(assignment, *entries)
    submit_assignment(assignment=assignment)
    assert reasons(assignment, make_entry(sentences[0])) == {0: "you have submitted this article"}
    assert len(annotate(assignment, entries[0])) == 1


@pytest.mark.parametrize("state", [AssignmentState.RETURNED, AssignmentState.LAPSED])
def test_a_label_for_a_returned_or_lapsed_article_is_stored_but_not_counted(
    assignment: Assignment, sentences: list[int], state: str
) -> None:
    Assignment.objects.update(state=state)
    annotate(assignment, make_entry(sentences[0]))
    assert current(assignment) == {1: "claim"}
    assert not Annotation.objects.counted(unfinished=True).exists()


def test_a_closed_project_accepts_no_labels(
    assignment: Assignment, sentences: list[int], project: Project
) -> None:
    Project.objects.update(is_open=False)
    assert reasons(assignment, make_entry(sentences[0])) == {0: "the project is closed"}


def test_only_labels_for_own_articles_can_be_sent_again_when_a_project_reopens(
    assignment: Assignment, sentences: list[int], project: Project
) -> None:
    other = make_article(project, "A dam that ana does not have.").sentences.get()
    Project.objects.update(is_open=False)

    with pytest.raises(RefusedEntriesError) as refused:
        annotate(assignment, make_entry(other.pk), make_entry(sentences[0]))

    assert set(refused.value.reasons) == {0, 1}
    assert refused.value.for_now == {1}


def test_outsiders_and_suspended_members_get_404(
    assignment: Assignment, sentences: list[int], eve: User, ana: Membership
) -> None:
    with pytest.raises(Http404):
        submit_annotations(user=eve, slug="dam", entries=[make_entry(sentences[0])])
    Membership.objects.filter(pk=ana.pk).update(suspended_at=timezone.now())
    with pytest.raises(Http404):
        annotate(assignment, make_entry(sentences[0]))


def test_one_list_can_have_entries_for_several_articles(project: Project, ana: Membership) -> None:
    make_article(project, "The first dam held.")
    make_article(project, "The second dam held.")
    first = make_assignment(ana)
    second = next_after(ana, first)
    rows = annotate(first, *(make_entry(a.article.sentences.get().pk) for a in (second, first)))
    assert [row.assignment_id for row in rows] == [second.pk, first.pk]
    assert list(Assignment.objects.values_list("decided", flat=True)) == [1, 1]


def next_after(membership: Membership, assignment: Assignment) -> Assignment:
    from annotator.labelling.assignments.queue import next_assignment

    second = next_assignment(membership=membership, after=assignment.pk)
    assert second is not None
    return second


def test_saving_takes_two_statements_for_any_number_of_entries(
    assignment: Assignment,
    sentences: list[int],
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    user = assignment.annotator.user
    assert user is not None
    # As in a process of the server, which knows the project's id from the first save on.
    monkeypatch.setattr("annotator.projects.access._ids", {})
    submit_annotations(user=user, slug="dam", entries=[make_entry(sentences[0])])
    for batch in ([make_entry(sentences[0])], [make_entry(pk, "opinion") for pk in sentences * 20]):
        with django_assert_num_queries(2):
            submit_annotations(user=user, slug="dam", entries=batch)


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_of_two_people_is_a_conflict_for_one(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    assignments = [make_assignment(ana), make_assignment(ben)]
    sentence = assignments[0].article.sentences.get(position=1).pk
    outcomes: list[str] = []

    def send(assignment: Assignment, entry: Entry, start: threading.Barrier) -> None:
        try:
            start.wait(10)
            annotate(assignment, entry)
            outcomes.append("stored")
        except RefusedEntriesError as refused:
            outcomes.append("conflict" if refused.conflict else "refused")
        finally:
            connection.close()

    for _ in range(10):
        entry, start = make_entry(sentence), threading.Barrier(2)
        threads = [
            threading.Thread(target=send, args=(assignment, entry, start))
            for assignment in assignments
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcomes) == ["conflict"] * 10 + ["stored"] * 10


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_one_current_label_and_a_correct_tally(
    project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    sentence = assignment.article.sentences.get(position=1)
    start = threading.Barrier(4)
    errors: list[Exception] = []

    def tab(says: str) -> None:
        try:
            start.wait(10)
            for _ in range(10):
                annotate(assignment, make_entry(sentence.pk, says))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    tabs = [
        threading.Thread(target=tab, args=(says,))
        for says in ("claim", "denial", "doubt", "opinion")
    ]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert not errors
    row = Annotation.objects.current().get()
    assignment.refresh_from_db()
    assert Annotation.objects.count() == 40
    assert assignment.decided == 1
    assert {key: n for key, n in assignment.label_counts.items() if n} == {row.decision: 1}


def test_the_database_enforces_the_invariants(
    assignment: Assignment, sentences: list[int], project: Project, ben: Membership
) -> None:
    annotate(assignment, make_entry(sentences[0], "denial"))
    other = make_article(project, "Another dam. It held.").sentences.first()
    foreign = make_project("other")
    assert other
    rows = Annotation.objects.all()
    for change in [
        {"label": None, "skip_reason": "tired"},
        {"skip_reason": "question"},
        {"target": other},
        {"target": sentences[0]},
        {"target": sentences[1], "target_outside": True},
        {"target": sentences[1], "target_rank": 4},
        {"target_outside": True, "target_rank": 1},
        {"target_rank": 0},
        {"sentence": other},
        {"confidence": 4},
        {"seconds": -1},
        {"project": foreign},
        {"label": Label.objects.filter(project=foreign).first()},
        {"codebook": foreign.current_codebook()},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    copy = Annotation.objects.get()
    copy.pk, copy.submission = None, uuid4()
    with pytest.raises(IntegrityError, match="annotation_one_current"), transaction.atomic():
        copy.save()
    for change in [
        {"annotator": make_member(foreign, "zoe")},
        {"pass_number": 3},
        {"state": "submitted"},
        {"state": "lost"},
        {"origin": "theft"},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.update(**change)


def test_labels_in_use_cannot_be_deleted(ana: Membership, project: Project) -> None:
    make_article(project)
    label_article(ana, "claim", "claim", "opinion")
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.filter(key="claim").delete()
