"""The chart of a person's days, and the words beside it."""

from datetime import date, timedelta

import pytest

from annotator.labelling.progress.charts import DayChart, Work
from annotator.labelling.progress.reading_time import reading_minutes
from annotator.labelling.progress.working_time import Day
from annotator.lib.drawing import nice_ticks

TODAY = date(2031, 6, 28)


def days(*sentences: int) -> list[Day]:
    """Four weeks up to today, with these numbers on the last days."""
    numbers = [0] * (28 - len(sentences)) + list(sentences)
    return [
        Day(TODAY - timedelta(days=27 - index), number, 30.0 * number)
        for index, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (17, [0, 5, 10, 15, 20]),
        (40, [0, 10, 20, 30, 40]),
        (41, [0, 20, 40, 60]),
        (1200, [0, 500, 1000, 1500]),
    ],
)
def test_the_axis_has_round_numbers(most: int, ticks: list[int]) -> None:
    assert nice_ticks(most) == ticks


def test_a_bar_is_as_high_as_its_number_on_the_axis() -> None:
    chart = DayChart(days(10, 0, 20))
    heights = {bar.day.sentences: float(bar.height) for bar in chart.bars}
    ten = next(tick for tick in chart.ticks if tick.value == 10)
    assert heights[10] == pytest.approx(chart.floor - float(ten.place))
    assert heights[20] == pytest.approx(2 * heights[10])
    assert all(float(bar.y) + float(bar.height) == chart.floor for bar in chart.bars)


def test_today_is_marked_and_each_week_has_a_date() -> None:
    chart = DayChart(days(10, 20))
    assert [bar.is_today for bar in chart.bars] == [False, True]
    assert [mark.day.day for mark in chart.dates] == [
        TODAY - timedelta(days=days) for days in (7, 14, 21)
    ]


def test_the_chart_fits_its_frame() -> None:
    chart = DayChart(days(*range(1, 29)))
    assert min(float(bar.x) for bar in chart.bars) >= chart.left
    assert max(float(bar.x) + float(bar.width) for bar in chart.bars) <= chart.width
    assert min(float(bar.y) for bar in chart.bars) >= 0


def test_a_chart_without_work_has_no_bars() -> None:
    chart = DayChart(days())
    assert (chart.bars, chart.days) == ([], [])
    assert chart.today.pace is None


@pytest.mark.parametrize(
    ("work", "pace", "spent"),
    [
        (Work(42, 2100.0), 72, "35 minutes"),
        (Work(1, 60.0), 60, "1 minute"),
        (Work(3, 59.0), None, "1 minute"),
        (Work(3, 20.0), None, "under a minute"),
        (Work(900, 9000.0), 360, "2.5 hours"),
        (Work(0, 0.0), None, "under a minute"),
    ],
)
def test_the_pace_is_in_labels_per_hour(work: Work, pace: int | None, spent: str) -> None:
    assert (work.pace, work.spent) == (pace, spent)


@pytest.mark.parametrize(
    ("characters", "language", "minutes"),
    [
        (970, "en", 1),
        (971, "en", 2),
        (9700, "de-AT", 10),
        (9700, "", 10),
        (6120, "ar", 10),
        (2550, "zh-Hant", 10),
        (3570, "JA", 10),
        (0, "en", 1),
    ],
)
def test_reading_takes_longer_in_denser_scripts(
    characters: int, language: str, minutes: int
) -> None:
    assert reading_minutes(characters, language) == minutes
