"""Generated requests to the API of a running server. The responses must match its schema."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.support.prepared import serving_prepared
from tools.served import ROOT

CASES = 1500
EXAMPLES = 25  # of each call, in each phase that draws them
CHECKS = (
    "not_a_server_error,status_code_conformance,"
    "content_type_conformance,response_schema_conformance"
)


def test_every_response_is_as_documented(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with serving_prepared(workers=2, LOG_REQUESTS="1") as served:
        make_token = [sys.executable, "manage.py", "create_token", "mia"]
        token = subprocess.run(
            make_token, cwd=ROOT, env=served.env, capture_output=True, text=True, check=True
        ).stdout
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            f"--config-file={Path(__file__).with_name('schemathesis.toml')}",
            "run",
            f"http://127.0.0.1:{served.port}/api/schema/",
            f"--header=Authorization: Token {token.strip()}",
            "--phases=coverage,fuzzing,stateful",
            f"--checks={CHECKS}",
            f"--max-examples={EXAMPLES}",
            "--seed=1",
            "--request-timeout=60",
            "--workers=2",
            "--warnings=off",
            "--report=json",
            f"--report-json-path={report}",
        ]
        # Nothing of what it keeps for a next run: each begins anew.
        done = subprocess.run(
            command, cwd=tmp_path, env=os.environ | {"CI": "true"}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-20_000:]
        lines = [
            json.loads(line)
            for line in served.printed.read_text().splitlines()
            if line.startswith("{")
        ]
    summary = json.loads(report.read_text())
    assert summary["complete"]
    assert summary["test_cases"]["generated"] >= CASES
    assert {name: phase["status"] for name, phase in summary["phases"].items()} == {
        "examples": "skip",
        "coverage": "success",
        "fuzzing": "success",
        "stateful": "success",
    }
    statuses = Counter(line["status_code"] // 100 for line in lines if line["message"] == "request")
    assert statuses[5] == 0
    assert statuses[2] > CASES // 10, "it came past the door often enough to try what is behind it"
