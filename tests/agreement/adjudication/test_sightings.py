"""Reviewers who have seen others' labels on an article, and regressions of adjudication."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.agreement.adjudication.lists.finding import find_disputed_sentences
from annotator.agreement.report.report import agreement_report
from annotator.labelling.assignments.lifecycle import AssignmentStateError, reopen_assignment
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_assignment


def test_a_reviewer_who_saw_the_labels_can_not_reopen_the_article(
    project: Project, rita: Membership
) -> None:
    article = make_article(project)
    assignment = label_article(rita, "claim", "denial", "opinion", article=article)
    Sighting.objects.create(project=project, article=article, reviewer=rita)
    with pytest.raises(AssignmentStateError, match="seen other people’s labels"):
        reopen_assignment(assignment=assignment)
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.SUBMITTED


def test_a_reviewer_who_saw_the_labels_does_not_resume_an_expired_article(
    project: Project, rita: Membership
) -> None:
    article = make_article(project)
    lapsed = make_assignment(rita)
    Assignment.objects.filter(pk=lapsed.pk).update(
        state=AssignmentState.LAPSED, expires_at=timezone.now()
    )
    type(article).objects.filter(pk=article.pk).update(free=3)
    Sighting.objects.create(project=project, article=article, reviewer=rita)
    assert next_assignment(membership=rita) is None
    Sighting.objects.all().delete()
    resumed = next_assignment(membership=rita)
    assert resumed is not None
    assert resumed.pk == lapsed.pk


def test_skipped_against_cannot_tell_is_a_disagreement(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    label_article(ana, "claim", "question", "cannot_tell", article=article)
    label_article(ben, "claim", "cannot_tell", "cannot_tell", article=article)
    found = find_disputed_sentences(project, list(project.labels.all()))
    assert found.sentences == [article.sentences.get(position=2).pk]


def test_figures_can_be_computed_while_queries_are_captured(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    for person in (ana, ben):
        label_article(person, "claim", "denial", "opinion", article=article)
    with CaptureQueriesContext(connection):
        assert agreement_report(project)["krippendorff_alpha"]["value"] == 1.0
