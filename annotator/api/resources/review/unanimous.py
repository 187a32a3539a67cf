from datetime import datetime
from typing import TypedDict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.agreement.adjudication.unanimous import (
    accept_unanimous,
    count_unanimous,
    list_acts,
    undo_act,
)
from annotator.api.input_serializers import refuse_unknown
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import shape
from annotator.projects.access import enter
from annotator.projects.models import Role


class ActShape(TypedDict):
    """Decisions that were made at once; `standing` of them are in force."""

    id: UUID
    decided_at: datetime
    adjudicator: str
    sentences: int
    standing: int


class UnanimousShape(TypedDict):
    """`sentences` is how many would be decided now."""

    sentences: int
    acts: list[ActShape]


class DecidedShape(TypedDict):
    sentences: int


class UnanimousView(APIView):
    """Sentences of complete articles to which all their annotators, at least two, gave the same
    label and no different targets, and that have no decision.
    """

    @extend_schema(responses={200: shape(UnanimousShape)})
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Count them, and list what was accepted so far."""
        access = enter(request.user, slug, Role.ADJUDICATOR)
        acts = [
            ActShape(
                id=act.id,
                decided_at=act.at,
                adjudicator=act.by,
                sentences=act.sentences,
                standing=act.standing,
            )
            for act in list_acts(access.project)
        ]
        count = count_unanimous(access.project, viewer=access.membership)
        return Response(UnanimousShape(sentences=count, acts=acts))

    @extend_schema(request=None, responses={200: shape(DecidedShape)})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Decide all of them with their label and target, and the reason “Unanimous”."""
        access = enter(request.user, slug, Role.ADJUDICATOR)
        refuse_unknown(request.data)
        _act, decided = accept_unanimous(access=access, user=request.user)
        return Response(DecidedShape(sentences=decided))


class UnanimousActView(APIView):
    @extend_schema(request=None, responses={200: shape(DecidedShape)})
    def delete(self, request: ApiRequest, slug: str, act: UUID) -> Response:
        """Take back the decisions of an act that are still in force."""
        access = enter(request.user, slug, Role.ADJUDICATOR)
        refuse_unknown(request.data)
        undone = undo_act(access=access, user=request.user, act=act)
        return Response(DecidedShape(sentences=undone))
