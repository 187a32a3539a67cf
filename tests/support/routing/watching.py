"""The statements that the app sends while the tests run, checked when they are first seen.

A statement that a sharded database couldn't route fails the test in which a function of the app
sends it, unless that function is one of the exceptions. What the tests send themselves, and what
programs do that a test starts, isn't watched.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import psycopg
import pytest
from django.apps import apps
from pglast.parser import ParseError

from tests.support.routing.exceptions import EXCEPTIONS
from tests.support.routing.statements import KEY, unrouted

ROOT = Path(__file__).parents[3]
APP, TESTS = f"{ROOT / 'annotator'}{os.sep}", f"{ROOT / 'tests'}{os.sep}"
# They only send what others ask them to.
MESSENGERS = (
    f"{APP}lib{os.sep}database{os.sep}",
    f"{APP}projects{os.sep}models{os.sep}in_project.py",
)
# A response is written in the middleware, after the view has returned.
LAST = f"{APP}lib{os.sep}web{os.sep}"
NEVER_READ = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "BEGIN", "COMMIT")
LIST = re.compile(r"\bIN \(%s, (?:%s, )*%s\)")

# With this variable, all that is seen is added to the file as lines of JSON.
RECORD = "ROUTING_RECORD"


def sharded_tables() -> frozenset[str]:
    """Every table with a `project_id`, and what belongs to a row of one."""
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.column == KEY for field in model._meta.concrete_fields)
    }
    return frozenset(tables | {"projects_jobproblem", "export_erratum"})


class Watch:
    """What was seen. `found` has the statements that a test has to fail for, as it says them."""

    def __init__(self, record: TextIO | None = None) -> None:
        self.found: list[str] = []
        self._sharded: frozenset[str] = frozenset()
        self._verdicts: dict[str, set[str]] = {}
        self._record = record
        self._recorded: set[tuple[str, str]] = set()

    def note(self, query: Any) -> None:
        statement = query if isinstance(query, str) else _as_text(query)
        if statement.startswith(NEVER_READ):
            return

        tables = self._verdicts.get(statement)
        if tables is None:
            tables = self._verdicts[statement] = self._judge(statement)
        if not tables and self._record is None:
            return

        function = _sending_function()
        if function is None:
            return
        if self._record is not None:
            self._write(function, statement, tables)
        if tables and function not in EXCEPTIONS:
            self.found.append(f"{function}: {', '.join(sorted(tables))} in\n{statement}")

    def _judge(self, statement: str) -> set[str]:
        # Lists differ in length alone.
        short = LIST.sub("IN (%s, %s)", statement)
        if short != statement and short in self._verdicts:
            return self._verdicts[short]

        self._sharded = self._sharded or sharded_tables()
        if not any(table in short for table in self._sharded):
            return set()
        try:
            tables = unrouted(short, self._sharded)
        except ParseError:
            # PostgreSQL refuses it as well.
            tables = set()
        self._verdicts[short] = tables
        return tables

    def _write(self, function: str, statement: str, tables: set[str]) -> None:
        assert self._record is not None
        short = LIST.sub("IN (%s, %s)", statement)
        is_about_shards = any(table in short for table in self._sharded)
        if is_about_shards and (function, short) not in self._recorded:
            self._recorded.add((function, short))
            self._record.write(json.dumps([function, short, sorted(tables)]) + "\n")
            self._record.flush()


def _as_text(query: Any) -> str:
    return query.decode() if isinstance(query, bytes) else str(query.as_string())


def _sending_function() -> str | None:
    """Return the app's function that sends a statement, or None if a test does."""
    frame, last = sys._getframe(2), None
    while frame.f_back is not None:
        frame = frame.f_back
        path = frame.f_code.co_filename
        if path.startswith(TESTS) and not path.startswith(f"{TESTS}support{os.sep}routing"):
            break
        if path.startswith(APP) and not path.startswith(MESSENGERS):
            module = path.removeprefix(APP).removesuffix(".py").replace(os.sep, ".")
            function = f"{module}.{frame.f_code.co_qualname}".partition(".<locals>")[0]
            if not path.startswith(LAST):
                return None if ".migrations." in function else function
            last = last or function
    return last


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch all that psycopg sends in this process."""
    record = os.environ.get(RECORD)
    with pytest.MonkeyPatch.context() as patch:
        watch = Watch(open(record, "a") if record else None)  # noqa: SIM115
        for cursor, name in (
            (psycopg.Cursor, "execute"),
            (psycopg.Cursor, "executemany"),
            (psycopg.Cursor, "copy"),
            (psycopg.ServerCursor, "execute"),
            # Before a COPY that libpq reads.
            (psycopg.ClientCursor, "mogrify"),
        ):
            patch.setattr(cursor, name, _noting(watch, getattr(cursor, name)))
        yield watch
        if watch._record is not None:
            watch._record.close()


def _noting(watch: Watch, method: Callable[..., Any]) -> Callable[..., Any]:
    def noted(cursor: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        watch.note(query)
        return method(cursor, query, *arguments, **options)

    return noted
