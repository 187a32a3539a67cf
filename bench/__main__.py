"""Every figure of design section 7 in one table: `make bench`, or `python -m bench [FILE.json]`.

The parts run one after the other, each in processes of its own, as with `python -m bench.PART`. The
figures are written as JSON with a description of the machine.
"""

import json
import sys
import time
from pathlib import Path

from bench.figures import Figure, number
from bench.parts import machine, measured

PARTS = ("saving", "annotating", "scale", "importing", "label_page", "starting")


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


def table(figures: list[Figure]) -> str:
    """The figures as a table in Markdown."""
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
