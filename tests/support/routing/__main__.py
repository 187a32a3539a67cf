"""Counts the statements of a test run: which of the app's a sharded database could route.

Prints the exceptions with the number of their statements, and those that weren't needed.

    ROUTING_RECORD=/tmp/routing.jsonl .venv/bin/python -m pytest -n auto
    .venv/bin/python -m tests.support.routing /tmp/routing.jsonl
"""

import json
import sys
from collections import Counter
from pathlib import Path

from tests.support.routing.exceptions import EXCEPTIONS


def main(record: Path) -> None:
    # Several workers saw the same statement.
    seen = {
        (function, statement): bool(tables)
        for function, statement, tables in map(json.loads, record.read_text().splitlines())
    }
    unrouted = Counter(function for (function, _), lacks_project in seen.items() if lacks_project)
    others = {function for function, _ in seen} - set(unrouted)

    print(f"{len(seen) - unrouted.total()} of {len(seen)} pairs of a function and its statement")
    print(f"{len(others)} of {len(others) + len(unrouted)} functions\n")
    for function, count in sorted(unrouted.items()):
        print(f"{count:4} {function}: {EXCEPTIONS.get(function, 'NO EXCEPTION')}")
    unneeded = sorted(set(EXCEPTIONS) - set(unrouted))
    print("\nnot needed in this run:", ", ".join(unneeded) or "none")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
