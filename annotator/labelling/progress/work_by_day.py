"""How much each annotator submitted on each of the last days, and its drawing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import ngettext

from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment
from annotator.labelling.progress.working_time import utc_day
from annotator.lib.drawing import as_text
from annotator.projects.models import Project

DAYS, WEEK = 28, 7
CELL, ROW, LEFT, TOP, GAP = 14, 18, 64, 20, 2
# Half of the last date.
MARGIN = 16
# Shades, from few sentences to as many as anybody submitted on a day.
STEPS = 5


@dataclass(frozen=True)
class Cell:
    day: date
    sentences: int
    x: str
    shade: int
    title: str


@dataclass(frozen=True)
class PersonRow:
    """An annotator by pseudonym; `cells` are the days with work."""

    person: str
    y: str
    base: str
    cells: list[Cell]

    @property
    def total(self) -> int:
        return sum(cell.sentences for cell in self.cells)


@dataclass(frozen=True)
class Mark:
    day: date
    x: str


def work_by_day(project: Project) -> dict[str, dict[date, int]]:
    """Return the sentences in the articles that each person submitted, by pseudonym and UTC day.

    It is the sum of tallies of assignments, because counting annotations takes too long for a page.
    Imported work was not done here.
    """
    first = first_day()
    rows = (
        Assignment.objects.in_project(project)
        .filter(
            state=AssignmentState.SUBMITTED,
            submitted_at__gte=datetime.combine(first, time(), UTC),
        )
        .exclude(origin=Origin.IMPORT)
        .order_by()
        .values("annotator__pseudonym", day=utc_day("submitted_at"))
        .annotate(sentences=Sum("decided"))
    )
    found: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for row in rows:
        found[row["annotator__pseudonym"]][row["day"]] = row["sentences"]
    return dict(sorted(found.items()))


def work_rows(project: Project) -> Iterator[list[object]]:
    """Yield the same as rows for CSV."""
    yield ["pseudonym", "day", "sentences"]
    for person, days in work_by_day(project).items():
        for day, sentences in sorted(days.items()):
            yield [person, day, sentences]


def first_day() -> date:
    return timezone.now().date() - timedelta(days=DAYS - 1)


class WorkChart:
    """A row for each person and a column for each day; the more work, the stronger the shade."""

    cell, row, left, top = CELL - GAP, ROW - GAP, LEFT, TOP
    width = LEFT + DAYS * CELL + MARGIN

    def __init__(self, work: dict[str, dict[date, int]]) -> None:
        first = first_day()
        self.days = [first + timedelta(days=number) for number in range(DAYS)]
        self.most = max((max(days.values()) for days in work.values()), default=0)
        self.height = TOP + len(work) * ROW
        self.people = [self._row(index, *item) for index, item in enumerate(work.items())]
        # One date a week, counted back from today.
        self.marks = [
            Mark(self.days[index], as_text(LEFT + (index + 0.5) * CELL))
            for index in range(DAYS - 1, -1, -WEEK)
        ]

    def _row(self, index: int, person: str, days: dict[date, int]) -> PersonRow:
        top = TOP + index * ROW
        cells = [
            self._cell(person, day, days[day], number)
            for number, day in enumerate(self.days)
            if days.get(day)
        ]
        return PersonRow(person, as_text(top), as_text(top + ROW / 2 + 3), cells)

    def _cell(self, person: str, day: date, sentences: int, column: int) -> Cell:
        title = ngettext(
            "%(person)s, %(day)s: %(count)s sentence",
            "%(person)s, %(day)s: %(count)s sentences",
            sentences,
        ) % {"person": person, "day": day, "count": f"{sentences:,}"}
        shade = -(-sentences * STEPS // max(self.most, 1))
        return Cell(day, sentences, as_text(LEFT + column * CELL), shade, title)
