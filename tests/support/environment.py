"""Loaded before Django's settings: gives the tests a `var/` of their own, and one database server
for a whole run.

With DATABASE_URL the tests use the server that it names, whose user must be able to create
databases. An app that a test starts as a user would still has a server of its own.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest

SITE = "http://127.0.0.1:8000"
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

if not IS_WORKER:
    folder = Path(tempfile.mkdtemp(prefix="skepsis-test-"))
    # Started by root, PostgreSQL runs as another user, who must be able to enter the folder.
    folder.chmod(0o711)
    os.environ["SKEPSIS_VAR"] = str(folder)
    for name in ("SECRET_KEY", "SITE_URL", "DEBUG", "SKEPSIS_WEB_THREADS"):
        os.environ.pop(name, None)
    if "DATABASE_URL" in os.environ:
        os.environ |= {
            "SECRET_KEY": "a key of the tests, which nobody else has, and is long",
            "SITE_URL": SITE,
        }

# The programs that tests start would otherwise compile all modules at each start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Playwright's synchronous interface runs an event loop in the test's thread; our tests use the
# database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# What is imported and collected stays to the end. Looking for garbage in it takes a tenth of a run.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and delete the folder at the end of the run."""
    if IS_WORKER:
        return
    from annotator.lib.database.embedded import EmbeddedPostgres

    server = EmbeddedPostgres(folder / "postgres")
    if server.data.exists():
        server.join()
        server.leave()
    shutil.rmtree(folder, ignore_errors=True)
