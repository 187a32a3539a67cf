"""The sentences that a person has labelled, across the articles of a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from annotator.accounts.models import User
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation, AnnotationQuerySet
from annotator.projects.models import Label, Project

PER_PAGE = 50


@dataclass(frozen=True)
class OwnLabel:
    """A labelled sentence, with its number on the labelling page."""

    annotation: Annotation
    number: int


def own_labels(user: User, project: Project, labels: Sequence[Label]) -> AnnotationQuerySet:
    """Return the user's current annotations with these labels, the newest first."""
    own = Annotation.objects.in_project(project).visible_to(user, project).current()
    return own.filter(label__in=labels).order_by("-annotated_at", "-pk")


def own_labels_page(
    project: Project, annotations: AnnotationQuerySet, number: str | None
) -> Page[OwnLabel]:
    """Return a page of them, with everything that the list shows."""
    # Only ids are sorted and counted. The texts are read for one page.
    pages: Paginator[Any] = Paginator(annotations.values_list("pk", flat=True), PER_PAGE)
    ids = pages.get_page(number)
    rows = {row.pk: row for row in _with_details(project, list(ids))}
    shown = [
        OwnLabel(rows[pk], rows[pk].number)  # type: ignore[attr-defined]
        for pk in ids
        if pk in rows
    ]
    return Page(shown, ids.number, pages)


def _with_details(project: Project, ids: Sequence[int]) -> QuerySet[Annotation]:
    # The labelling page counts only the sentences that can be labelled.
    before = (
        Sentence.objects.to_label()
        .filter(
            project=project,
            article=OuterRef("article"),
            position__lte=OuterRef("sentence__position"),
        )
        .order_by()
        .values("article")
        .annotate(number=Count("pk"))
    )
    return (
        Annotation.objects.in_project(project)
        .filter(pk__in=ids)
        .select_related("label", "sentence", "target", "assignment", "article")
        .defer("article__text", "article__search")
        .annotate(number=Subquery(before.values("number"), output_field=IntegerField()))
    )
