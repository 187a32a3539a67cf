"""Dates, numbers and plurals as the language of the page has them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from django.utils.translation import ngettext

from annotator.labelling.progress.charts import duration_in_words
from annotator.projects.models import Membership, Project
from tests.support.catalogues import offering, write_texts
from tests.support.make import label_article, make_article

COUNTED = ("%(count)s label", "%(count)s labels")
# Zero, one, two, a few, many and others.
ARABIC = ("صفر", "واحد", "اثنان", "%(count)s قليل", "%(count)s كثير", "%(count)s غير ذلك")
NUMBERS_OF_SHAPES = r'(?:x|y|width|height)="([^"]*)"'


@pytest.fixture
def arabic(tmp_path: Path) -> Iterator[None]:
    write_texts(tmp_path, "ar", {COUNTED: ARABIC})
    with offering(tmp_path, "ar"):
        yield


def rendered(template: str, **values: object) -> str:
    return Template(f"{{% load humanize numbers %}}{template}").render(Context(values))


@pytest.mark.parametrize(
    ("language", "day", "number", "share"),
    [
        ("en", "26 Nov 2026", "1,234,567", "−0.50"),
        ("de", "26. November 2026", "1.234.567", "−0,50"),
        ("fr", "26 novembre 2026", "1\xa0234\xa0567", "−0,50"),
        ("es", "26 de noviembre de 2026", "1.234.567", "−0,50"),
        ("pt", "26 de Novembro de 2026", "1.234.567", "−0,50"),
        ("uk", "26 листопада 2026 р.", "1\xa0234\xa0567", "−0,50"),
        ("tr", "26 Kasım 2026", "1.234.567", "−0,50"),
        ("fa", "26 نوامبر 2026", "1,234,567", "−0.50"),
        ("ar", "26 نوفمبر، 2026", "1,234,567", "−0.50"),
    ],
)
def test_a_date_and_a_number_in_each_language(
    language: str, day: str, number: str, share: str
) -> None:
    values = {"day": date(2026, 11, 26), "number": 1234567, "share": -0.5}

    with translation.override(language):
        assert rendered('{{ day|date:"DATE_FORMAT" }}', **values) == day
        assert rendered("{{ number|intcomma }}", **values) == number
        assert rendered("{{ share|decimals:2 }}", **values) == share


def test_a_ukrainian_day_has_its_month_in_the_genitive() -> None:
    with translation.override("uk"):
        day = rendered('{{ day|date:"MONTH_DAY_FORMAT" }}', day=date(2026, 5, 3))
        assert day == "3 травня"
        day = rendered('{{ day|date:"DATE_FORMAT" }}', day=date(2026, 5, 3))
        assert day == "3 травня 2026 р."


def test_an_english_time_has_24_hours() -> None:
    values = {"at": datetime(2026, 11, 26, 15, 4, tzinfo=UTC)}

    assert rendered('{{ at|date:"DATETIME_FORMAT" }}', **values) == "26 Nov 2026, 15:04"
    assert rendered('{{ at|date:"MONTH_DAY_FORMAT" }}', **values) == "26 November"


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (110, 3), (11, 4), (99, 4), (100, 5), (102, 5)],
)
def test_arabic_has_six_plural_forms(arabic: None, count: int, form: int) -> None:
    with translation.override("ar"):
        assert ngettext(*COUNTED, count) == ARABIC[form]


def test_hours_have_the_decimal_comma_of_the_language() -> None:
    assert duration_in_words(9900) == "2.8 hours"
    with translation.override("de"):
        assert duration_in_words(9900).startswith("2,8 ")


def test_shapes_of_a_chart_have_decimal_points_in_every_language(
    project: Project, ana: Membership, as_ana: Client, tmp_path: Path
) -> None:
    make_article(project)
    label_article(ana, "claim", "claim", "claim")

    with offering(tmp_path, "de"):
        page = as_ana.get("/", headers={"accept-language": "de"}).content.decode()

    rects = " ".join(re.findall(r"<rect[^>]*>", page))
    shapes = re.findall(NUMBERS_OF_SHAPES, rects)
    assert any("." in number for number in shapes)
    assert all(re.fullmatch(r"[\d.]+", number) for number in shapes)
