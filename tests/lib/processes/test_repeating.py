import logging
import threading

import pytest
from django.db import OperationalError

from annotator.lib.processes.repeating import repeat


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "the watch: failed"),
        (OperationalError("gone"), "the watch: the database is unavailable"),
    ],
)
def test_work_is_repeated_after_an_error_which_is_logged(
    error: Exception, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    is_over, calls = threading.Event(), []

    def work() -> None:
        calls.append(len(calls))
        if len(calls) == 3:
            is_over.set()
        raise error

    with caplog.at_level(logging.WARNING):
        repeat(work, seconds=0, name="the watch", is_over=is_over)

    assert len(calls) == 3
    assert caplog.messages == [message] * 3
