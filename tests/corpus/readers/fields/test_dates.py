"""Days of publication are read as people and programs write them, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.corpus.readers.account import Certainty, Fact, FileAccount
from annotator.corpus.readers.fields.dates import date_order, parse_date, settle_dates
from annotator.corpus.readers.records import ReadOptions, UnreadableError

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02",
        "2026-03-02T23:10:00Z",
        "2026-03-02 23:10:00.123+02:00",
        "2026-03-02 23:10:00 UTC",
        "20260302",
        "2026/03/02",
        "2026.3.2",
        "Mon, 02 Mar 2026 10:00:00 GMT",
        "Mon, 02 Mar 2026 10:00:00 +0200 (CEST)",
        "Mon Mar 02 20:19:24 +0000 2026",
        "02/Mar/2026:10:10:10 +0000",
        "1772409600",
        "1772409600.0",
        "1772409600000",
    ],
)
def test_programs_write_dates_in_many_forms(written: str) -> None:
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "02.03.2026",
        "2. 3. 2026",
        "2 March 2026",
        "March 2nd, 2026",
        "Mar. 2, 2026 at 10:30 a.m.",
        "2-Mar-2026",
        "2. März 2026",
        "Montag, 2. März 2026, 14:30 Uhr",
        "lundi 2 mars 2026",
        "mar. 2 mars 2026",
        "2 de marzo de 2026",
        "2 marzo 2026",
        "2 de março de 2026",
        "2 mrt. 2026",
        "2 марта 2026 г.",
        "2 marca 2026 r.",
        "2. března 2026",
        "2 Mart 2026 Pazartesi",
        "2. mars 2026 kl. 14:30",
        "2 березня 2026 року",
        "2 Μαρτίου 2026",
        "٢ مارس ٢٠٢٦",
        "2 मार्च 2026",
        "2 มีนาคม 2026",
        "2 tháng 3, 2026",
        "2026. március 2.",
        "2026年3月2日(月)",
        "2026년 3월 2일",
    ],
)
def test_people_write_dates_in_their_language(written: str) -> None:
    assert parse_date(written) == DAY


def test_one_number_above_twelve_shows_the_order() -> None:
    assert parse_date("13/02/2026") == parse_date("02/13/2026") == date(2026, 2, 13)
    assert parse_date("03-03-2026") == date(2026, 3, 3)


def test_an_ambiguous_date_is_read_when_the_order_is_chosen() -> None:
    with pytest.raises(UnreadableError, match="set dates to day-first or month-first"):
        parse_date("02/03/2026")
    assert parse_date("02/03/2026", "day-first") == DAY
    assert parse_date("03/02/2026", "month-first") == DAY
    assert parse_date("03.02.2026", "month-first") == DAY
    assert parse_date("13/02/2026", "month-first") == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2 March 26", "two digits"),
        ("02/03/26", "two digits"),
        ("2026", "has no day"),
        ("March 2026", "has no day"),
        ("03/2026", "has no day"),
        ("2026-03", "has no day"),
        ("12 listopad 2026", "differs between languages"),
        ("2 มีนาคม 2569", "isn’t between 1600 and 2199"),
        ("1404/12/11", "isn’t between 1600 and 2199"),
        ("30 February 2026", "not recognised; use 2025-04-03"),
        ("2026-02-30", "not recognised; use 2025-04-03"),
        ("202511", "not recognised; use 2025-04-03"),
        ("2025111", "not recognised; use 2025-04-03"),
        ("2026-03-02 to 2026-03-09", "not recognised; use 2025-04-03"),
        ("Thu, 03 Apr 2025 10:00:00 +99999999999999999999", "not recognised; use 2025-04-03"),
        ("yesterday", "not recognised; use 2025-04-03"),
        ("9" * 10_000, "not recognised; use 2025-04-03"),
    ],
)
def test_what_is_not_a_clear_day_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_date(written)
    assert parse_date("2025-04-03") == date(2025, 4, 3)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["03/02/2026", "13/02/2026"], "day-first"),
        (["03/02/2026", "02/13/2026 10:30"], "month-first"),
        (["03/02/2026", "", "nan"], "ambiguous"),
        (["03/02/2026", "13/02/2026", "02/13/2026"], "ambiguous"),
        (["03.02.2026", "2026-03-02"], ""),
        (["03.02.2026", "02.13.2026"], "month-first"),
        ([], ""),
    ],
)
def test_the_dates_of_a_column_show_their_order(values: list[str], order: str) -> None:
    assert date_order(values) == order


def test_the_order_of_a_column_is_noted() -> None:
    account = FileAccount()
    assert settle_dates(["13/02/2026"], ReadOptions(), account).dates == "day-first"
    assert account.facts["dates"] == Fact("day-first", Certainty.DETECTED)
    assert settle_dates(["03/02/2026"], ReadOptions(), account).dates == ""
    assert account.facts["dates"] == Fact("ambiguous", Certainty.GUESSED)
    chosen = ReadOptions(dates="month-first")
    assert settle_dates(["13/02/2026"], chosen, account) == chosen
    assert account.facts["dates"] == Fact("month-first", Certainty.CHOSEN)


@given(st.text(max_size=120) | st.text("0123456789./-: TZ年月", max_size=40))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        found = parse_date(text)
    except UnreadableError:
        return
    assert (found is None) == (text == "")
