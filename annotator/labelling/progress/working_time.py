"""The working time of annotators by day, for their payment and for their own chart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import BigIntegerField, Count, DateField, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Collate, Round
from django.utils import timezone

from annotator.labelling.choices import Origin
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project

COLUMNS = ("pseudonym", "day", "seconds", "sentences", "articles", "capped")
# These columns follow COLUMNS if a manager has asked for names.
NAMES = ("name", "username")


def utc_day(field: str) -> Func:
    """Return the UTC day of a time."""
    return Func(
        F(field),
        template="(%(expressions)s AT TIME ZONE 'UTC')::date",
        output_field=DateField(),
    )


DAY = utc_day("annotated_at")


@dataclass(frozen=True)
class Day:
    day: date
    sentences: int = 0
    seconds: float = 0.0

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)


def time_by_day(
    project: Project, *, only: Membership | None = None, with_names: bool = False
) -> QuerySet[Annotation, tuple[object, ...]]:
    """Return a row of COLUMNS, and of NAMES if asked for, per person and UTC day.

    Superseded and unsubmitted annotations count too, because they were work. `capped` is the number
    of labels whose client claimed more time than had passed.
    """
    # Times in an imported file were not measured here, so they don't count for members
    # who have an account.
    rows = Annotation.objects.in_project(project).exclude(
        assignment__origin=Origin.IMPORT, assignment__annotator__user__isnull=False
    )
    if only is not None:
        rows = rows.filter(assignment__annotator=only)

    person = "assignment__annotator"
    names = {name: F(f"{person}__user__{name}") for name in NAMES} if with_names else {}

    # The collation C sorts in the same way on every machine.
    return (
        rows.values(pseudonym=Collate(f"{person}__pseudonym", "C"), day=DAY, **names)
        .annotate(
            total=Cast(Round(Coalesce(Sum("seconds"), Value(0.0))), BigIntegerField()),
            sentences=Count("sentence", distinct=True),
            articles=Count("article", distinct=True),
            capped=Count("pk", filter=Q(seconds_capped=True)),
        )
        .order_by("pseudonym", "day")
        .values_list("pseudonym", "day", "total", "sentences", "articles", "capped", *names)
    )


def own_days(members: Collection[Membership], *, days: int = 28) -> list[Day]:
    """Return the person's last days in these projects, today last, with the days without work."""
    today = timezone.now().date()
    first = today - timedelta(days=days - 1)
    midnight = datetime.combine(first, time(), UTC)
    rows = (
        # An assignment that was touched before has no newer labels. There is no index on the time
        # of a label.
        Annotation.objects.filter(
            project__in={member.project_id for member in members},
            assignment__annotator__in=members,
            assignment__touched_at__gte=midnight,
            annotated_at__gte=midnight,
        )
        .exclude(assignment__origin=Origin.IMPORT)
        .values(day=DAY)
        .annotate(sentences=Count("sentence", distinct=True), total=Sum("seconds", default=0.0))
    )
    worked = {row["day"]: Day(row["day"], row["sentences"], row["total"]) for row in rows}
    every_day = (first + timedelta(days=number) for number in range(days))
    return [worked.get(day, Day(day)) for day in every_day]
