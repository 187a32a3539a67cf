"""The JSON form of an assignment, for the labelling page and the API."""

from typing import TypedDict

from annotator.corpus.models import Article, Sentence
from annotator.labelling.annotations.entries import OUTSIDE
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
    sentences: list[SentencePayload]


class AnnotationPayload(TypedDict):
    id: int
    assignment: int
    assignment_state: str
    submission: str
    sentence: int
    label: str | None
    skip_reason: str
    target: int | str | None
    confidence: int | None
    note: str
    seconds: float | None
    annotated_at: str
    superseded: bool


class AssignmentPayload(TypedDict):
    id: int
    state: str
    codebook_version: int
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
    return AssignmentPayload(
        id=assignment.pk,
        state=assignment.state,
        codebook_version=assignment.codebook_version,
        article=_article_payload(assignment.article),
        # A new assignment, the usual case, has no annotations, so it needs no query for them.
        annotations=[annotation_payload(annotation) for annotation in annotations]
        if assignment.decided
        else [],
    )


def annotation_payload(annotation: Annotation) -> AnnotationPayload:
    return AnnotationPayload(
        id=annotation.pk,
        assignment=annotation.assignment_id,
        assignment_state=annotation.assignment.state,
        submission=str(annotation.submission),
        sentence=annotation.sentence_id,
        label=annotation.label.key if annotation.label else None,
        skip_reason=annotation.skip_reason,
        target=OUTSIDE if annotation.target_outside else annotation.target_id,
        confidence=annotation.confidence,
        note=annotation.note,
        seconds=annotation.seconds,
        annotated_at=annotation.annotated_at.isoformat(),
        superseded=annotation.superseded_at is not None,
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
