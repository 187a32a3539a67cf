from datetime import datetime
from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.agreement.adjudication.articles.review import load_review
from annotator.agreement.adjudication.sightings import record_sighting
from annotator.agreement.adjudication.tie_breakers.asking import ask_annotator, take_back_tie_break
from annotator.agreement.adjudication.tie_breakers.ranking import (
    RankedCandidate,
    disputed_labels,
    rank_candidates,
)
from annotator.api.input_serializers import InputSerializer, refuse_unknown
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import shape
from annotator.corpus.models import Article
from annotator.labelling.assignments.tie_breaks import latest_tie_breaks
from annotator.labelling.models import Assignment
from annotator.projects.access import Access, enter
from annotator.projects.models import Role


class TieBreakShape(TypedDict):
    """`asked_by` is null if a superuser asked, or if it was before this was stored."""

    annotator: str
    asked_at: datetime
    asked_by: str | None
    state: str
    decided: int
    to_label: int


class CandidateShape(TypedDict):
    """`agreement` is that with the others on `sentences` sentences to which somebody else gave one
    of the labels in dispute; null without such sentences. `obstacle` is why they can't be asked,
    or empty.
    """

    annotator: str
    agreement: float | None
    sentences: int
    in_progress: int
    obstacle: str


class TieBreakChoiceShape(TypedDict):
    """`latest` is the newest tie-break of the article. The candidates begin with the best one."""

    latest: TieBreakShape | None
    labels: list[str]
    candidates: list[CandidateShape]


class NewTieBreakSerializer(InputSerializer[None]):
    """`annotator` is a pseudonym. Without one, the app asks the best annotator available."""

    annotator = serializers.CharField(
        max_length=100, required=False, allow_null=True, allow_blank=True
    )


class TieBreakView(APIView):
    """One more annotator for an article on which the others disagree."""

    @extend_schema(responses={200: shape(TieBreakChoiceShape)})
    def get(self, request: ApiRequest, slug: str, article_id: int) -> Response:
        """Tell who was asked, and who can be asked, with their agreement on the labels in
        dispute.
        """
        access, article = _enter(request, slug, article_id)
        labels = disputed_labels(article)
        latest = latest_tie_breaks(access.project, [article.pk]).get(article.pk)
        ranked = rank_candidates(article, labels, viewer=access.membership)
        return Response(
            TieBreakChoiceShape(
                latest=_as_json(latest) if latest else None,
                labels=[label.key for label in labels],
                candidates=[_candidate(one) for one in ranked],
            )
        )

    @extend_schema(
        request=NewTieBreakSerializer,
        responses={201: shape(TieBreakShape), 200: shape(TieBreakShape)},
    )
    def post(self, request: ApiRequest, slug: str, article_id: int) -> Response:
        """Ask one more annotator. 200 with the one in progress, if there is one; 409 if the
        annotator, or nobody, is available.
        """
        access, article = _enter(request, slug, article_id)
        body = NewTieBreakSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        pseudonym = body.validated_data.get("annotator") or ""
        assignment, is_new = ask_annotator(access, request.user, article, pseudonym=pseudonym)
        created = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(_as_json(assignment), status=created)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: ApiRequest, slug: str, article_id: int) -> Response:
        """Take the tie-break in progress back. 409 if its annotator has labelled a sentence."""
        access, article = _enter(request, slug, article_id)
        refuse_unknown(request.data)
        take_back_tie_break(access, request.user, article)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _enter(request: ApiRequest, slug: str, article_id: int) -> tuple[Access, Article]:
    """Return the article for an adjudicator, and record that they see its labels."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    article = load_review(access, article_id)
    if access.membership is not None:
        record_sighting(viewer=access.membership, article=article)
    return access, article


def _as_json(assignment: Assignment) -> TieBreakShape:
    return TieBreakShape(
        annotator=assignment.annotator.pseudonym,
        asked_at=assignment.began_at,
        asked_by=assignment.asked_by.pseudonym if assignment.asked_by else None,
        state=assignment.state,
        decided=assignment.decided,
        to_label=assignment.article.to_label,
    )


def _candidate(one: RankedCandidate) -> CandidateShape:
    return CandidateShape(
        annotator=one.candidate.member.pseudonym,
        agreement=one.agreement,
        sentences=one.sentences,
        in_progress=one.candidate.in_progress,
        obstacle=one.candidate.obstacle,
    )
