"""The items of a file for another tool: sentences or articles, each with its annotations.

The annotations are those that the final label counts. One statement yields all rows in the order of
the file, so that they come from one snapshot of the data and only one item is in memory.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable

from annotator.agreement.final_label import count_name
from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.dataset import Dataset, Statement
from annotator.export.datasets.expressions import split_column
from annotator.export.datasets.queries import annotations, articles, sentences
from annotator.export.datasets.selection import Content, Selection
from annotator.labelling.assignments.predicates import annotation_counts
from annotator.lib.database.copy_streams import JSON, copy_out
from annotator.projects.models import Label, Project

ARTICLE_COLUMNS = (
    "article_id", "title", "source", "url", "published", "language", "text", "split", "round",
)  # fmt: skip
SENTENCE_COLUMNS = (
    "article_id", "sentence_id", "position", "start", "end", "text", "excluded", "label",
    "label_origin", "target_position", "split", "article_title", "source", "url", "published",
    "language", "round",
)  # fmt: skip
# The columns of a sentence that its article doesn't have.
SPAN_COLUMNS = (
    "article_id", "sentence_id", "position", "start", "end", "excluded", "label", "label_origin",
    "target_position", "split",
)  # fmt: skip
ANNOTATION_COLUMNS = (
    "article_id", "position", "annotator", "label", "skip_reason", "target_position", "confidence",
    "note", "seconds",
)  # fmt: skip
# What a row is of. The rows of an article come in this order.
ARTICLE, SENTENCE, ANNOTATION = range(3)
SPLIT = Column("split", Kind.TEXT, "train, validation or test")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SentenceItem:
    """The values of a sentence, by column, and of its annotations, by annotator."""

    values: Values
    annotations: list[Values] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ArticleItem:
    """The values of an article, by column, and all its sentences."""

    values: Values
    sentences: list[SentenceItem] = field(default_factory=list)


@dataclass(frozen=True)
class Items:
    """The sentences or articles of a selection, with what a file for another tool has of them."""

    project: Project
    selection: Selection
    content: Content

    def labels(self) -> list[Label]:
        return list(self.project.labels.all())

    def sentences(
        self,
        *,
        labelled_only: bool = False,
        by_split: bool = False,
        using: BaseDatabaseWrapper | None = None,
    ) -> Iterator[SentenceItem]:
        """Yield the sentences that are to be labelled, or only those with a label that counts.

        With `by_split`, they are sorted by split first: train, validation, test, none.
        """
        counts = [count_name(label) for label in self.labels()]
        dataset = sentences(self.project, self.selection, self.content)
        if labelled_only:
            dataset = only_labelled(dataset)
        dataset = only_to_label(dataset)
        arms = {SENTENCE: _pick(dataset, (*SENTENCE_COLUMNS, *counts))}
        rows = self._rows(arms, using, by_split=by_split)
        return (item for article in _grouped(rows) for item in article.sentences)

    def articles(self, *, using: BaseDatabaseWrapper | None = None) -> Iterator[ArticleItem]:
        """Yield the articles with all their sentences, also the excluded ones."""
        make = (self.project, self.selection, self.content)
        arms = {
            ARTICLE: _pick(articles(*make), ARTICLE_COLUMNS),
            SENTENCE: _pick(sentences(*make), SPAN_COLUMNS),
        }
        return _grouped(self._rows(arms, using))

    def _rows(
        self,
        arms: Mapping[int, Dataset],
        using: BaseDatabaseWrapper | None,
        *,
        by_split: bool = False,
    ) -> Iterator[tuple[int, Values]]:
        all_arms = {**arms, ANNOTATION: self._annotations()}
        statement, parameters = _in_order(all_arms, by_split=by_split)
        for line in copy_out(statement, parameters, JSON, using=using):
            kind, values = json.loads(line)
            yield kind, values

    def _annotations(self) -> Dataset:
        """Return the annotations that the final label counts."""
        # A final label depends on all annotators. Its origin is a filter of sentences.
        selection = replace(self.selection, label_origins=())
        dataset = annotations(self.project, selection, self.content)
        counted = replace(dataset, rows=dataset.rows.filter(annotation_counts(tie_breaks=True)))
        split: dict[str, Combinable] = {SPLIT.name: split_column("article", self.content)}
        return _pick(counted, ANNOTATION_COLUMNS, extra=(SPLIT, split))


def only_to_label(dataset: Dataset) -> Dataset:
    """Return the sentences dataset without excluded sentences, which nobody labels."""
    return replace(dataset, rows=dataset.rows.filter(excluded=False))


def only_labelled(dataset: Dataset) -> Dataset:
    """Return the sentences dataset with the sentences that have a label."""
    return replace(dataset, rows=dataset.rows.filter(n_labels__gt=0))


def _pick(
    dataset: Dataset,
    names: tuple[str, ...],
    *,
    extra: tuple[Column, dict[str, Combinable]] | None = None,
) -> Dataset:
    """Return the dataset with the columns of these names, in this order, and an extra one."""
    columns = {column.name: column for column in dataset.columns}
    picked = [columns[name] for name in names]
    values = {name: dataset.values[name] for name in names}

    if extra is not None:
        column, more = extra
        picked, values = [*picked, column], {**values, **more}
    return Dataset(dataset.project, dataset.name, tuple(picked), dataset.rows.order_by(), values)


def _in_order(arms: Mapping[int, Dataset], *, by_split: bool) -> Statement:
    """Return one statement with the rows of all datasets: [what it is of, its values] each."""
    statements: list[str] = []
    parameters: list[object] = []

    for kind, dataset in arms.items():
        statement, values = dataset.value_sql()
        names = {column.name for column in dataset.columns}
        position = "line.position" if "position" in names else "NULL::int"
        annotator = "line.annotator" if "annotator" in names else "NULL"
        statements.append(
            f"SELECT line.split::text, line.article_id, {position}, {kind}, {annotator}, "
            f"json_build_array({kind}, row_to_json(line)) FROM ({statement}) AS line"
        )
        parameters += values

    first = "array_position(ARRAY['train', 'validation', 'test'], part), " if by_split else ""
    # By bytes, as in the other files: the order must not depend on the locale of the
    # database.
    ordered = (
        f"SELECT line FROM ({' UNION ALL '.join(statements)}) "
        "AS rows (part, article, position, kind, annotator, line) "
        f'ORDER BY {first}article COLLATE "C", position NULLS FIRST, kind, annotator COLLATE "C"'
    )
    return ordered, tuple(parameters)


def _grouped(rows: Iterable[tuple[int, Values]]) -> Iterator[ArticleItem]:
    """Yield the articles of rows in order. An annotation without its sentence is left out."""
    article: ArticleItem | None = None

    for kind, values in rows:
        if article is None or article.values["article_id"] != values["article_id"]:
            if article is not None:
                yield article
            article = ArticleItem(
                values if kind == ARTICLE else {"article_id": values["article_id"]}
            )

        if kind == SENTENCE:
            article.sentences.append(SentenceItem(values))
        elif kind == ANNOTATION and article.sentences:
            # Filters may have left its sentence out.
            sentence = article.sentences[-1]
            if sentence.values["position"] == values["position"]:
                sentence.annotations.append(values)

    if article is not None:
        yield article
