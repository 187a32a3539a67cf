"""What the web server loads before it forks its workers."""

import subprocess
import sys

CODE = """
import gc, sys, threading
from annotator.lib.processes.web_server import load_app

load_app()
from django.db import connections

assert "annotator.urls" in sys.modules
assert gc.get_freeze_count()
assert threading.enumerate() == [threading.main_thread()]
assert not any(each.connection for each in connections.all(initialized_only=True))
"""


def test_a_worker_inherits_the_app_but_no_thread_and_no_connection() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
