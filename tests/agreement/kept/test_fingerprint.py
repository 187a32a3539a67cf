"""Whatever changes a figure changes the fingerprint; reading does not."""

from collections.abc import Callable

import pytest
from django.db import connection

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.kept.fingerprint import fingerprint
from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article
from annotator.labelling.assignments.lifecycle import reopen_assignment
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.audit import COMMAND
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.labels.changing import retire_label
from annotator.projects.labels.distances import declare_distances
from annotator.projects.models import Membership, Project
from tests.support.make import annotate, label_article, make_article, make_entry, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def save_a_label(project: Project) -> None:
    assignment = Assignment.objects.filter(project=project).first()
    assert assignment is not None
    reopen_assignment(assignment=assignment)
    before = fingerprint(project)
    sentence = assignment.article.sentences.first()
    assert sentence is not None
    annotate(assignment, make_entry(sentence.pk, "doubt"))
    assert fingerprint(project) != before, "the save alone"


def label_another_article(project: Project) -> None:
    label_article(make_member(project, "cleo"), "claim", article=make_article(project, "One."))


def decide(project: Project) -> None:
    adjudicate(
        sentence=project.articles.get().sentences.get(position=1),
        adjudicator=project.memberships.get(user__username="rita"),
        label="denial",
    )


WRITES: dict[str, Callable[[Project], object]] = {
    "a label": save_a_label,
    "another article": label_another_article,
    "a decision": decide,
    "an article withdrawn": lambda project: project.articles.update(state="withdrawn"),
    "another round": lambda project: project.articles.update(round="pilot"),
    "someone suspended": lambda project: suspend(
        membership=project.memberships.get(user__username="ben"), reason="careless"
    ),
    "a label retired": lambda project: retire_label(
        project.labels.get(key="doubt"), by=COMMAND
    ),
    "distances": lambda project: declare_distances(
        project=project, distances={("claim", "denial"): 50}, by=COMMAND
    ),
    "a codebook": lambda project: publish_codebook(project=project, text="#", reason="new"),
    "a setting": lambda project: Project.objects.update(name="Weir"),
    "a label taken out of the database": lambda project: (
        Annotation.objects.all().delete(), Assignment.objects.all().delete()
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITES)
def test_every_write_changes_it(project: Project, what: str) -> None:
    before = fingerprint(project)
    WRITES[what](project)
    assert fingerprint(project) != before


def test_reading_and_other_projects_do_not(project: Project, article: Article) -> None:
    before = fingerprint(project)
    agreement_report(project)
    other = Project.objects.create(slug="weir", name="Weir")
    Membership.objects.create(project=other, pseudonym="X1")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FREEZE labelling_assignment")
    assert fingerprint(project) == before


@pytest.mark.parametrize("what", WRITES)
def test_without_decisions_only_those_are_ignored(project: Project, what: str) -> None:
    before = fingerprint(project, decisions=False)
    WRITES[what](project)
    assert (fingerprint(project, decisions=False) == before) == (what == "a decision")


def test_it_is_the_same_where_postgresql_works_on_its_parts_at_once(project: Project) -> None:
    with connection.cursor() as cursor:
        for name in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
            cursor.execute(f"SET {name} = 0")
        try:
            assert len({fingerprint(project) for _ in range(30)}) == 1
        finally:
            cursor.execute("RESET ALL")


def test_a_change_that_is_taken_back_is_a_change(project: Project) -> None:
    before = fingerprint(project)
    for name in ("pilot", "main"):
        project.articles.update(round=name)
    assert fingerprint(project) != before
