"""What the app doesn't load before somebody needs it: packages that take much memory."""

import subprocess
import sys

import pytest

from tools.served import ROOT

# Of exports, of releases, of figures and of imported files. They are imported in the function that
# needs them, or it imports the module that does.
HEAVY = {"cassis", "lxml", "pyarrow", "scipy", "trafilatura", "xlsxwriter"}
WEB_SERVER = "from annotator.lib.processes.web_server import load_app; load_app()"
WORKER = "import annotator.wsgi, annotator.management.commands.work"


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("load", [WEB_SERVER, WORKER], ids=["web server", "worker"])
def test_an_idle_process_has_no_package_of_a_single_task(load: str) -> None:
    assert HEAVY & modules_after(load) == set()


def test_the_process_that_watches_over_the_others_has_no_django() -> None:
    loaded = modules_after("import manage, annotator.lib.processes.serving")
    assert {"django", "numpy", "psycopg"} & loaded == set()
