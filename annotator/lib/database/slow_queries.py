"""Logging slow statements, without their values and with the reference of the request."""

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings

# In characters.
MAX_STATEMENT = 2000

logger = logging.getLogger("annotator.slow_queries")


def log_if_slow(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """An execute wrapper for Django's database connections. It doesn't see COPY statements."""
    started = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = 1000 * (perf_counter() - started)
        if ms >= settings.SLOW_QUERY_MS:
            alias = context["connection"].alias
            statement = str(sql)[:MAX_STATEMENT]
            logger.warning("slow query at %s: %s", alias, statement, extra={"ms": round(ms, 1)})
