"""A process that keeps as many bytes as it is asked to, and answers with its number."""

import os
import sys
from typing import Any

from annotator.corpus.readers.limited_process import answer_requests

kept: list[bytes] = []


def _answer(request: int) -> dict[str, Any]:
    kept.append(b"x" * request)
    return {"process": os.getpid()}


if __name__ == "__main__":
    answer_requests(_answer, float(sys.argv[1]), sys.stdin, sys.stdout)
