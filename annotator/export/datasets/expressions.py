"""The expressions of columns that several datasets have, and of those that depend on `Content`."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    DateField,
    ExpressionWrapper,
    F,
    Field,
    FloatField,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Round, TruncDate

from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.selection import Content, Seconds


class Median(Aggregate):
    """The median; the mean of the two middle values of an even number."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def article_columns(content: Content) -> dict[str, Combinable]:
    return {
        "article_title": article_text("article__title", content),
        "source": null_if_empty("article__source"),
        "url": null_if_empty("article__url"),
        "published": F("article__published"),
        "language": F("article__language"),
        "round": F("article__round"),
    }


def article_text(field: str, content: Content) -> Combinable:
    return null() if content.standoff else null_if_empty(field)


def null(kind: Field[Any, Any] | None = None) -> Combinable:
    return Value(None, output_field=kind or TextField())


def null_if_empty(field: str) -> Combinable:
    """NULL for the empty string: COPY writes NULL as an empty cell, but '' as a quoted one."""
    return NullIf(field, Value(""), output_field=TextField())


def split_column(article: str, content: Content) -> Combinable:
    """The split of the article, or the one that `content` proposes for it."""
    kept = null_if_empty(f"{article}__split" if article else "split")
    if not content.splits:
        return kept

    # One jsonb constant needs no temporary table and no join: PostgreSQL finds a key in
    # it by binary search.
    proposed = json.dumps({str(key): split for key, split in content.splits.items()})
    key = Cast(f"{article}_id" if article else "pk", TextField())
    proposed_split = Func(
        Value(proposed),
        key,
        template="(%(expressions)s)",
        arg_joiner="::jsonb ->> ",
        output_field=TextField(),
    )

    return Coalesce(kept, proposed_split)


def target_position() -> Combinable:
    """The position of the target, or the article's number for "not in this article"."""
    return Case(
        When(target_outside=True, then=F("article__outside_number")),
        default=F("target__position"),
        output_field=IntegerField(),
    )


def sentence_id(article: str, position: str) -> Combinable:
    return Concat(F(article), Value(":"), Cast(position, TextField()), output_field=TextField())


def seconds_column(seconds: Combinable, content: Content) -> Combinable:
    if content.seconds == Seconds.NONE:
        return null(FloatField())
    return Round(seconds) if content.seconds == Seconds.WHOLE else seconds


def day_column(field: str, content: Content) -> Combinable:
    return TruncDate(field) if content.days else null(DateField())


def time_column(field: str, content: Content) -> Combinable:
    # The clock times of labels would show the speed of annotators, and the order of
    # their work.
    if not content.times:
        return day_column(field, content)
    # The same text in CSV and JSON, whatever the session's time zone and DateStyle are.
    return Func(
        F(field),
        template="""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
        output_field=TextField(),
    )


def with_kinds_of_days(columns: Sequence[Column], content: Content) -> tuple[Column, ...]:
    """Return the columns as they are declared, or with days instead of times if the content has
    only days.
    """
    if content.times:
        return tuple(columns)
    return tuple(
        replace(column, kind=Kind.DATE) if column.kind == Kind.TIME else column
        for column in columns
    )


def boolean_column(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())
