"""Django's queries and handwritten statements agree on what holds a place."""

from datetime import timedelta
from itertools import product

from django.db import connection
from django.utils import timezone

from annotator.labelling.assignments.predicates import can_hold_place_sql, holds_place_sql
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Project
from tests.support.make import make_article, make_member

HOLDING = f"""
    SELECT assignment.id FROM labelling_assignment assignment
    JOIN projects_membership member ON member.id = assignment.annotator_id
    WHERE {holds_place_sql("assignment", "member")}
"""
ABLE = f"""
    SELECT assignment.id FROM labelling_assignment assignment
    WHERE {can_hold_place_sql("assignment")}
"""


def make_one_of_each(project: Project) -> None:
    """An assignment for every state, pass and origin, of an active and a suspended member."""
    now = timezone.now()
    kinds = list(product(AssignmentState, (1, 2), Origin))

    for number, suspended_at in enumerate((None, now)):
        member = make_member(project, f"member{number}")
        member.suspended_at = suspended_at
        member.save()

        for index, (state, pass_number, origin) in enumerate(kinds):
            Assignment.objects.create(
                project=project,
                article=make_article(project, f"Dam {number} {index} held."),
                annotator=member,
                state=state,
                pass_number=pass_number,
                origin=origin,
                expires_at=now + timedelta(days=1),
                submitted_at=now if state == AssignmentState.SUBMITTED else None,
            )


def ids(statement: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def test_the_query_and_the_sql_find_the_same_assignments(project: Project) -> None:
    make_one_of_each(project)
    holding = set(Assignment.objects.holding_places().values_list("pk", flat=True))

    assert ids(HOLDING) == holding
    assert len(holding) == 2 * 3, "two states, one pass, three origins"


def test_a_lapsed_assignment_can_hold_a_place_again(project: Project) -> None:
    make_one_of_each(project)
    able = Assignment.objects.filter(pk__in=ids(ABLE))

    assert set(Assignment.objects.holding_places()) < set(able)
    assert {item.state for item in able} == set(AssignmentState)


def test_labels_of_submitted_first_passes_count(project: Project) -> None:
    make_one_of_each(project)
    counted = Assignment.objects.counted()

    assert {item.origin for item in counted} == set(Origin) - {Origin.TIE_BREAK}
    assert {(item.state, item.pass_number) for item in counted} == {("submitted", 1)}
    assert Assignment.objects.counted(tie_breaks=True).count() == len(Origin)
