"""The JSON form of an assignment, for the labelling page and the API."""

from typing import TypedDict

from annotator.corpus.models import Article, ArticleState, Sentence
from annotator.labelling.annotations.entries import OUTSIDE
from annotator.labelling.annotations.save_statements import StoredAnnotation
from annotator.labelling.models import Annotation, Assignment


class SentencePayload(TypedDict):
    id: int
    position: int
    paragraph: int
    start: int
    end: int
    text: str
    excluded: bool


class ArticlePayload(TypedDict):
    id: int
    external_id: str
    title: str
    source: str
    url: str
    published: str | None
    language: str
    withdrawn: bool
    sentences: list[SentencePayload]


class AnnotationPayload(TypedDict):
    id: int
    assignment: int
    assignment_state: str
    article_withdrawn: bool
    submission: str
    sentence: int
    label: str | None
    skip_reason: str
    target: int | str | None
    target_rank: int | None
    confidence: int | None
    note: str
    seconds: float | None
    annotated_at: str
    superseded: bool


class AssignmentPayload(TypedDict):
    id: int
    state: str
    codebook_version: int
    labels_version: int
    article: ArticlePayload
    annotations: list[AnnotationPayload]


def assignment_payload(assignment: Assignment) -> AssignmentPayload:
    """Return the article with its sentences, and the annotator's current annotations.

    The assignment must come from `with_article()`.
    """
    annotations = (
        Annotation.objects.current()
        .filter(assignment=assignment)
        .select_related("label", "assignment")
        .order_by("pk")
    )
    is_withdrawn = assignment.article.state == ArticleState.WITHDRAWN

    return AssignmentPayload(
        id=assignment.pk,
        state=assignment.state,
        codebook_version=assignment.codebook_version,
        labels_version=assignment.project.labels_version,
        article=_article_payload(assignment.article),
        # A new assignment, the usual case, has no annotations, so it needs no query for
        # them.
        annotations=[
            annotation_payload(StoredAnnotation.from_model(row, article_withdrawn=is_withdrawn))
            for row in annotations
        ]
        if assignment.decided
        else [],
    )


def annotation_payload(row: StoredAnnotation) -> AnnotationPayload:
    """A stored row as JSON."""
    assert row.id is not None
    return AnnotationPayload(
        id=row.id,
        assignment=row.assignment_id,
        assignment_state=row.assignment_state,
        article_withdrawn=row.article_withdrawn,
        submission=str(row.submission),
        sentence=row.sentence_id,
        label=row.label,
        skip_reason=row.skip_reason,
        target=OUTSIDE if row.target_outside else row.target_id,
        target_rank=row.target_rank,
        confidence=row.confidence,
        note=row.note,
        seconds=row.seconds,
        annotated_at=row.annotated_at.isoformat(),
        superseded=row.superseded_at is not None,
    )


def _article_payload(article: Article) -> ArticlePayload:
    return ArticlePayload(
        id=article.pk,
        external_id=article.external_id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published.isoformat() if article.published else None,
        language=article.language,
        withdrawn=article.state == ArticleState.WITHDRAWN,
        sentences=[
            _sentence_payload(sentence) for sentence in article.sentences.order_by("position")
        ],
    )


def _sentence_payload(sentence: Sentence) -> SentencePayload:
    return SentencePayload(
        id=sentence.pk,
        position=sentence.position,
        paragraph=sentence.paragraph,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        excluded=sentence.excluded,
    )
