from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.models import User
from annotator.api.frequent_calls import FrequentCall, WrittenJson
from annotator.api.input_serializers import InputSerializer, refuse_unknown
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import ID_AND_STATE, NOT_NOW, shape
from annotator.labelling.annotations.payload import AssignmentPayload, assignment_json
from annotator.labelling.assignments.lifecycle import (
    reopen_assignment,
    return_assignment,
    submit_assignment,
)
from annotator.labelling.assignments.problems import MAX_LENGTH, report_problem
from annotator.labelling.assignments.queue import take_next
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Assignment
from annotator.projects.access import NotAMemberError, as_member, enter
from annotator.projects.members import accept_notice

AFTER = {
    "type": "object",
    "properties": {"after": {"type": "integer"}},
    "additionalProperties": False,
}


@extend_schema_view(
    post=extend_schema(
        request={"application/json": AFTER},
        responses={200: shape(AssignmentPayload), 204: None},
    )
)
class NextAssignmentView(FrequentCall):
    """Return your open assignment or a new one; with `{"after": ID}`, one in addition to that.
    204 if there is none.
    """

    def answer(self, user: User, sent: Any, *, slug: str) -> WrittenJson | None:
        refuse_unknown(sent, ("after",))
        after = (sent or {}).get("after")
        # True and False are instances of int, too.
        if after is not None and type(after) is not int:
            raise ValidationError({"after": [_("Must be the id of an assignment.")]})

        def take(project: int) -> WrittenJson | None:
            # With `after`, the page fetches an article in advance, which isn't opened yet.
            opens = after is None
            found = take_next(user=user.pk, project=project, after=after, opens=opens)
            if found is None:
                return None
            return WrittenJson(assignment_json(project=project, assignment=found))

        return as_member(user, slug, take)


class ChangeAssignmentView(APIView):
    """Return or reopen an article. 409 if that isn't possible. Repeating it changes
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


@extend_schema_view(post=extend_schema(request=None, responses={200: ID_AND_STATE, 409: NOT_NOW}))
class SubmitAssignmentView(FrequentCall):
    """Submit an article. 409 if sentences are unlabelled, or if it is no longer assigned to you.
    Repeating it changes nothing.
    """

    def answer(self, user: User, sent: Any, *, slug: str, assignment_id: int) -> dict[str, Any]:
        refuse_unknown(sent)

        def submit(project: int) -> dict[str, Any]:
            submit_assignment(user=user.pk, project=project, assignment=assignment_id)
            return {"id": assignment_id, "state": AssignmentState.SUBMITTED.value}

        try:
            return as_member(user, slug, submit)
        # Assignments of others are not found, as if they didn't exist. A superuser who is no
        # member has none.
        except (NotAMemberError, PermissionDenied):
            raise Http404 from None


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
