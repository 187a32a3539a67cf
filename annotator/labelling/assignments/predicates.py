"""When an assignment holds a place of its article's overlap, and when labels count.

For places there is a Q for Django's queries and SQL for statements that are written by hand; a test
compares both. No statement by hand asks which labels count.
"""

from django.db.models import Q

from annotator.corpus.models import ArticleState
from annotator.labelling.choices import AssignmentState, Origin, SkipReason

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
    """`holds_place` for the rows of two aliases: an assignment, and its annotator's membership."""
    states = _list(PLACE_STATES)
    return (
        f"{assignment}.state IN ({states}) AND {can_hold_place_sql(assignment)} "
        f"AND {member}.suspended_at IS NULL"
    )


def can_hold_place_sql(assignment: str) -> str:
    """Whether an assignment holds a place while it is open or submitted."""
    return f"{assignment}.pass = 1 AND {assignment}.origin IN ({_list(PLACE_ORIGINS)})"


def assignment_counts(path: str = "", *, unfinished: bool = False, tie_breaks: bool = False) -> Q:
    """Whether the labels of an assignment count (design section 5.3); `path` leads to it.

    Agreement counts submitted first passes of members who are not suspended. `unfinished` adds what
    is open, `tie_breaks` what only the final label counts.
    """
    states = [AssignmentState.SUBMITTED, *([AssignmentState.OPEN] if unfinished else [])]
    origins = [origin for origin in Origin if tie_breaks or origin != Origin.TIE_BREAK]
    return _at(
        path,
        state__in=states,
        pass_number=1,
        origin__in=origins,
        annotator__suspended_at__isnull=True,
    )


def annotation_counts(path: str = "", *, unfinished: bool = False, tie_breaks: bool = False) -> Q:
    """Whether an annotation counts: the current one of an assignment that counts, with a label or a
    skip, on an article that is not withdrawn. `path` leads to it.
    """
    is_decided = _at(path, label__isnull=False) | _at(path, skip_reason__in=SkipReason.values)
    is_current = _at(
        path,
        superseded_at__isnull=True,
        article__state__in=[ArticleState.DRAFT, ArticleState.OPEN],
    )
    of_assignment = assignment_counts(
        f"{path}assignment__", unfinished=unfinished, tie_breaks=tie_breaks
    )
    return is_decided & is_current & of_assignment


def _at(path: str, **conditions: object) -> Q:
    return Q(**{path + name: value for name, value in conditions.items()})


def _list(values: tuple[AssignmentState | Origin, ...]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)
