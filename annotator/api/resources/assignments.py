from collections.abc import Callable

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.input_serializers import InputSerializer, refuse_unknown
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import ID_AND_STATE, NOT_NOW, shape
from annotator.labelling.annotations.payload import AssignmentPayload, assignment_payload
from annotator.labelling.assignments.lifecycle import (
    open_assignment,
    reopen_assignment,
    return_assignment,
    submit_assignment,
)
from annotator.labelling.assignments.problems import MAX_LENGTH, report_problem
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
    """Return your open assignment or a new one; with `{"after": ID}`, one in addition to that.
    204 if there is none.
    """

    @extend_schema(
        request={"application/json": AFTER},
        responses={200: shape(AssignmentPayload), 204: None},
    )
    def post(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug)
        refuse_unknown(request.data, ("after",))
        after = (request.data or {}).get("after")
        # True and False are instances of int, too.
        if after is not None and type(after) is not int:
            raise ValidationError({"after": [_("Must be the id of an assignment.")]})

        assignment = next_assignment(membership=access.annotator, after=after)
        if assignment is None:
            return Response(status=status.HTTP_204_NO_CONTENT)

        if after is None and assignment.opened_at is None:
            # With `after`, the page fetches an article in advance, which isn't opened
            # yet.
            open_assignment(assignment=assignment)
        return Response(assignment_payload(assignment))


class ChangeAssignmentView(APIView):
    """Submit, return or reopen an article. 409 if that isn't possible. Repeating it changes
    nothing.
    """

    # One function of `lifecycle`, set by each subclass.
    change: Callable[..., Assignment]

    @extend_schema(request=None, responses={200: ID_AND_STATE, 409: NOT_NOW})
    def post(self, request: ApiRequest, slug: str, assignment_id: int) -> Response:
        access = enter(request.user, slug)
        refuse_unknown(request.data)
        # Assignments of others are not found, as if they didn't exist.
        own = Assignment.objects.visible_to(request.user).in_project(access.project)
        assignment = type(self).change(assignment=get_object_or_404(own, pk=assignment_id))
        return Response({"id": assignment.pk, "state": assignment.state})


class SubmitAssignmentView(ChangeAssignmentView):
    """Submit an article. 409 if sentences are unlabelled, or if it is no longer assigned to you."""

    change = staticmethod(submit_assignment)


class ReturnAssignmentView(ChangeAssignmentView):
    """Return an article. Someone else will get it."""

    change = staticmethod(return_assignment)


class ReopenAssignmentView(ChangeAssignmentView):
    """Reopen a submitted article."""

    change = staticmethod(reopen_assignment)


class ProblemSerializer(InputSerializer[None]):
    text = serializers.CharField(max_length=MAX_LENGTH)


class ReportProblemView(APIView):
    """Tell the project's managers what is wrong with an article. They read it in the audit log."""

    @extend_schema(request=ProblemSerializer, responses={204: None, 409: NOT_NOW})
    def post(self, request: ApiRequest, slug: str, assignment_id: int) -> Response:
        access = enter(request.user, slug)
        own = Assignment.objects.visible_to(request.user).in_project(access.project)
        own = own.select_related("annotator", "article", "project")
        assignment = get_object_or_404(own, pk=assignment_id)

        sent = ProblemSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        report_problem(assignment=assignment, text=sent.validated_data["text"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoticeView(APIView):
    """Accept the notice of the project, once, before your first article."""

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
