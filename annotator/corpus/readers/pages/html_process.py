"""The process that parses web pages, which `html_parser.py` starts with its limit in seconds."""

import sys
from typing import Any

from annotator.corpus.readers.limited_process import answer_requests


def _read(html: str) -> dict[str, Any]:
    # Imported here, because it takes a second and only this process needs it.
    from annotator.corpus.readers.pages.html_article import read_article

    try:
        return read_article(html)
    except MemoryError:
        return {}


if __name__ == "__main__":
    # Output of libraries must not be mixed with the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    answer_requests(_read, float(sys.argv[1]), sys.stdin, answers)
