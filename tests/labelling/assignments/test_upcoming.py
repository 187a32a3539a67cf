"""What *My work* says is left: the same articles that the queue would give."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.labelling.assignments.lifecycle import return_assignment
from annotator.labelling.assignments.places import withdraw
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.assignments.upcoming import MAX_COUNTED, Upcoming, upcoming_for
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import Membership, Project
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
)

LONG_AGO = timezone.now() - timedelta(weeks=4)


def upcoming(member: Membership) -> Upcoming | None:
    member.project.refresh_from_db()
    return upcoming_for([member]).get(member.pk)


def nothing(project: Project, ana: Membership, ben: Membership) -> None:
    pass


def free_place(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project)


def for_everyone(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project, overlap=None)


def begun(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project, overlap=2)
    label_article(ben, "claim", "claim", "claim")


def full(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project, overlap=1)
    make_assignment(ben)


def full_for_too_long(project: Project, ana: Membership, ben: Membership) -> None:
    full(project, ana, ben)
    Assignment.objects.update(expires_at=LONG_AGO)


def lapsed_and_free_again(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project, overlap=1)
    make_assignment(ana)
    Assignment.objects.update(state=AssignmentState.LAPSED)
    Article.objects.update(free=1)


def lapsed_and_taken(project: Project, ana: Membership, ben: Membership) -> None:
    lapsed_and_free_again(project, ana, ben)
    make_assignment(ben)


def returned(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project)
    return_assignment(assignment=make_assignment(ana))


def seen_by_reviewer(project: Project, ana: Membership, ben: Membership) -> None:
    Sighting.objects.create(project=project, article=make_article(project), reviewer=ana)


def submitted(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project)
    label_article(ana, "claim", "claim", "claim")


def due_for_a_retest(project: Project, ana: Membership, ben: Membership) -> None:
    submitted(project, ana, ben)
    Assignment.objects.update(submitted_at=LONG_AGO)
    Project.objects.update(retest_share=100)


def withdrawn(project: Project, ana: Membership, ben: Membership) -> None:
    withdraw(article=make_article(project))


def closed(project: Project, ana: Membership, ben: Membership) -> None:
    make_article(project)
    Project.objects.update(is_open=False)


@pytest.mark.parametrize(
    ("situation", "articles"),
    [
        (nothing, 0),
        (free_place, 1),
        (for_everyone, 1),
        (begun, 1),
        (full, 0),
        (full_for_too_long, 1),
        (lapsed_and_free_again, 1),
        (lapsed_and_taken, 0),
        (returned, 0),
        (seen_by_reviewer, 0),
        (submitted, 0),
        (due_for_a_retest, 1),
        (withdrawn, 0),
        (closed, 0),
    ],
)
def test_something_is_left_exactly_when_the_queue_gives_it(
    project: Project,
    ana: Membership,
    ben: Membership,
    situation: Callable[[Project, Membership, Membership], None],
    articles: int,
) -> None:
    situation(project, ana, ben)
    left = upcoming(ana)
    assert (left.articles if left else 0) == articles
    assert (next_assignment(membership=ana) is not None) is bool(articles)


def test_reading_what_is_left_reserves_nothing(project: Project, ana: Membership) -> None:
    make_article(project)
    upcoming(ana)
    assert Article.objects.get().free == 3
    assert not Assignment.objects.exists()


def test_the_length_is_that_of_the_next_article(project: Project, ana: Membership) -> None:
    for number in range(1, 6):
        make_article(project, f"The dam {number} held. " * number)
    left = upcoming(ana)
    assert left is not None
    assert left.articles == 5
    assert left.sentences == make_assignment(ana).article.to_label


def test_a_random_choice_has_the_typical_length(
    project: Project, ana: Membership, ben: Membership
) -> None:
    for number in (1, 2, 9):
        text = " ".join(f"The dam {number} held on day {day}." for day in range(number))
        label_article(ben, *["claim"] * number, article=make_article(project, text))
    left = upcoming(ana)
    assert left is not None
    assert (left.articles, left.sentences) == (3, 2)


def test_a_begun_article_comes_before_an_untouched_one(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    label_article(ben, "claim", article=make_article(project, "Another dam held."))
    left = upcoming(ana)
    assert left is not None
    assert (left.articles, left.sentences) == (2, 1)
    assert make_assignment(ana).article.to_label == 1


def test_excluded_sentences_are_no_work(project: Project, ana: Membership) -> None:
    article = make_article(project)
    article.sentences.filter(position=1).update(excluded=True)
    Article.objects.update(excluded_count=1)
    left = upcoming(ana)
    assert left is not None
    assert left.sentences == 2


def test_a_long_article_takes_longer_to_read(project: Project, ana: Membership) -> None:
    text = " ".join(f"The dam held on day {day} of the long flood." for day in range(200))
    make_article(project, text)
    left = upcoming(ana)
    assert left is not None
    # 8,490 characters, at 970 a minute.
    assert left.minutes == 9


def test_many_articles_are_not_all_counted(project: Project, ana: Membership) -> None:
    article = make_article(project)
    Article.objects.bulk_create(
        Article(
            project=project,
            external_id=f"copy {number}",
            text=article.text,
            sha256=article.sha256,
            overlap=3,
            free=3,
            sentence_count=3,
        )
        for number in range(MAX_COUNTED + 5)
    )
    left = upcoming(ana)
    assert left is not None
    assert (left.articles, left.has_more) == (MAX_COUNTED, True)


def test_all_projects_are_read_in_one_statement(
    db: None,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    members = []
    for name in ("dam", "river", "bridge"):
        project = make_project(name)
        members.append(make_member(project, "ana"))
        make_article(project)
    with django_assert_num_queries(1):
        left = upcoming_for(members)
    assert set(left) == {member.pk for member in members}
