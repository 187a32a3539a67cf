"""What each dataset holds: a queryset whose columns are those of `columns.py`. Its SQL is what the
writers stream.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Field,
    FloatField,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Collate, Concat, NullIf, Round, TruncDate

from annotator.agreement.final_label import count_name, with_final_target
from annotator.agreement.models import Adjudication
from annotator.agreement.report.annotators import Median
from annotator.corpus.models import Article, Sentence
from annotator.export.datasets.columns import (
    ADJUDICATIONS,
    ANNOTATIONS,
    ANNOTATORS,
    ARTICLES,
    Column,
    Kind,
    sentence_columns,
)
from annotator.export.datasets.selection import EVERYTHING, WHOLE, Content, Seconds, Selection
from annotator.export.datasets.writers import numbered_lines, numbered_objects
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Annotation, Assignment
from annotator.lib.database.copy_streams import JSON, copy_out
from annotator.projects.models import Project

Statement = tuple[str, tuple[object, ...]]
LOOKED_AT = 50  # articles, for a preview
# What a spreadsheet takes for a formula, or for the way into one.
FORMULA = r"'^[-=+@\t\r]'"


@dataclass(frozen=True)
class Dataset:
    """Columns, and the query that yields them in that order.

    Where `numbered`, the first column is the number of the row, which no query gives: it is written
    as the rows go by.
    """

    project: Project
    name: str
    columns: tuple[Column, ...]
    rows: QuerySet[Any]
    values: dict[str, Combinable]
    numbered: bool = False

    def first_rows(self, count: int) -> list[tuple[Any, ...]]:
        found = self._first_rows(count)
        return (
            [(number, *row) for number, row in enumerate(found, start=1)]
            if self.numbered
            else found
        )

    def csv_rows(
        self, *, spreadsheet_safe: bool = False, using: BaseDatabaseWrapper | None = None
    ) -> Iterator[bytes]:
        """Each row as it stands in a CSV file, as it comes from the database."""
        rows = copy_out(*self.csv_sql(spreadsheet_safe=spreadsheet_safe), using=using)
        return numbered_lines(rows) if self.numbered else rows

    def json_rows(self, *, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
        """Each row as a JSON object, as it comes from the database."""
        rows = copy_out(*self.json_sql(), JSON, using=using)
        return numbered_objects(rows, self.columns[0].name) if self.numbered else rows

    def _first_rows(self, count: int) -> list[tuple[Any, ...]]:
        """Those of the first articles are enough, as a rule: a look need not sort a million."""
        rows = self.rows.values_list(*self.values.values())
        if self.rows.model is Article:
            return list(rows[:count])
        articles = Article.objects.in_project(self.project)
        if self.rows.model is Annotation:
            articles = articles.filter(frozen_at__isnull=False)
        first = list(
            articles.order_by(Collate("external_id", "C")).values_list("pk", flat=True)[:LOOKED_AT]
        )
        found = list(rows.filter(article__in=first)[:count])
        are_all = len(found) == count or len(first) < LOOKED_AT
        return found if are_all else list(rows[:count])

    def csv_sql(self, *, spreadsheet_safe: bool = False) -> Statement:
        """The query with each cell as it stands in a CSV, with ' before what a spreadsheet would
        take for a formula where that is asked for; without the number of the row.
        """
        return self._sql(
            lambda column, name: _cell(column, name, spreadsheet_safe=spreadsheet_safe)
        )

    def json_sql(self) -> Statement:
        """The query with one column: each row as a JSON object."""
        statement, parameters = self._sql(lambda column, name: name)
        return f"SELECT row_to_json(line) FROM ({statement}) AS line", parameters

    def _sql(self, cell: Callable[[Column, str], str]) -> Statement:
        columns = self.columns[1:] if self.numbered else self.columns
        assert [column.name for column in columns] == list(self.values)
        statement, parameters = self.rows.values_list(*self.values.values()).query.sql_with_params()
        names = [connection.ops.quote_name(column.name) for column in columns]
        cells = ", ".join(
            f"{cell(column, name)} AS {name}" for column, name in zip(columns, names, strict=True)
        )
        return f"SELECT {cells} FROM ({statement}) AS dataset ({', '.join(names)})", parameters


def annotations(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Every current annotation, one row each, whatever the state of its assignment; labels taken
    back left out.
    """
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": _sentence_id("article__external_id", "sentence__position"),
        "position": F("sentence__position"),
        "text": _text("sentence__text", content),
        "annotator": F("assignment__annotator__pseudonym"),
        "label": F("label__key"),
        "skip_reason": _or_nothing("skip_reason"),
        "target_position": _place(),
        "confidence": F("confidence"),
        "note": _or_nothing("note") if content.notes else _nothing(),
        "seconds": _seconds(F("seconds"), content),
        "codebook_version": F("codebook__version"),
        "annotated_at": _time("annotated_at", content),
        **_article_columns(content),
        "pass": F("assignment__pass_number"),
        "assignment_state": F("assignment__state"),
        "set_aside": _is(Q(assignment__annotator__suspended_at__isnull=False)),
        "origin": F("assignment__origin"),
    }
    rows = selection.of_article(Annotation.objects.in_project(project).current()).filter(
        Q(label__isnull=False) | ~Q(skip_reason="")
    )
    if not selection.set_aside:
        rows = rows.filter(assignment__annotator__suspended_at=None)

    if selection.annotators:
        rows = rows.filter(assignment__annotator__pseudonym__in=selection.annotators)

    if selection.since:
        rows = rows.filter(annotated_at__date__gte=selection.since)

    if selection.until:
        rows = rows.filter(annotated_at__date__lte=selection.until)

    ordered = rows.order_by(
        Collate("article__external_id", "C"),
        "sentence__position",
        Collate("assignment__annotator__pseudonym", "C"),
        "assignment__pass_number",
    )

    # Not by their numbers in the database: these tell in what order labels were given, and which
    # were changed.
    return Dataset(
        project, "annotations", _dated(ANNOTATIONS, content), ordered, values, numbered=True
    )


def sentences(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Every sentence, one row each, with its final label and how its labels are spread."""
    labels = list(project.labels.all())
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": _sentence_id("article__external_id", "position"),
        "position": F("position"),
        "paragraph": F("paragraph"),
        "start": F("start"),
        "end": F("end"),
        "text": _text("text", content),
        "excluded": F("excluded"),
        "label": _or_nothing("final_label"),
        "label_origin": _or_nothing("label_origin"),
        "annotators": F("n_annotators"),
        **{count_name(label): F(count_name(label)) for label in labels},
        "n_skipped": F("n_skipped"),
        "n_cannot_tell": F("n_cannot_tell"),
        "entropy": F("entropy"),
        "target_position": F("final_target"),
        "split": _split("article", content),
        **_article_columns(content),
        **{
            f"p_{label.key}": Cast(count_name(label), FloatField()) / NullIf("n_labels", Value(0))
            for label in labels
        },
    }
    rows = with_final_target(selection.of_article(Sentence.objects.in_project(project)), labels)
    if selection.label_origins:
        rows = rows.filter(label_origin__in=selection.label_origins)  # type: ignore[misc]  # annotated

    ordered = rows.order_by(Collate("article__external_id", "C"), "position")

    return Dataset(project, "sentences", sentence_columns(labels), ordered, values)


def articles(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Every article, one row each."""
    submitted = (
        Assignment.objects.counted(tie_breaks=True)
        .filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .values(people=Count("pk"))
    )
    values: dict[str, Combinable] = {
        "article_id": F("external_id"),
        "title": _text("title", content),
        "source": _or_nothing("source"),
        "url": _or_nothing("url"),
        "published": F("published"),
        "language": F("language"),
        "rights": _or_nothing("rights"),
        "sha256": F("sha256"),
        "sentences": F("sentence_count"),
        "annotators": Coalesce(Subquery(submitted), Value(0)),
        "text": _text("text", content),
        "group": _or_nothing("group"),
        "split": _split("", content),
        "round": F("round"),
    }
    rows = selection.of_article(Article.objects.in_project(project), "").order_by(
        Collate("external_id", "C")
    )

    return Dataset(project, "articles", ARTICLES, rows, values)


def annotators(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Everybody whose annotations are in the annotations dataset, one row each."""
    person = "assignment__annotator__pseudonym"
    rows = (
        annotations(project, selection)
        .rows.order_by()
        .values(person, "assignment__annotator__suspended_at")
        .annotate(
            submitted=Count(
                "article", distinct=True, filter=Q(assignment__state=AssignmentState.SUBMITTED)
            ),
            labelled=Count("pk", filter=Q(label__isnull=False)),
            skipped=Count("pk", filter=Q(label=None)),
            median=Median("seconds"),
            first=Min("annotated_at"),
            last=Max("annotated_at"),
        )
    )
    values: dict[str, Combinable] = {
        "annotator": F(person),
        "articles": F("submitted"),
        "labelled": F("labelled"),
        "skipped": F("skipped"),
        "median_seconds": _seconds(F("median"), content)
        if content.days
        else _nothing(FloatField()),
        "first_day": _day("first", content),
        "last_day": _day("last", content),
        "set_aside": _is(Q(assignment__annotator__suspended_at__isnull=False)),
    }

    return Dataset(project, "annotators", ANNOTATORS, rows.order_by(Collate(person, "C")), values)


def adjudications(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Every decision in force, one row each."""
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": _sentence_id("article__external_id", "sentence__position"),
        "position": F("sentence__position"),
        "adjudicator": F("adjudicator__pseudonym"),
        "label": F("label__key"),
        "skip_reason": _or_nothing("skip_reason"),
        "target_position": _place(),
        "reason": _or_nothing("reason") if content.notes else _nothing(),
        "decided_at": _time("decided_at", content),
    }
    rows = selection.of_article(Adjudication.objects.in_project(project).decided())
    ordered = rows.order_by(Collate("article__external_id", "C"), "sentence__position")

    return Dataset(project, "adjudications", _dated(ADJUDICATIONS, content), ordered, values)


def _cell(column: Column, name: str, *, spreadsheet_safe: bool) -> str:
    if column.kind == Kind.BOOLEAN:
        return f"{name}::text"  # true and false, where COPY writes t and f
    if column.kind == Kind.TEXT and spreadsheet_safe:
        return f"CASE WHEN {name} ~ E{FORMULA} THEN '''' || {name} ELSE {name} END"
    return name


def _article_columns(content: Content) -> dict[str, Combinable]:
    return {
        "article_title": _text("article__title", content),
        "source": _or_nothing("article__source"),
        "url": _or_nothing("article__url"),
        "published": F("article__published"),
        "language": F("article__language"),
        "round": F("article__round"),
    }


def _text(field: str, content: Content) -> Combinable:
    return _nothing() if content.standoff else _or_nothing(field)


def _nothing(kind: Field[Any, Any] | None = None) -> Combinable:
    return Value(None, output_field=kind or TextField())


def _or_nothing(field: str) -> Combinable:
    """NULL for the empty string, so that what is missing is an empty cell and no quoted one."""
    return NullIf(field, Value(""), output_field=TextField())


def _split(article: str, content: Content) -> Combinable:
    """The article's split, else the one that `content` allots to it."""
    kept = _or_nothing(f"{article}__split" if article else "split")
    if not content.splits:
        return kept

    # One constant, in which PostgreSQL looks a key up by halves: no table to make, no list to join.
    allotted = json.dumps({str(key): split for key, split in content.splits.items()})
    key = Cast(f"{article}_id" if article else "pk", TextField())
    of_key = Func(
        Value(allotted),
        key,
        template="(%(expressions)s)",
        arg_joiner="::jsonb ->> ",
        output_field=TextField(),
    )

    return Coalesce(kept, of_key)


def _place() -> Combinable:
    """The target's position, 0 where it is not in the article."""
    return Case(
        When(target_outside=True, then=Value(0)),
        default=F("target__position"),
        output_field=IntegerField(),
    )


def _sentence_id(article: str, position: str) -> Combinable:
    return Concat(F(article), Value(":"), Cast(position, TextField()), output_field=TextField())


def _seconds(seconds: Combinable, content: Content) -> Combinable:
    if content.seconds == Seconds.NONE:
        return _nothing(FloatField())
    return Round(seconds) if content.seconds == Seconds.WHOLE else seconds


def _day(field: str, content: Content) -> Combinable:
    return TruncDate(field) if content.days else _nothing(DateField())


def _time(field: str, content: Content) -> Combinable:
    if not content.times:
        return _day(field, content)
    return Func(
        F(field),
        template="""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
        output_field=TextField(),
    )


def _dated(columns: Sequence[Column], content: Content) -> tuple[Column, ...]:
    """The columns, with days for times where that is all that the content has."""
    if content.times:
        return tuple(columns)
    return tuple(
        replace(column, kind=Kind.DATE) if column.kind == Kind.TIME else column
        for column in columns
    )


def _is(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())


DATASETS: dict[str, Callable[..., Dataset]] = {
    "annotations": annotations,
    "sentences": sentences,
    "articles": articles,
}
