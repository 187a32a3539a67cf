"""A dataset: its columns, the query that reads them, and the SQL that PostgreSQL streams."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate

from annotator.corpus.models import Article
from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.json_objects import json_objects, json_pieces
from annotator.export.datasets.sentence_model import (
    SENTENCE_KEY,
    SentenceModel,
    lines_with_model,
    objects_with_model,
    row_with_model,
)
from annotator.export.datasets.writers import PIECE, collect, numbered_lines
from annotator.labelling.models import Annotation
from annotator.lib.database.copy_streams import TEXT, copy_out
from annotator.projects.models import Project

Statement = tuple[str, tuple[object, ...]]
# Articles that a preview reads at first.
PREVIEW_ARTICLES = 50
# A spreadsheet runs cells that begin with one of these characters as formulas.
FORMULA = r"'^[-=+@\t\r]'"


@dataclass(frozen=True)
class Dataset:
    """Columns, and the query that yields them in that order.

    If `numbered`, the first column is the row number. It isn't in the query; it is added when the
    rows are written. So are the columns of the `model`, if there is one: in their place the query
    has the id of the sentence. The columns after them must need no quotation marks in CSV.
    """

    project: Project
    name: str
    columns: tuple[Column, ...]
    rows: QuerySet[Any]
    values: dict[str, Combinable]
    numbered: bool = False
    model: SentenceModel | None = None

    def first_rows(self, count: int) -> list[tuple[Any, ...]]:
        """Return at most `count` rows, for a preview."""
        rows = self._first_rows(count)
        if self.model is not None:
            values = self.model.estimate()
            return [row_with_model(row, values, self._columns_after_model) for row in rows]
        if not self.numbered:
            return rows
        return [(number, *row) for number, row in enumerate(rows, start=1)]

    def csv_rows(
        self, *, spreadsheet_safe: bool = False, using: BaseDatabaseWrapper | None = None
    ) -> Iterator[bytes]:
        """Yield each row as a line of CSV, as the database sends it."""
        # Before the rows are asked for: a connection can read only one COPY at a time.
        values = None if self.model is None else self.model.estimate(using=using)
        rows = copy_out(*self.csv_sql(spreadsheet_safe=spreadsheet_safe), using=using)
        if values is not None:
            return lines_with_model(rows, values, self._columns_after_model)
        return numbered_lines(rows) if self.numbered else rows

    def json_rows(self, *, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
        """Yield each row as a JSON object on a line, as the database sends it."""
        values = None if self.model is None else self.model.estimate(using=using)
        rows = copy_out(*self._json_sql(), TEXT, using=using)
        if values is not None:
            return objects_with_model(json_objects(self._columns_of_query, rows), values)
        return json_objects(self.columns, rows, numbered=self.numbered)

    def json_pieces(self, *, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
        """Yield the same as pieces of a file, which is faster."""
        if self.model is not None:
            return collect(self.json_rows(using=using), PIECE)
        rows = copy_out(*self._json_sql(), TEXT, using=using)
        return json_pieces(self.columns, rows, numbered=self.numbered)

    def _first_rows(self, count: int) -> list[tuple[Any, ...]]:
        rows = self.rows.values_list(*self.values.values())
        if self.rows.model is Article:
            return list(rows[:count])

        # The rows of the first articles are usually enough, so that a preview doesn't
        # sort all rows of a large project.
        articles = Article.objects.in_project(self.project)
        if self.rows.model is Annotation:
            # Articles that nobody has started have no annotations.
            articles = articles.filter(frozen_at__isnull=False)
        by_id = articles.order_by(Collate("external_id", "C"))
        first = list(by_id.values_list("pk", flat=True)[:PREVIEW_ARTICLES])
        found = list(rows.filter(article__in=first)[:count])

        # Filters may leave too few rows in these articles. Then the others are read,
        # too.
        are_all = len(found) == count or len(first) < PREVIEW_ARTICLES
        return found if are_all else list(rows[:count])

    def csv_sql(self, *, spreadsheet_safe: bool = False) -> Statement:
        """Return the query with each cell as it is written in a CSV file, without the row number.

        If `spreadsheet_safe`, a ' is put before cells that a spreadsheet would run as formulas.
        """
        return self._sql(
            lambda column, name: _cell(column, name, spreadsheet_safe=spreadsheet_safe)
        )

    def _json_sql(self) -> Statement:
        """Return the query with each value as it is written in JSON, but for its escapes."""
        return self._sql(_json_value)

    def value_sql(self) -> Statement:
        """Return the query with its values as they are, under the names of the columns."""
        return self._sql(lambda column, name: name)

    @property
    def _columns_of_query(self) -> tuple[Column, ...]:
        if self.model is None:
            return self.columns[1:] if self.numbered else self.columns

        end = len(self.columns) - self._columns_after_model
        first = end - len(self.model.columns)
        return (*self.columns[:first], SENTENCE_KEY, *self.columns[end:])

    @property
    def _columns_after_model(self) -> int:
        if self.model is None:
            return 0
        return len(self.columns) - 1 - self.columns.index(self.model.columns[-1])

    def _sql(self, cell: Callable[[Column, str], str]) -> Statement:
        columns = self._columns_of_query
        # The cells are named by their position: a column out of order would get
        # another's values.
        assert [column.name for column in columns] == list(self.values)

        statement, parameters = self.rows.values_list(*self.values.values()).query.sql_with_params()
        # Column names contain the keys of labels, which managers choose.
        names = [connection.ops.quote_name(column.name) for column in columns]
        cells = ", ".join(
            f"{cell(column, name)} AS {name}" for column, name in zip(columns, names, strict=True)
        )
        return f"SELECT {cells} FROM ({statement}) AS dataset ({', '.join(names)})", parameters


def _cell(column: Column, name: str, *, spreadsheet_safe: bool) -> str:
    if column.kind == Kind.BOOLEAN:
        # COPY would write t and f.
        return f"{name}::text"
    if column.kind == Kind.TEXT and spreadsheet_safe:
        return f"CASE WHEN {name} ~ E{FORMULA} THEN '''' || {name} ELSE {name} END"
    return name


def _json_value(column: Column, name: str) -> str:
    if column.kind == Kind.BOOLEAN:
        return f"{name}::text"
    # Whatever the DateStyle of the session is.
    return f"to_json({name}) #>> '{{}}'" if column.kind == Kind.DATE else name
