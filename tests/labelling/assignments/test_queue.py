import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.labelling.assignments.lifecycle import (
    AssignmentStateError,
    open_assignment,
    reopen_assignment,
    return_assignment,
)
from annotator.labelling.assignments.queue import NoticeNotAcceptedError, next_assignment
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    submit_assignment,
)


def test_the_open_article_comes_before_a_new_one(project: Project, ana: Membership) -> None:
    make_article(project)
    make_article(project, "Another dam.")
    assert make_assignment(ana) == make_assignment(ana)


def test_a_second_article_can_be_fetched_early_but_no_third(
    project: Project, ana: Membership
) -> None:
    for number in range(3):
        make_article(project, f"Dam number {number}.")
    first = make_assignment(ana)
    second = next_assignment(membership=ana, after=first.pk)
    assert second is not None
    assert second != first
    assert next_assignment(membership=ana, after=first.pk) == second
    assert Assignment.objects.count() == 2


def test_articles_that_others_have_begun_come_first(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project, "An untouched dam.")
    begun = make_article(project, "A dam that ben has.")
    Article.objects.filter(pk=begun.pk).update(free=2)
    assert make_assignment(ana).article == begun


def test_an_article_goes_to_as_many_annotators_as_its_overlap(project: Project) -> None:
    article = make_article(project, overlap=2)
    people = [make_member(project, name) for name in ("ana", "ben", "cleo")]
    given = [next_assignment(membership=person) for person in people]
    assert [assignment and assignment.article for assignment in given] == [article, article, None]


def test_an_article_for_everyone_goes_to_everyone(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, "A dam for all.", overlap=None)
    make_article(project, "A dam for three.")
    for person in (ana, ben):
        assert make_assignment(person).article == article
        assert Article.objects.get(pk=article.pk).done_at is None
        annotate(make_assignment(person), make_entry(article.sentences.get().pk))
        submit_assignment(assignment=make_assignment(person))
    assert Article.objects.get(pk=article.pk).done_at is not None


@pytest.mark.parametrize("change", [{"state": "draft"}, {"state": "withdrawn"}])
def test_drafts_and_withdrawn_articles_are_not_assigned(
    project: Project, ana: Membership, change: dict[str, str]
) -> None:
    make_article(project)
    Article.objects.update(**change)
    assert next_assignment(membership=ana) is None


def test_a_closed_project_assigns_nothing(project: Project, ana: Membership) -> None:
    make_article(project)
    project.is_open = False
    project.save()
    ana.refresh_from_db()
    assert next_assignment(membership=ana) is None


def test_an_unopened_article_is_reserved_for_an_hour_and_an_opened_one_for_the_lease(
    project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    assert timedelta(minutes=59) < assignment.expires_at - timezone.now() < timedelta(minutes=61)
    open_assignment(assignment=assignment)
    assignment.refresh_from_db()
    assert assignment.expires_at > timezone.now() + timedelta(hours=71)


def test_an_article_can_be_submitted_when_every_sentence_is_decided(
    project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    first, *rest = assignment.article.sentences.order_by("position").values_list("pk", flat=True)
    annotate(assignment, make_entry(first))
    with pytest.raises(AssignmentStateError, match="2 of 3"):
        submit_assignment(assignment=assignment)
    annotate(assignment, *(make_entry(pk, "question") for pk in rest))
    once = submit_assignment(assignment=assignment)
    again = submit_assignment(assignment=assignment)
    assert once.submitted_at == again.submitted_at


def test_an_article_is_done_when_its_last_annotator_has_submitted(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=2)
    label_article(ana, "claim", "denial", "opinion")
    assert Article.objects.get(pk=article.pk).done_at is None
    label_article(ben, "claim", "denial", "opinion")
    assert Article.objects.get(pk=article.pk).done_at is not None


def test_each_annotator_gets_untouched_articles_in_a_different_order(project: Project) -> None:
    for number in range(12):
        make_article(project, f"Dam number {number}.", overlap=6)

    def order(person: Membership) -> list[int]:
        """The articles in the order in which this person would get them alone."""
        articles = []
        while assignment := next_assignment(membership=person):
            articles.append(assignment.article_id)
            Assignment.objects.update(state="returned")
            Article.objects.update(free=6)
        Assignment.objects.all().delete()
        return articles

    people = [make_member(project, f"person{number}") for number in range(4)]
    orders = [order(person) for person in people]
    assert order(people[0]) == orders[0]
    assert all(len(set(articles)) == 12 for articles in orders)
    assert len({articles[0] for articles in orders}) > 1


def test_an_expired_lease_keeps_its_place_until_somebody_takes_it(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=1)
    assignment = make_assignment(ana)
    first = article.sentences.order_by("position").first()
    assert first
    annotate(assignment, make_entry(first.pk))
    assert next_assignment(membership=ben) is None
    Assignment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert make_assignment(ana) == assignment, "nobody has taken it"
    taken = make_assignment(ben)
    assert taken.article == article
    assignment.refresh_from_db()
    assert (assignment.state, assignment.decided) == ("lapsed", 1)
    assert Article.objects.get().free == 0
    assert next_assignment(membership=ana) is None


def test_a_suspended_member_has_no_place_to_take_over(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project, overlap=1)
    make_assignment(ana)
    suspend(membership=ana, reason="left")
    make_assignment(ben)
    Assignment.objects.filter(annotator=ana).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    assert next_assignment(membership=make_member(project, "cleo")) is None


def test_a_lapsed_article_is_resumed_with_its_labels_when_a_place_is_free(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project, overlap=1)
    assignment = make_assignment(ana)
    Assignment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    return_assignment(assignment=make_assignment(ben))
    resumed = make_assignment(ana)
    assert (resumed.pk, resumed.state) == (assignment.pk, "open")
    assert Article.objects.get().free == 0


def test_returning_an_article_frees_its_place_and_it_is_not_offered_again(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=1)
    return_assignment(assignment=make_assignment(ana))
    assert Article.objects.get().free == 1
    assert next_assignment(membership=ana) is None
    assert make_assignment(ben).article == article


def test_the_queue_skips_articles_whose_labels_the_person_has_seen(
    project: Project, ana: Membership
) -> None:
    article = make_article(project)
    Sighting.objects.create(project=project, article=article, reviewer=ana)
    assert next_assignment(membership=ana) is None


def test_a_submitted_article_can_be_reopened(project: Project, ana: Membership) -> None:
    article = make_article(project, overlap=1)
    assignment = label_article(ana, "claim", "claim", "claim")
    assert Article.objects.get().done_at is not None
    reopen_assignment(assignment=assignment)
    assert Article.objects.get().done_at is None
    sentence = article.sentences.order_by("position").first()
    assert sentence
    annotate(assignment, make_entry(sentence.pk, "opinion"))
    assert submit_assignment(assignment=assignment).label_counts == {"claim": 2, "opinion": 1}


def test_a_third_article_cannot_be_reopened(project: Project, ana: Membership) -> None:
    for number in range(3):
        make_article(project, f"Dam number {number}.")
    done = label_article(ana, "claim")
    first = make_assignment(ana)
    next_assignment(membership=ana, after=first.pk)
    with pytest.raises(AssignmentStateError, match="two articles in progress"):
        reopen_assignment(assignment=done)


def test_the_queue_waits_for_the_acceptance_of_the_notice(
    project: Project, ana: Membership
) -> None:
    make_article(project)
    project.notice = "These articles speak of violence."
    project.save()
    ana.refresh_from_db()
    with pytest.raises(NoticeNotAcceptedError):
        next_assignment(membership=ana)
    ana.notice_accepted_at = timezone.now()
    ana.save()
    assert next_assignment(membership=ana)


@pytest.mark.parametrize(
    ("state", "reason"), [("returned", "You returned this"), ("lapsed", "someone else has it now")]
)
def test_a_lost_place_cannot_be_submitted(
    project: Project, ana: Membership, state: str, reason: str
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    Assignment.objects.update(state=state)
    with pytest.raises(AssignmentStateError, match=reason):
        submit_assignment(assignment=assignment)


def test_asking_for_the_next_article_takes_few_statements(
    project: Project,
    ana: Membership,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    make_article(project)
    with django_assert_max_num_queries(6 + 2):  # and the savepoint of this test's transaction
        next_assignment(membership=ana)


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_get_exactly_the_overlap(project: Project) -> None:
    articles, overlap = 40, 3
    for number in range(articles):
        make_article(project, f"Dam number {number}.", overlap=overlap)
    crowd = [make_member(project, f"person{number}") for number in range(50)]
    start = threading.Barrier(len(crowd))
    errors: list[Exception] = []

    def work(membership: Membership) -> None:
        try:
            start.wait(30)
            while assignment := next_assignment(membership=membership):
                annotate(assignment, make_entry(assignment.article.sentences.get().pk))
                submit_assignment(assignment=assignment)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(membership,)) for membership in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert Counter(Assignment.objects.values_list("article", flat=True)) == dict.fromkeys(
        Article.objects.values_list("pk", flat=True), overlap
    )
    assert not Article.objects.exclude(free=0).exists()
    assert not Article.objects.filter(done_at=None).exists()
