"""The errors of the API: JSON with a `detail`, and the status of each of our own exceptions."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from annotator.agreement.adjudication.decisions import AdjudicationError
from annotator.api.permissions import OTHER_ACCOUNT
from annotator.labelling.annotations.entries import RefusedEntriesError
from annotator.labelling.annotations.limits import TooMuchWrittenError
from annotator.labelling.assignments.lifecycle import AssignmentStateError
from annotator.labelling.assignments.places import AssignError


class RefusedItemsError(Exception):
    """Some items of a list can't be stored, so none is. `reasons` has the reason by index."""

    def __init__(self, reasons: Mapping[int, str], *, conflict: bool = False) -> None:
        super().__init__(
            ngettext(
                "%(count)s item can’t be stored, so nothing was stored.",
                "%(count)s items can’t be stored, so nothing was stored.",
                len(reasons),
            )
            % {"count": len(reasons)}
        )
        self.reasons = reasons
        self.conflict = conflict


def invalid_form(form: BaseForm) -> ValidationError:
    """Return the errors of a form that pages and the API share, as a 400 with the names sent."""
    return ValidationError(
        {
            form.add_prefix(name): [str(error) for error in errors]
            for name, errors in form.errors.items()
        }
    )


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response to an exception, for REST framework (`EXCEPTION_HANDLER`)."""
    response = _error_response(error, context)
    if response is not None:
        response.data = _encodable(response.data)
    return response


def _error_response(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, RefusedEntriesError):
        answer = _refused_items(error.reasons, str(error), conflict=error.conflict)
        # The labelling page drops a label only if its refusal is final. Others it sends
        # again.
        for item in answer.data["refused"]:
            item["final"] = item["index"] not in error.for_now
        return answer

    if isinstance(error, RefusedItemsError):
        return _refused_items(error.reasons, str(error), conflict=error.conflict)

    if isinstance(error, AssignmentStateError):
        data = {"detail": str(error), "final": error.is_final}
        return Response(data, status=status.HTTP_409_CONFLICT)

    if isinstance(error, TooMuchWrittenError):
        wait = str(ceil(error.seconds))
        return Response({"detail": str(error)}, status=429, headers={"Retry-After": wait})

    if isinstance(error, (AdjudicationError, AssignError)):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, RecursionError):
        # The JSON parser raises it for a body with very many brackets.
        detail = _("The JSON is nested too deeply.")
        return Response({"detail": detail}, status=status.HTTP_400_BAD_REQUEST)

    if isinstance(error, RequestDataTooBig):
        # Without this, REST framework would not know the exception and the answer would
        # be a page.
        detail = _("The request is too large.")
        return Response({"detail": detail}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)

    response = exception_handler(error, context)
    if response is not None and _is_other_account(error):
        response.data["code"] = OTHER_ACCOUNT
    return response


def _is_other_account(error: Exception) -> bool:
    return isinstance(error, PermissionDenied) and error.get_codes() == OTHER_ACCOUNT


def _refused_items(reasons: Mapping[int, str], detail: str, *, conflict: bool) -> Response:
    refused: list[dict[str, Any]] = [
        {"index": index, "detail": reason} for index, reason in sorted(reasons.items())
    ]
    code = status.HTTP_409_CONFLICT if conflict else status.HTTP_400_BAD_REQUEST
    return Response({"detail": detail, "refused": refused}, status=code)


def _encodable(data: Any) -> Any:
    """Return the data with each lone surrogate as a question mark."""
    if isinstance(data, dict):
        return {name: _encodable(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_encodable(value) for value in data]
    # Messages quote the request. JSON can hold half of a surrogate pair there, which
    # UTF-8 can't.
    return data.encode("utf-8", "replace").decode() if isinstance(data, str) else data
