"""Every error of the API as JSON with a `detail`, and the one place where our own errors get their status."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from annotator.labelling.entries import RefusedEntriesError
from annotator.labelling.handing_in import HandingInError


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, RefusedEntriesError):
        refused = [{"index": index, "detail": reason} for index, reason in sorted(error.reasons.items())]
        code = status.HTTP_409_CONFLICT if error.conflict else status.HTTP_400_BAD_REQUEST
        return Response({"detail": str(error), "refused": refused}, status=code)
    if isinstance(error, HandingInError):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, RecursionError):
        return Response({"detail": "The body is nested too deeply."}, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, RequestDataTooBig):
        return Response({"detail": "The request is too large."}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    return exception_handler(error, context)
