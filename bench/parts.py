"""Runs a part of the benchmarks in a process of its own, and describes the machine."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psutil

from annotator.lib.database.embedded import wheel_binaries
from bench.figures import KEPT, Figure


def measured(part: str, *arguments: str) -> list[Figure]:
    """Run a part; return its figures, each with the command."""
    command = f"python -m bench.{' '.join([part, *arguments])}"
    with tempfile.NamedTemporaryFile() as kept:
        run = [sys.executable, "-m", f"bench.{part}", *arguments]
        subprocess.run(run, check=True, env=os.environ | {KEPT: kept.name})

        return [
            Figure(**{**json.loads(line), "command": command})
            for line in Path(kept.name).read_text().splitlines()
        ]


def machine() -> dict[str, object]:
    version = subprocess.run(
        [wheel_binaries() / "postgres", "--version"], capture_output=True, text=True, check=True
    )

    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": psutil.cpu_count(),
        "processor": processor(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "load_before": psutil.getloadavg()[0],
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "postgresql": version.stdout.strip().removeprefix("postgres (PostgreSQL) "),
    }


def processor() -> str:
    """The processor's model, where the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()

    return next(
        (line.partition(": ")[2] for line in lines if line.startswith("model name")),
        platform.machine(),
    )
