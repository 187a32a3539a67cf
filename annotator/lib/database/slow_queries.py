"""A line in the log for every statement that took long, without its values, and with the number of
its request.
"""

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings

MAX_STATEMENT = 2000  # characters of a statement

logger = logging.getLogger("annotator.slow_queries")


def log_if_slow(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """An execute wrapper of Django's. COPY goes past it: exports and bulk reads have their own
    figures.
    """
    began = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = 1000 * (perf_counter() - began)
        if ms >= settings.SLOW_QUERY_MS:
            alias = context["connection"].alias
            statement = str(sql)[:MAX_STATEMENT]
            logger.warning("slow query at %s: %s", alias, statement, extra={"ms": round(ms, 1)})
