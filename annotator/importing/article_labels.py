"""The labels that come with imported articles: their checks, and their storage."""

import itertools
from collections.abc import Sequence

from django.utils.translation import gettext as _

from annotator.corpus.readers.records import UnreadableError, clean_name
from annotator.corpus.storing import SegmentedArticle, StoredArticle, labelled_sentences
from annotator.importing.label_mapping import LabelMapping
from annotator.labelling.annotations.bulk_insert import (
    BulkInsertResult,
    ImportedAnnotation,
    RefusedAnnotationsError,
    bulk_insert_annotations,
)
from annotator.labelling.annotations.imported_members import (
    MAX_NAME,
    AnnotatorNames,
    FoundMembers,
    find_members,
)
from annotator.projects.members import lock_members
from annotator.projects.models import Project

# The labels of some articles, by the `id()` of the article: two articles of a file may
# have the same identifier, until one of them is refused.
LabelsByArticle = dict[int, list[ImportedAnnotation]]


def map_labels(
    article: SegmentedArticle, mapping: LabelMapping, default_annotator: str
) -> list[ImportedAnnotation]:
    """Return the labels that came with the article, as labels of the project.

    Raises UnreadableError and UnknownLabelError.
    """
    decisions: dict[tuple[int, str], tuple[str, str]] = {}

    for label in article.record.labels:
        decision = mapping.decision(label.name)
        if decision is None:
            continue
        annotator = label.annotator.strip() or default_annotator
        name = clean_name(annotator, "annotator", MAX_NAME)
        for index in labelled_sentences(label, article.spans):
            position = index + 1
            if decisions.setdefault((position, name), decision) != decision:
                raise UnreadableError(
                    _("%(name)s gave sentence %(number)s two labels; only one is allowed")
                    % {"name": name, "number": position}
                )

    return [
        ImportedAnnotation(0, article.record.external_id, position, name, label, skip_reason)
        for (position, name), (label, skip_reason) in decisions.items()
    ]


def refuse_annotators(
    project: Project, labels: LabelsByArticle, names: AnnotatorNames
) -> dict[int, str]:
    """Return the articles whose labels can't belong to the people named, with the reason."""
    annotators = {row.annotator for rows in labels.values() for row in rows}
    if not annotators:
        return {}

    # Nobody may join under one of these names before they are stored.
    lock_members(project)
    people = find_members(project, annotators, names)
    return {key: reason for key, rows in labels.items() if (reason := _refusal(rows, people))}


def _refusal(labels: Sequence[ImportedAnnotation], people: FoundMembers) -> str:
    """Return why these labels can't be imported, or ""."""
    against = {people.against[row.annotator] for row in labels if row.annotator in people.against}
    if against:
        return "; ".join(sorted(against))

    # Two names may be the same member, who can label a sentence only once.
    annotator_by_key: dict[tuple[int, object], str] = {}
    for row in labels:
        key = (row.position, people.members.get(row.annotator, row.annotator))
        other = annotator_by_key.setdefault(key, row.annotator)
        if other != row.annotator:
            return _(
                "“%(one)s” and “%(other)s” are the same member, and both label sentence %(number)s"
            ) % {"one": other, "other": row.annotator, "number": row.position}

    return ""


def store_labels(
    project: Project,
    stored: Sequence[StoredArticle],
    labels: LabelsByArticle,
    names: AnnotatorNames,
) -> BulkInsertResult | None:
    """Store the labels of the articles that were stored; return None if there are none."""
    rows = list(itertools.chain.from_iterable(labels[id(article.split)] for article in stored))
    if not rows:
        return None

    try:
        return bulk_insert_annotations(project=project, rows=rows, names=names)
    # Nobody can have labelled a new article yet, so no row can be refused here.
    except RefusedAnnotationsError as error:
        raise AssertionError(error.reasons[:3]) from error
