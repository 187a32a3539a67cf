"""Stores the labels of imported articles: of new ones, and of those that the project has already.

A tool may write a file for each annotator. Then the first file brings the articles, and the others
bring more labels for them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from annotator.corpus.models import Sentence
from annotator.corpus.readers.records import ReadWarning
from annotator.corpus.segmented_articles import SegmentedArticle
from annotator.corpus.storing import StoredArticle
from annotator.importing.account.result import LabelOutcome
from annotator.importing.article_labels import ArticleLabels, number_of, sentence_name
from annotator.labelling.annotations.bulk_insert import (
    BulkInsertResult,
    ImportedAnnotation,
    RefusedAnnotationsError,
    bulk_insert_annotations,
)
from annotator.labelling.annotations.imported_members import (
    AnnotatorNames,
    FoundMembers,
    find_members,
)
from annotator.projects.members import lock_members
from annotator.projects.models import Project

# The labels of some articles, by the `id()` of the article: two articles of a file may
# have the same identifier, until one of them is refused.
LabelsByArticle = dict[int, ArticleLabels]


@dataclass(slots=True)
class StoredLabels:
    """`annotations` counts the labels stored, once for each sentence. `people` has pseudonyms."""

    annotations: int = 0
    people: set[str] = field(default_factory=set)

    def add(self, result: BulkInsertResult) -> None:
        self.annotations += result.annotations
        self.people.update(result.people.values())


def refuse_annotators(
    project: Project,
    articles: Sequence[SegmentedArticle],
    labels: LabelsByArticle,
    names: AnnotatorNames,
) -> dict[int, str]:
    """Return the articles whose labels can't belong to the people named, with the reason."""
    annotators = {row.annotator for found in labels.values() for row in found.annotations.values()}
    if not annotators:
        return {}

    # Nobody may join under one of these names before they are stored.
    lock_members(project)
    people = find_members(project, annotators, names)
    return {
        id(article): reason
        for article in articles
        if (reason := _refusal(article, labels[id(article)].annotations.values(), people))
    }


def _refusal(
    article: SegmentedArticle, labels: Collection[ImportedAnnotation], people: FoundMembers
) -> str:
    """Return why these labels can't be imported, or ""."""
    against = {people.against[row.annotator] for row in labels if row.annotator in people.against}
    if against:
        return "; ".join(sorted(against))

    # Two names may be the same member, who can label a sentence only once.
    annotator_by_key: dict[tuple[object, object], str] = {}
    for row in labels:
        key = (row.position, people.members.get(row.annotator, row.annotator))
        other = annotator_by_key.setdefault(key, row.annotator)
        if other != row.annotator:
            return _(
                "“%(one)s” and “%(other)s” are the same member, and both labelled %(sentence)s"
            ) % {
                "one": other,
                "other": row.annotator,
                "sentence": sentence_name(article, _place(row)),
            }

    return ""


def store_new_labels(
    project: Project,
    stored: Sequence[StoredArticle],
    labels: LabelsByArticle,
    names: AnnotatorNames,
) -> StoredLabels:
    """Store the labels of the articles that were stored."""
    done = StoredLabels()
    rows = [
        row for article in stored for row in _numbered(article.split, labels[id(article.split)])
    ]
    if not rows:
        return done

    try:
        done.add(bulk_insert_annotations(project=project, rows=rows, names=names))
    # Nobody can have labelled a new article yet, so no row can be refused here.
    except RefusedAnnotationsError as error:
        raise AssertionError(error.reasons[:3]) from error

    for article in stored:
        found = labels[id(article.split)]
        found.set_stored(found.annotations, LabelOutcome.STORED)
    return done


def _numbered(article: SegmentedArticle, labels: ArticleLabels) -> Iterator[ImportedAnnotation]:
    """Yield the annotations with the positions that the file gave to the sentences."""
    for row in labels.annotations.values():
        number = number_of(article, _place(row))
        yield row if number == row.position else replace(row, position=number)


def _place(row: ImportedAnnotation) -> int:
    """Return the place of the sentence in the article, from 0."""
    assert row.position is not None
    return row.position - 1


def store_more_labels(
    project: Project,
    known: Sequence[StoredArticle],
    labels: LabelsByArticle,
    names: AnnotatorNames,
) -> StoredLabels:
    """Add labels to articles that the project has already.

    A label that can't be added is refused with a warning; the others are stored. Nobody's answers
    change.
    """
    positions = _positions(project, [article.id for article in known])
    rows: dict[int, ImportedAnnotation] = {}
    owner: dict[int, SegmentedArticle] = {}

    for article in known:
        found = labels[id(article.split)]
        for line, row in found.annotations.items():
            span = article.split.spans[_place(row)]
            there = positions[article.id].get((span.start, span.end))
            owner[line] = article.split
            if there is None:
                _refuse(found, article.split, row, _("the project splits this text differently"))
            else:
                name, position = there
                rows[line] = replace(row, article=name, position=position)

    done = StoredLabels()
    while rows:
        try:
            result = bulk_insert_annotations(project=project, rows=rows.values(), names=names)
        except RefusedAnnotationsError as error:
            # The rest is tried again without the refused ones, so this ends.
            for line, reason in error.reasons:
                split = owner[line]
                _refuse(labels[id(split)], split, rows.pop(line), reason)
        else:
            done.add(result)
            were_known = set(result.known_lines)
            for line in rows:
                outcome = LabelOutcome.KNOWN if line in were_known else LabelOutcome.STORED
                labels[id(owner[line])].set_stored([line], outcome)
            break

    return done


def _positions(
    project: Project, articles: Sequence[int]
) -> dict[int, dict[tuple[int, int], tuple[str, int]]]:
    """Return the ID of the article and the position of each sentence, by its span."""
    found: dict[int, dict[tuple[int, int], tuple[str, int]]] = defaultdict(dict)
    rows = (
        Sentence.objects.in_project(project)
        .filter(article__in=articles)
        .values_list("article", "start", "end", "article__external_id", "position")
    )
    for article, start, end, name, position in rows:
        found[article][start, end] = (name, position)
    return found


def _refuse(
    labels: ArticleLabels, article: SegmentedArticle, row: ImportedAnnotation, reason: str
) -> None:
    labels.set_outcome(row.line, LabelOutcome.REFUSED)
    labels.warnings.append(
        ReadWarning(
            article.source,
            _("label of %(name)s on %(sentence)s: %(reason)s")
            % {
                "name": row.annotator,
                "sentence": sentence_name(article, _place(labels.annotations[row.line])),
                "reason": reason,
            },
            labels=1,
        )
    )
