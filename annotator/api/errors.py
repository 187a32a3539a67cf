"""Every error of the API as JSON with a `detail`, and the one place where our own errors get their
status.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.forms import BaseForm
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from annotator.agreement.adjudication.decisions import AdjudicationError
from annotator.labelling.annotations.entries import RefusedEntriesError
from annotator.labelling.annotations.limits import TooMuchWrittenError
from annotator.labelling.assignments.lifecycle import AssignmentStateError


class RefusedItemsError(Exception):
    """Some entries of a list can't be stored, so none is: their indexes, and why."""

    def __init__(self, reasons: Mapping[int, str], *, conflict: bool = False) -> None:
        super().__init__(f"{len(reasons)} of the entries can't be stored, so none was.")
        self.reasons = reasons
        self.conflict = conflict


def refused(form: BaseForm) -> ValidationError:
    """The errors of a form that pages and calls share, as a 400 with the names of its fields."""
    return ValidationError(
        {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    )


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    response = _answer(error, context)
    if response is not None:
        response.data = _encodable(response.data)
    return response


def _answer(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, RefusedEntriesError):
        answer = _refused_items(error.reasons, str(error), conflict=error.conflict)
        for item in answer.data["refused"]:
            item["final"] = item["index"] not in error.for_now
        return answer

    if isinstance(error, RefusedItemsError):
        return _refused_items(error.reasons, str(error), conflict=error.conflict)

    if isinstance(error, AssignmentStateError):
        told = {"detail": str(error), "final": error.is_final}
        return Response(told, status=status.HTTP_409_CONFLICT)

    if isinstance(error, TooMuchWrittenError):
        wait = str(ceil(error.seconds))
        return Response({"detail": str(error)}, status=429, headers={"Retry-After": wait})

    if isinstance(error, AdjudicationError):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, RecursionError):
        return Response(
            {"detail": "The body is nested too deeply."}, status=status.HTTP_400_BAD_REQUEST
        )
    if isinstance(error, RequestDataTooBig):
        return Response(
            {"detail": "The request is too large."}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
        )

    return exception_handler(error, context)


def _refused_items(reasons: Mapping[int, str], detail: str, *, conflict: bool) -> Response:
    refused: list[dict[str, Any]] = [
        {"index": index, "detail": reason} for index, reason in sorted(reasons.items())
    ]
    code = status.HTTP_409_CONFLICT if conflict else status.HTTP_400_BAD_REQUEST
    return Response({"detail": detail, "refused": refused}, status=code)


def _encodable(said: Any) -> Any:
    """Messages quote what was sent, which may hold half of a character."""
    if isinstance(said, dict):
        return {name: _encodable(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_encodable(value) for value in said]
    return said.encode("utf-8", "replace").decode() if isinstance(said, str) else said
