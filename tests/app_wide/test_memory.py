"""What the app doesn't load before somebody needs it: packages that take much memory."""

import subprocess
import sys

import pytest

from tools.served import ROOT

# Of exports, of releases and of imported files. A module that needs one imports it, and is itself
# imported in the function that needs it.
HEAVY = {"cassis", "lxml", "pyarrow", "trafilatura", "xlsxwriter"}
WEB_SERVER = "from annotator.lib.processes.web_server import load_app; load_app()"
WORKER = "import annotator.wsgi, annotator.management.commands.work"


@pytest.mark.parametrize("load", [WEB_SERVER, WORKER], ids=["web server", "worker"])
def test_an_idle_process_has_no_package_of_a_single_task(load: str) -> None:
    code = f"{load}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert HEAVY & set(done.stdout.split()) == set()
