"""The query of each dataset. Its values are the columns of `columns.py`, in that order."""

from collections.abc import Callable

from django.db.models import (
    Count,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Collate, NullIf

from annotator.agreement.final_label import count_name, with_final_target
from annotator.agreement.models import Adjudication
from annotator.agreement.report.true_labels.estimates import annotations_of_model
from annotator.corpus.models import Article, Sentence
from annotator.export.datasets.columns import (
    ADJUDICATIONS,
    ANNOTATIONS,
    ANNOTATORS,
    ARTICLES,
    SENTENCE_HASH,
    model_columns,
    sentence_columns,
)
from annotator.export.datasets.dataset import Dataset
from annotator.export.datasets.expressions import (
    Median,
    article_columns,
    article_text,
    boolean_column,
    day_column,
    null,
    null_if_empty,
    seconds_column,
    sentence_id,
    split_column,
    target_position,
    time_column,
    with_kinds_of_days,
)
from annotator.export.datasets.selection import EVERYTHING, WHOLE, Content, Selection
from annotator.export.datasets.sentence_hash import SentenceHash
from annotator.export.datasets.sentence_model import SENTENCE_KEY, SentenceModel
from annotator.labelling.assignments.predicates import annotation_counts, why_not_counted
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Project


def annotations(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Return the dataset with one row per current annotation, whatever the state of its
    assignment.
    """
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": sentence_id("article__external_id", "sentence__position"),
        "position": F("sentence__position"),
        "text": article_text("sentence__text", content),
        "annotator": F("assignment__annotator__pseudonym"),
        "label": F("label__key"),
        "skip_reason": null_if_empty("skip_reason"),
        "target_position": target_position(),
        "confidence": F("confidence"),
        "note": null_if_empty("note") if content.notes else null(),
        "seconds": seconds_column(F("seconds"), content),
        "codebook_version": F("codebook__version"),
        "annotated_at": time_column("annotated_at", content),
        **article_columns(content),
        "pass": F("assignment__pass_number"),
        "assignment_state": F("assignment__state"),
        "set_aside": boolean_column(Q(assignment__annotator__suspended_at__isnull=False)),
        "origin": F("assignment__origin"),
        "original_sentence_id": null_if_empty("sentence__original_id"),
        "target_rank": F("target_rank"),
        "counted": boolean_column(annotation_counts()),
        "why_not_counted": why_not_counted(),
    }
    # A label that was removed is a current row with neither label nor skip.
    rows = selection.filter_articles(Annotation.objects.in_project(project).current()).filter(
        Q(label__isnull=False) | ~Q(skip_reason="")
    )
    if not selection.set_aside:
        rows = rows.filter(assignment__annotator__suspended_at=None)

    if selection.counted_only:
        rows = rows.filter(annotation_counts())

    if selection.annotators:
        rows = rows.filter(assignment__annotator__pseudonym__in=selection.annotators)

    if selection.since:
        rows = rows.filter(annotated_at__date__gte=selection.since)

    if selection.until:
        rows = rows.filter(annotated_at__date__lte=selection.until)

    # By bytes: the order must not depend on the locale of the database.
    ordered = rows.order_by(
        Collate("article__external_id", "C"),
        "sentence__position",
        Collate("assignment__annotator__pseudonym", "C"),
        "assignment__pass_number",
    )

    # Rows get numbers of their own, because the ids in the database show in which order
    # labels were given and which were changed.
    return Dataset(
        project,
        "annotations",
        with_kinds_of_days(ANNOTATIONS, content),
        ordered,
        values,
        numbered=True,
    )


def sentences(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Return the dataset with one row per sentence, with its final label and the distribution of
    its labels.
    """
    labels = list(project.labels.all())
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": sentence_id("article__external_id", "position"),
        "position": F("position"),
        "paragraph": F("paragraph"),
        "start": F("start"),
        "end": F("end"),
        "text": article_text("text", content),
        "excluded": F("excluded"),
        "label": null_if_empty("final_label"),
        "label_origin": null_if_empty("label_origin"),
        "annotators": F("n_annotators"),
        **{count_name(label): F(count_name(label)) for label in labels},
        "n_skipped": F("n_skipped"),
        "n_cannot_tell": F("n_cannot_tell"),
        "entropy": F("entropy"),
        "target_position": F("final_target"),
        "split": split_column("article", content),
        **article_columns(content),
        **{
            f"p_{label.key}": Cast(count_name(label), FloatField()) / NullIf("n_labels", Value(0))
            for label in labels
        },
        "original_sentence_id": null_if_empty("original_id"),
        SENTENCE_KEY.name: F("pk"),
        SENTENCE_HASH.name: SentenceHash("text"),
    }
    # The model knows what the file has: it is estimated from the annotations of these
    # articles.
    model = SentenceModel(
        selection.filter_articles(annotations_of_model(project)), labels, model_columns(labels)
    )
    rows = with_final_target(
        selection.filter_articles(Sentence.objects.in_project(project)), labels
    )
    if selection.label_origins:
        # mypy doesn't know the annotations of `with_final_target`.
        rows = rows.filter(label_origin__in=selection.label_origins)  # type: ignore[misc]

    ordered = rows.order_by(Collate("article__external_id", "C"), "position")

    return Dataset(project, "sentences", sentence_columns(labels), ordered, values, model=model)


def articles(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Return the dataset with one row per article."""
    # A tie-break counts here as in final labels; only agreement leaves it out.
    submitted = (
        Assignment.objects.in_project(project)
        .counted(tie_breaks=True)
        .filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .values(people=Count("pk"))
    )
    values: dict[str, Combinable] = {
        "article_id": F("external_id"),
        "title": article_text("title", content),
        "source": null_if_empty("source"),
        "url": null_if_empty("url"),
        "published": F("published"),
        "language": F("language"),
        "rights": null_if_empty("rights"),
        "sha256": F("sha256"),
        "sentences": F("sentence_count"),
        "annotators": Coalesce(Subquery(submitted), Value(0)),
        "text": article_text("text", content),
        "group": null_if_empty("group"),
        "split": split_column("", content),
        "round": F("round"),
    }
    rows = selection.filter_articles(Article.objects.in_project(project), "").order_by(
        Collate("external_id", "C")
    )

    return Dataset(project, "articles", ARTICLES, rows, values)


def annotators(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Return the dataset with one row per annotator whose work is in the annotations dataset."""
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
        "median_seconds": seconds_column(F("median"), content)
        if content.days
        else null(FloatField()),
        "first_day": day_column("first", content),
        "last_day": day_column("last", content),
        "set_aside": boolean_column(Q(assignment__annotator__suspended_at__isnull=False)),
    }

    return Dataset(project, "annotators", ANNOTATORS, rows.order_by(Collate(person, "C")), values)


def adjudications(
    project: Project, selection: Selection = EVERYTHING, content: Content = WHOLE
) -> Dataset:
    """Return the dataset with one row per adjudication in force."""
    values: dict[str, Combinable] = {
        "article_id": F("article__external_id"),
        "sentence_id": sentence_id("article__external_id", "sentence__position"),
        "position": F("sentence__position"),
        "adjudicator": F("adjudicator__pseudonym"),
        "label": F("label__key"),
        "skip_reason": null_if_empty("skip_reason"),
        "target_position": target_position(),
        "reason": null_if_empty("reason") if content.notes else null(),
        "decided_at": time_column("decided_at", content),
    }
    rows = selection.filter_articles(Adjudication.objects.in_project(project).decided())
    ordered = rows.order_by(Collate("article__external_id", "C"), "sentence__position")

    return Dataset(
        project, "adjudications", with_kinds_of_days(ADJUDICATIONS, content), ordered, values
    )


DATASETS: dict[str, Callable[..., Dataset]] = {
    "annotations": annotations,
    "sentences": sentences,
    "articles": articles,
}
