from collections.abc import Callable

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.input_serializers import refuse_unknown
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import ID_AND_STATE, NOT_NOW, shape
from annotator.labelling.annotations.payload import AssignmentPayload, assignment_payload
from annotator.labelling.assignments.lifecycle import (
    open_assignment,
    reopen_assignment,
    return_assignment,
    submit_assignment,
)
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.models import Assignment
from annotator.projects.access import enter
from annotator.projects.members import accept_notice

AFTER = {
    "type": "object",
    "properties": {"after": {"type": "integer"}},
    "additionalProperties": False,
}


class NextAssignmentView(APIView):
    """My open assignment or a new one; with `{"after": ID}` one besides that. 204 when there is
    none.
    """

    @extend_schema(
        request={"application/json": AFTER},
        responses={200: shape(AssignmentPayload), 204: None},
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug)
        refuse_unknown(request.data, ("after",))
        after = (request.data or {}).get("after")
        if after is not None and type(after) is not int:
            raise ValidationError({"after": ["The id of an assignment."]})
        assignment = next_assignment(membership=access.annotator, after=after)
        if assignment is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        if after is None and assignment.opened_at is None:
            open_assignment(assignment=assignment)  # what is not fetched ahead is about to be read
        return Response(assignment_payload(assignment))


class ChangeAssignmentView(APIView):
    """Hand an article in, hand it back, or open it again. 409 where that can't be; to repeat it
    changes nothing.
    """

    change: Callable[..., Assignment]

    @extend_schema(request=None, responses={200: ID_AND_STATE, 409: NOT_NOW})
    def post(self, request: ApiRequest, slug: str, assignment_id: int) -> Response:
        access = enter(request.user, slug)
        refuse_unknown(request.data)
        own = Assignment.objects.visible_to(request.user).in_project(access.project)
        assignment = type(self).change(assignment=get_object_or_404(own, pk=assignment_id))
        return Response({"id": assignment.pk, "state": assignment.state})


class SubmitAssignmentView(ChangeAssignmentView):
    """Hand an article in. 409 while sentences are open, or when the place is gone."""

    change = staticmethod(submit_assignment)


class ReturnAssignmentView(ChangeAssignmentView):
    """Hand an article back: somebody else gets it."""

    change = staticmethod(return_assignment)


class ReopenAssignmentView(ChangeAssignmentView):
    """Take a submitted article up again."""

    change = staticmethod(reopen_assignment)


class NoticeView(APIView):
    """Accept the project's notice, once, before the first article."""

    @extend_schema(
        request=None,
        responses={
            200: {"type": "object", "properties": {"notice_accepted_at": {"type": "string"}}}
        },
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug)
        refuse_unknown(request.data)
        membership = accept_notice(membership=access.annotator)
        return Response({"notice_accepted_at": membership.notice_accepted_at})
