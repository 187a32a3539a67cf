"""The process that `other_processes.py` starts: it runs the functions that it is sent."""

import pickle
import signal
import sys
import traceback
from typing import Any, BinaryIO


def answer_batches(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each pair of a function and a batch, until the input ends."""
    while True:
        try:
            # Only our parent writes to this pipe.
            function, batch = pickle.load(requests)  # noqa: S301
        except EOFError:
            return
        answers.write(_answer(function, batch))
        answers.flush()


def _answer(function: Any, batch: Any) -> bytes:
    """Return (True, result), or (False, exception), pickled."""
    try:
        return pickle.dumps((True, function(batch)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        # A traceback can't be pickled, and says what nobody could guess.
        error.add_note(traceback.format_exc())
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(traceback.format_exc())))


if __name__ == "__main__":
    # Ctrl-C reaches all processes of a terminal; ours ends with its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Output of libraries must not be mixed with the answers.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        answer_batches(sys.stdin.buffer, answers)
    except BrokenPipeError:
        # The parent has ended, and nobody reads the answer.
        sys.stderr.close()
