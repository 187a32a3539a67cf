"""Log lines as JSON, without people's texts and secrets, and the reference of an error page.

The message of an exception may quote a row or a form, and an address may contain a key. So a
line has the route instead of the address, and the type and place of an error instead of its
message.
"""

import json
import logging
import secrets
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # `serve` writes such lines, too, and does without Django.
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

HEADER = "Skepsis-Reference"
# A line has this many frames of a traceback, the innermost ones.
FRAMES = 12
ROOT = Path(__file__).resolve().parents[2]

logger = logging.getLogger("annotator.requests")
_reference: ContextVar[str] = ContextVar("reference", default="")


def add_reference(
    get_response: "Callable[[HttpRequest], HttpResponseBase]",
) -> "Callable[[HttpRequest], HttpResponseBase]":
    """Give every request a reference: in its log lines, its error page and its response."""

    def middleware(request: "HttpRequest") -> "HttpResponseBase":
        request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]
        token = _reference.set(request.reference)  # type: ignore[attr-defined]
        started = perf_counter()

        try:
            response = get_response(request)
            response[HEADER] = request.reference  # type: ignore[attr-defined]
            if logger.isEnabledFor(logging.INFO):
                ms = round(1000 * (perf_counter() - started), 1)
                logger.info(
                    "request",
                    extra={"request": request, "status_code": response.status_code, "ms": ms},
                )
            return response
        finally:
            _reference.reset(token)

    return middleware


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, logger, message, request and error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        request = getattr(record, "request", None)
        # Django logs 4xx errors after our middleware has finished, so it is on the
        # request too.
        if reference := _reference.get() or getattr(request, "reference", ""):
            line["reference"] = reference
        line["message"] = record.getMessage() if request is None else _without_address(record)

        if request is not None and hasattr(request, "resolver_match"):
            line |= _request_fields(request)
        for name in ("status_code", "ms"):
            if hasattr(record, name):
                line[name] = getattr(record, name)

        if record.exc_info and record.exc_info[1] is not None:
            line |= _error_fields(record.exc_info[1], record.exc_info[2])
            line["message"] = line["message"].replace(str(record.exc_info[1]) or "\0", "…")

        return json.dumps(line, ensure_ascii=False, default=str)


def _without_address(record: logging.LogRecord) -> str:
    """Django's message without the address, its last argument: "Not Found: %s"."""
    message = record.getMessage()
    address = str(record.args[-1]) if isinstance(record.args, tuple) and record.args else ""
    return message.removesuffix(address).rstrip(": ") if address.startswith("/") else message


def _request_fields(request: "HttpRequest") -> dict[str, Any]:
    match = request.resolver_match
    # A log line must not query the database, so it uses the user only if it is loaded
    # already.
    user = request.__dict__.get("_cached_user")

    return {
        "method": request.method,
        "route": match.route if match else None,
        "user": getattr(user, "pk", None),
    }


def _error_fields(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    found = {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "where": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    cause = error.__cause__

    state = getattr(error, "sqlstate", None) or getattr(cause, "sqlstate", None)
    if state:
        found["sqlstate"] = state
        constraint = getattr(getattr(cause or error, "diag", None), "constraint_name", None)
        found |= {"constraint": constraint} if constraint else {}

    return found


def _short(filename: str) -> str:
    """The file name without the folders of the machine."""
    path = Path(filename)
    if path.is_relative_to(ROOT / "annotator"):
        return str(path.relative_to(ROOT))
    return filename.partition("site-packages/")[2] or path.name
