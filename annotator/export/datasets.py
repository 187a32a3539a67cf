"""What each dataset holds: a queryset whose columns are those of `columns.py`. Its SQL is what the writers stream."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Collate, Concat, NullIf

from annotator.agreement.final_label import count_name, with_final_target
from annotator.corpus.models import ArticleState, Sentence
from annotator.export.columns import Column, annotation_columns, sentence_columns
from annotator.labelling.models import Annotation
from annotator.projects.models import Project


@dataclass(frozen=True)
class Dataset:
    """Columns, and the query that yields them in that order."""

    name: str
    columns: tuple[Column, ...]
    rows: QuerySet[Any]
    values: dict[str, Combinable]

    def sql(self) -> tuple[str, tuple[object, ...]]:
        """The query as a statement with its parameters, naming its columns as the contract does."""
        assert [column.name for column in self.columns] == list(self.values)
        statement, parameters = self.rows.values_list(*self.values.values()).query.sql_with_params()
        names = ", ".join(connection.ops.quote_name(column.name) for column in self.columns)
        return f"SELECT * FROM ({statement}) AS dataset ({names})", parameters


def annotations(project: Project, *, round: str = "") -> Dataset:
    """Every current annotation, one row each, whatever the state of its assignment; labels taken back left out."""
    values: dict[str, Combinable] = {
        "annotation_id": F("pk"),
        "article_id": F("article__external_id"),
        "sentence_id": _sentence_id("article__external_id", "sentence__position"),
        "position": F("sentence__position"),
        "text": F("sentence__text"),
        "annotator": F("assignment__annotator__pseudonym"),
        "label": F("label__key"),
        "skip_reason": _or_nothing("skip_reason"),
        "target_position": Case(
            When(target_outside=True, then=Value(0)), default=F("target__position"), output_field=IntegerField()
        ),
        "confidence": F("confidence"),
        "note": _or_nothing("note"),
        "seconds": F("seconds"),
        "codebook_version": F("codebook__version"),
        "annotated_at": _iso_time("annotated_at"),
        **_article_columns(),
        "pass": F("assignment__pass_number"),
        "assignment_state": F("assignment__state"),
        "set_aside": _true_or_false(Q(assignment__annotator__set_aside_at__isnull=False)),
        "origin": F("assignment__origin"),
    }
    rows = (
        Annotation.objects.in_project(project)
        .current()
        .filter(Q(label__isnull=False) | ~Q(skip_reason=""))
        .exclude(article__state=ArticleState.WITHDRAWN)
    )
    if round:
        rows = rows.filter(article__round=round)
    ordered = rows.order_by(
        Collate("article__external_id", "C"),
        "sentence__position",
        Collate("assignment__annotator__pseudonym", "C"),
        "assignment__pass_number",
    )
    return Dataset("annotations", annotation_columns(), ordered, values)


def sentences(project: Project, *, round: str = "") -> Dataset:
    """Every sentence, one row each, with its final label and how its labels are spread."""
    labels = list(project.labels.all())
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": _sentence_id("article__external_id", "position"),
        "position": F("position"),
        "paragraph": F("paragraph"),
        "start": F("start"),
        "end": F("end"),
        "text": F("text"),
        "excluded": _true_or_false(Q(excluded=True)),
        "label": _or_nothing("final_label"),
        "label_origin": _or_nothing("label_origin"),
        "annotators": F("n_annotators"),
        **{count_name(label): F(count_name(label)) for label in labels},
        "n_skipped": F("n_skipped"),
        "n_cannot_tell": F("n_cannot_tell"),
        "entropy": F("entropy"),
        "target_position": F("final_target"),
        "split": _or_nothing("article__split"),
        **_article_columns(),
    }
    rows = Sentence.objects.in_project(project).exclude(article__state=ArticleState.WITHDRAWN)
    if round:
        rows = rows.filter(article__round=round)
    ordered = with_final_target(rows, labels).order_by(Collate("article__external_id", "C"), "position")
    return Dataset("sentences", sentence_columns(labels), ordered, values)


def _article_columns() -> dict[str, Combinable]:
    return {
        "article_title": _or_nothing("article__title"),
        "source": _or_nothing("article__source"),
        "url": _or_nothing("article__url"),
        "published": F("article__published"),
        "language": F("article__language"),
        "round": F("article__round"),
    }


def _or_nothing(field: str) -> Combinable:
    """NULL for the empty string, so that what is missing is an empty cell and no quoted one."""
    return NullIf(field, Value(""), output_field=TextField())


def _sentence_id(article: str, position: str) -> Combinable:
    return Concat(F(article), Value(":"), Cast(position, TextField()), output_field=TextField())


def _iso_time(field: str) -> Combinable:
    return Func(
        F(field),
        template="""to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""",
        output_field=TextField(),
    )


def _true_or_false(condition: Q) -> Combinable:
    return Case(When(condition, then=Value("true")), default=Value("false"), output_field=TextField())


DATASETS: dict[str, Callable[..., Dataset]] = {"annotations": annotations, "sentences": sentences}
