"""When an assignment holds a place of its article's overlap, and when its labels count.

The rule about places exists twice: as a Q for Django's queries, and as SQL for handwritten
statements. A test compares both. The rule about labels is only needed as a Q.
"""

from django.db.models import Case, F, Q, TextField, Value, When

from annotator.corpus.models import ArticleState
from annotator.labelling.choices import AssignmentState, Origin

PLACE_STATES = (AssignmentState.OPEN, AssignmentState.SUBMITTED)
PLACE_ORIGINS = (Origin.QUEUE, Origin.MANAGER, Origin.IMPORT)


def holds_place() -> Q:
    """Whether an assignment holds a place."""
    return Q(
        state__in=PLACE_STATES,
        pass_number=1,
        origin__in=PLACE_ORIGINS,
        annotator__suspended_at__isnull=True,
    )


def holds_place_sql(assignment: str, member: str) -> str:
    """`holds_place` as SQL, with the aliases of an assignment and of its annotator's membership."""
    states = _list(PLACE_STATES)
    return (
        f"{assignment}.state IN ({states}) AND {can_hold_place_sql(assignment)} "
        f"AND {member}.suspended_at IS NULL"
    )


def can_hold_place_sql(assignment: str) -> str:
    """The part of `holds_place` that never changes: an assignment without it never has a place."""
    return f"{assignment}.pass = 1 AND {assignment}.origin IN ({_list(PLACE_ORIGINS)})"


def assignment_counts(path: str = "", *, unfinished: bool = False, tie_breaks: bool = False) -> Q:
    """Whether the labels of an assignment count. `path` is the lookup path to the assignment.

    Agreement counts submitted assignments of the first pass whose annotator isn't suspended.
    `unfinished` adds open assignments. `tie_breaks` adds those that count for the final label only.
    """
    states = [AssignmentState.SUBMITTED, *([AssignmentState.OPEN] if unfinished else [])]
    counts = _at(path, state__in=states, pass_number=1, annotator__suspended_at__isnull=True)
    if tie_breaks:
        return counts

    origins = [origin for origin in Origin if origin != Origin.TIE_BREAK]
    return counts & _at(path, origin__in=origins)


def annotation_counts(path: str = "", *, unfinished: bool = False, tie_breaks: bool = False) -> Q:
    """Whether an annotation counts. `path` is the lookup path to the annotation.

    It must be current, have a label or a skip, and belong to an assignment that counts. Its article
    must not be withdrawn.
    """
    # Statements repeat this condition a hundred times. A list of all reasons would make each
    # of them twice as long to write and to plan.
    is_skipped = _at(path, skip_reason__gt="")
    is_decided = _at(path, label__isnull=False) | is_skipped
    is_current = _at(
        path,
        superseded_at__isnull=True,
        article__state__in=[ArticleState.DRAFT, ArticleState.OPEN],
    )
    is_counted = assignment_counts(
        f"{path}assignment__", unfinished=unfinished, tie_breaks=tie_breaks
    )
    return is_decided & is_current & is_counted


def why_not_counted() -> Case:
    """Why agreement doesn't count an annotation: the first reason that is true, or NULL if it does.

    For current annotations with a label or a skip, of articles that are not withdrawn. Those with
    `tie-break` count for the final label.
    """
    return Case(
        When(assignment__annotator__suspended_at__isnull=False, then=Value("suspended")),
        When(~Q(assignment__state=AssignmentState.SUBMITTED), then=F("assignment__state")),
        When(~Q(assignment__pass_number=1), then=Value(Origin.RETEST.value)),
        When(assignment__origin=Origin.TIE_BREAK, then=F("assignment__origin")),
        output_field=TextField(),
    )


def _at(path: str, **conditions: object) -> Q:
    return Q(**{path + name: value for name, value in conditions.items()})


def _list(values: tuple[AssignmentState | Origin, ...]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)
