"""Reads the day of publication in the ways in which people and programs write it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache

import regex

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.month_names import PARTICLES, fold, month_names, weekday_names
from annotator.corpus.readers.records import READ_CHOICES, ReadOptions, UnreadableError
from annotator.lib.translation import gettext as _

DAY_FIRST = "day-first"
MONTH_FIRST = "month-first"
AMBIGUOUS = "ambiguous"
# Characters in a date.
MAX_DATE = 100
# The first newspapers are of 1605. Other calendars count years far from these: 1404 in
# Iran and 2569 in Thailand are years of today.
YEARS = range(1600, 2200)

ISO_DAY = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[t ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)? ?(?:z|[+-]\d\d:?\d\d)?)?"
)
COMPACT_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:t\d{4,6}z?)?")
# Seconds since 1970, with ten digits from 2001 to 2286, or milliseconds.
UNIX_TIME = re.compile(r"(\d{9,10}|(\d{12,13}))(?:\.\d{1,9})?")
TIME = re.compile(r"t?(?<!\d)\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s*[+-]\d\d:?\d\d(?!\d))?")
ZONE = re.compile(r"(?<=\s)[+-]\d{4}(?=\s|$)")
TOKEN = regex.compile(r"\d+|[\p{L}\p{M}]+")
NUMBERS = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)")


def parse_date(text: str, order: str = "") -> date | None:
    """Return the day, None for an empty text.

    `order` is "day-first" or "month-first", for dates such as 03/04/2025. Raises UnreadableError
    if the day is unclear or the text isn't a date.
    """
    if not text:
        return None
    if len(text) > MAX_DATE:
        raise UnreadableError(_unknown(text))
    return _parse(text, order)


def date_order(values: Iterable[str]) -> str:
    """Return what the numbers of a column's dates begin with: "day-first" or "month-first".

    "ambiguous" if the values don't show it, and "" if none of them leaves it open.
    """
    needed = day_first = month_first = False
    for value in values:
        found = NUMBERS.match(_plain_digits(value[:MAX_DATE]).strip())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        day_first |= first > 12 >= second
        month_first |= second > 12 >= first
        # Dates with full stops begin with the day, unless others show something else.
        needed |= found[2] != "." and first != second and max(first, second) <= 12

    if day_first != month_first:
        return DAY_FIRST if day_first else MONTH_FIRST
    return AMBIGUOUS if needed else ""


def settle_dates(values: Iterable[str], options: ReadOptions, account: FileAccount) -> ReadOptions:
    """Return the options with the order of a column's dates, if its values show it, and note it.

    `values` is a sample across the file. An order that stays open is noted as "ambiguous".
    """
    if options.dates:
        account.note("dates", options.dates, Certainty.CHOSEN)
        return options

    order = date_order(values)
    if order:
        certainty = Certainty.GUESSED if order == AMBIGUOUS else Certainty.DETECTED
        account.note("dates", order, certainty)
    return replace(options, dates=order) if order in READ_CHOICES["dates"] else options


# Cached, because many articles have the same day.
@lru_cache(maxsize=10_000)
def _parse(text: str, order: str) -> date:
    # Folding changes nothing else in ASCII.
    plain = text.lower() if text.isascii() else fold(_plain_digits(text))
    plain = plain.strip()
    found = ISO_DAY.fullmatch(plain) or COMPACT_DAY.fullmatch(plain)
    if found:
        return _day(text, *map(int, found.groups()))

    unix = UNIX_TIME.fullmatch(plain)
    if unix:
        return _unix_day(int(unix[1]) // (1000 if unix[2] else 1))

    tokens = TOKEN.findall(ZONE.sub(" ", TIME.sub(" ", plain)))
    numbers = [token for token in tokens if token.isdecimal()]
    month = _named_month(text, [token for token in tokens if not token.isdecimal()])
    if month:
        return _day_of_month(text, numbers, month)
    return _day_of_numbers(text, numbers, order or _certain_order(plain))


def _plain_digits(text: str) -> str:
    """Return the text with digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )


def _unix_day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()


def _named_month(text: str, words: list[str]) -> int:
    """Return the month that one of the words names, 0 if none does."""
    found: set[int] = set()
    weekday_months: set[int] = set()
    for word in words:
        months = month_names().get(word, frozenset())
        if word in weekday_names():
            # “mar” is March, or Tuesday in French, Spanish and Italian.
            weekday_months |= months
        elif months:
            found |= months
        elif word not in PARTICLES:
            raise UnreadableError(_unknown(text))

    found = found or weekday_months
    if len(found) > 1:
        # “listopad” is October in Croatian, and November in Polish and Czech.
        raise UnreadableError(
            _("the month in “%(date)s” differs between languages; use 2025-04-03")
            % {"date": text[:40]}
        )
    return next(iter(found), 0)


def _day_of_month(text: str, numbers: list[str], month: int) -> date:
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) == 1 and not days and len(numbers) == 1:
        raise UnreadableError(_no_day(text))
    if len(numbers) == 2 == len(days):
        raise UnreadableError(_short_year(text))
    if len(numbers) != 2 or len(years) != 1 or len(days) != 1:
        raise UnreadableError(_unknown(text))
    return _day(text, int(years[0]), month, int(days[0]))


def _day_of_numbers(text: str, numbers: list[str], order: str) -> date:
    lengths = [len(number) for number in numbers]
    values = [int(number) for number in numbers]
    if lengths == [4] or (len(lengths) == 2 and sorted(lengths)[1] == 4 and min(lengths) <= 2):
        raise UnreadableError(_no_day(text))
    if len(lengths) != 3 or min(lengths) > 2:
        raise UnreadableError(_unknown(text))
    if max(lengths) <= 2:
        raise UnreadableError(_short_year(text))
    if lengths[0] == 4:
        return _day(text, *values)
    if lengths[2] != 4:
        raise UnreadableError(_unknown(text))

    first, second, year = values
    if first > 12 or first == second or (order == DAY_FIRST and second <= 12):
        return _day(text, year, second, first)
    if second > 12 or order == MONTH_FIRST:
        return _day(text, year, first, second)

    raise UnreadableError(
        _("“%(date)s” may begin with the day or the month; set dates to day-first or month-first")
        % {"date": text[:40]}
    )


def _certain_order(plain: str) -> str:
    """Return "day-first" for dates in a form that nobody begins with the month."""
    found = NUMBERS.match(plain)
    has_words = not plain.isascii() and TOKEN.search(plain)
    return DAY_FIRST if (found and found[2] == ".") or (has_words and not found) else ""


def _day(text: str, year: int, month: int, day: int) -> date:
    if year not in YEARS:
        raise UnreadableError(
            _("the year of “%(date)s” isn’t between %(first)s and %(last)s")
            % {"date": text[:40], "first": YEARS[0], "last": YEARS[-1]}
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(_unknown(text)) from None


def _unknown(text: str) -> str:
    return _("date “%(date)s” not recognised; use 2025-04-03") % {"date": text[:40]}


def _no_day(text: str) -> str:
    return _("“%(date)s” has no day; use 2025-04-03") % {"date": text[:40]}


def _short_year(text: str) -> str:
    return _("the year of “%(date)s” has two digits; use 2025-04-03") % {"date": text[:40]}
