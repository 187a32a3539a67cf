"""Retests: a share of the articles comes back to the same annotator, without notice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.labelling.annotations.payload import assignment_payload
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article


@pytest.fixture
def load_retests(project: Project, ana: Membership) -> Project:
    """Ana submitted three articles three weeks ago. All are retested after two weeks."""
    for number in range(3):
        label_article(ana, "claim", article=make_article(project, f"The dam held on day {number}."))
    Assignment.objects.update(submitted_at=timezone.now() - timedelta(weeks=3))
    Project.objects.update(retest_share=100)
    ana.project.refresh_from_db()
    return project


def test_a_retest_shows_nothing_of_the_first_pass(load_retests: Project, ana: Membership) -> None:
    assignment = next_assignment(membership=ana)
    assert assignment is not None
    assert (assignment.pass_number, assignment.origin, assignment.state) == (2, "retest", "open")
    assert assignment_payload(assignment)["annotations"] == []
    assert next_assignment(membership=ana) == assignment


def test_each_article_is_retested_once_and_takes_no_place(
    load_retests: Project, ana: Membership
) -> None:
    for _ in range(3):
        assignment = next_assignment(membership=ana)
        assert assignment is not None
        before = assignment.article.free
        label_again(assignment)
        assignment.article.refresh_from_db()
        assert assignment.article.free == before
    assert next_assignment(membership=ana) is None
    assert Assignment.objects.filter(pass_number=2, state="submitted").count() == 3
    assert Assignment.objects.filter(pass_number=1, state="submitted").count() == 3


def label_again(assignment: Assignment) -> None:
    from tests.support.make import annotate, make_entry, submit_assignment

    annotate(assignment, *(make_entry(s.pk, "opinion") for s in assignment.article.sentences.all()))
    submit_assignment(assignment=assignment)


@pytest.mark.parametrize("change", [{"retest_share": 0}, {"retest_after": timedelta(weeks=4)}])
def test_no_retest_comes_too_early_or_without_the_setting(
    load_retests: Project, ana: Membership, change: dict[str, object]
) -> None:
    Project.objects.update(**change)
    ana.project.refresh_from_db()
    assert next_assignment(membership=ana) is None


def test_about_the_chosen_share_is_retested(project: Project, ana: Membership) -> None:
    for number in range(60):
        label_article(ana, "claim", article=make_article(project, f"The dam held on day {number}."))
    Assignment.objects.update(submitted_at=timezone.now() - timedelta(weeks=3))
    Project.objects.update(retest_share=20)
    ana.project.refresh_from_db()
    while (assignment := next_assignment(membership=ana)) is not None:
        label_again(assignment)
    assert 2 <= Assignment.objects.filter(pass_number=2).count() <= 24


def test_other_members_get_no_retest(load_retests: Project, ben: Membership) -> None:
    ben.project.refresh_from_db()
    assignment = next_assignment(membership=ben)
    assert assignment is not None
    assert assignment.pass_number == 1
