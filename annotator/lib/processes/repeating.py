"""Work that a thread repeats as long as its process runs."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import connection

from annotator.lib.database.outage import AWAY

logger = logging.getLogger(__name__)


def repeat(
    work: Callable[[], object], *, seconds: float, name: str, is_over: threading.Event
) -> None:
    """Call `work` now and every so many seconds, until `is_over` is set.

    No error ends the thread: nobody would start it again, and what it watches over would stop
    without a word. An error is logged, and `work` is called again after the usual pause.
    """
    while not is_over.is_set():
        try:
            work()
        except AWAY:
            logger.warning("%s: the database is unavailable", name)
            _close_connection()
        except Exception:
            logger.exception("%s: failed", name)
            _close_connection()

        is_over.wait(seconds)


def _close_connection() -> None:
    # Its state is unknown after an error. Closing a broken connection can fail, too.
    with suppress(Exception):
        connection.close()
