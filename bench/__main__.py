"""Every figure of design section 7 in one table: `make bench`, or `python -m bench [FILE.json]`.

The parts run one after the other, each in processes of its own, as `python -m bench.PART` does;
what they measured is written as JSON with a description of the machine.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from annotator.lib.database.embedded import wheel_binaries
from bench.figures import KEPT, Figure, number

PARTS = ("saving", "scale", "importing", "label_page", "starting")


def main() -> None:
    began = time.monotonic()
    figures = [figure for part in PARTS for figure in measured(part)]
    print(f"\n{table(figures)}\n\n{time.monotonic() - began:.0f} s in all", flush=True)
    if len(sys.argv) > 1:
        kept = {
            "machine": machine(),
            "figures": [vars(figure) | {"ratio": figure.ratio} for figure in figures],
        }
        Path(sys.argv[1]).write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def measured(part: str, *arguments: str) -> list[Figure]:
    """What a part told, with its command."""
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
    """Its model, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(": ")[2] for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def table(figures: list[Figure]) -> str:
    """In Markdown."""
    rows = [
        "| work | measured | reference in the same run | | goal | |",
        "|---|---|---|---|---|---|",
    ]
    for figure in figures:
        reference = (
            ""
            if figure.reference is None
            else f"{number(figure.reference)} {figure.unit}, {figure.reference_is}"
        )
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}x"
        met = {None: "", True: "met", False: "**not met**"}[figure.is_met]
        measured = f"{number(figure.value)} {figure.unit}"
        rows.append(
            f"| {figure.work.strip()} | {measured} | {reference} | {ratio} | {figure.goal} | {met} "
            "|"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
