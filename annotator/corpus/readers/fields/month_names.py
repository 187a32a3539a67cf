"""The names of months and weekdays in the languages of the readers, from Unicode's CLDR."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import regex
from babel import Locale

# The languages of news that readers know. CLDR names the months of each.
CODES = (
    "ar ar_DZ ar_LB ar_MA az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu "
    "hy id is it ja ka kk ko lt lv mk ms mt nb nl pl pt ro ru sk sl sq sr sv sw ta th tr uk ur uz "
    "vi zh"
)
LANGUAGES = CODES.split()
WORD = regex.compile(r"[\p{L}\p{M}]+")
# Other ways to write months, which CLDR doesn't list.
OTHER_NAMES = {"sept": 9, "março": 3, "ene": 1, "mrt": 3, "mär": 3, "jän": 1, "jänner": 1}
# Words around the parts of a date that change nothing: endings of ordinals, words
# between the parts, and those that belong to a time of day.
AROUND = (
    "st nd rd th er re e o a º ª го й ого de del di da of the d den le el il vom on um dia g г "
    "года год р року roku r rok лет anno tháng năm ngày 年 月 日 号 號 년 월 일 ที่ พ ศ ค م في من "
    "t z h at am pm m p uhr kl ora ore om utc gmt et ct mt pt est edt cst cdt mst mdt pst pdt cet "
    "cest bst msk ist eet eest wet west jst kst sgt hkt"
)
PARTICLES = frozenset(AROUND.split())


@lru_cache(maxsize=1)
def month_names() -> dict[str, frozenset[int]]:
    """Return the months that each word can be, mostly one."""
    months: dict[str, set[int]] = {}
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    for word in _name_words(name):
                        months.setdefault(word, set()).add(number)

    for word, number in OTHER_NAMES.items():
        months.setdefault(fold(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in months.items()}


@lru_cache(maxsize=1)
def weekday_names() -> frozenset[str]:
    return frozenset(
        word
        for locale in _locales()
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.days[context][width].values()
        for word in WORD.findall(fold(name))
    )


def fold(text: str) -> str:
    """Return the text as words of dates are compared."""
    # The dot of a Turkish capital İ, and a mark that Persian leaves out as often as not.
    return unicodedata.normalize("NFKC", text).casefold().translate({0x307: None, 0x654: None})


def _locales() -> Iterator[Locale]:
    return map(Locale.parse, LANGUAGES)


def _name_words(name: str) -> list[str]:
    """Return the word of a name such as “de març”; none for names of several words."""
    words = [word for word in WORD.findall(fold(name)) if word not in PARTICLES]
    return words if len(words) == 1 else []
