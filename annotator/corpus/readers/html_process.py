"""The process that parses web pages: `python -m annotator.corpus.readers.html_process SECONDS`."""

import sys
from typing import Any

from annotator.corpus.readers.limited_process import answer_requests


def _extract(html: str) -> dict[str, Any]:
    """Return the fields that trafilatura finds, or {} if it finds no article."""
    # Imported here, because it takes a second and only this process needs it.
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    # Below its usual minimum of 250 characters, trafilatura falls back to all text of
    # the page in one piece. Short articles are articles too.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "40")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")

    try:
        found = bare_extraction(html, with_metadata=True, include_comments=False, config=config)
    except MemoryError:
        return {}

    if found is None or isinstance(found, dict) or not found.text:
        return {}
    names = ("text", "title", "sitename", "hostname", "url", "date")
    return {name: getattr(found, name) for name in names}


if __name__ == "__main__":
    # Output of libraries must not be mixed with the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    answer_requests(_extract, float(sys.argv[1]), sys.stdin, answers)
