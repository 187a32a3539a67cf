"""The same figures at 10,000, 100,000 and 1,000,000 sentences, as JSON and as a drawing.

`python -m bench.growth docs/growth` runs `bench.scale` at each size and writes docs/growth.json and
docs/growth.svg. With one more argument it only draws docs/growth.json again.
"""

import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from bench.figures import number
from bench.parts import machine, measured

SIZES = (10_000, 100_000, 1_000_000)
# The title of each panel, and the captions of its lines by how the name of the figure begins.
PANELS = (
    (
        "What people wait for, ms",
        {
            "progress page": "progress page",
            "article list, sentences": "article list",
            "next article": "next article",
            "median": "a label saved, eight people at once",
        },
    ),
    (
        "What is done at once, s",
        {
            "export of annotations, csv": "export of all annotations as CSV",
            "agreement report": "agreement report",
        },
    ),
)
WIDTH, HEIGHT, LEFT, TOP = 400, 260, 60, 50
STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #1c1c24 }
    .small { font-size: 11px; fill: #5c5c66 }
    .axis { stroke: #c9c9c4; fill: none }
    .line { fill: none; stroke-width: 2 }
    svg { background: #fcfaf6 }
    .c0 { stroke: #1f5fa8 } .c1 { stroke: #a8471f; stroke-dasharray: 7 3 }
    .c2 { stroke: #2c7a3f; stroke-dasharray: 2 3 }
    .c3 { stroke: #6b3fa0; stroke-dasharray: 10 3 2 3 }
    @media (prefers-color-scheme: dark) {
        text { fill: #f0f0ea }
    .small { fill: #a8a8b0 }
    .axis { stroke: #44444c }
    svg { background: #17181c }
        .c0 { stroke: #7db4f0 } .c1 { stroke: #f0a27d }
        .c2 { stroke: #86d49a } .c3 { stroke: #c3a3ee }
    }
"""


def main() -> None:
    target, *only_drawn = sys.argv[1:]
    kept = Path(f"{target}.json")

    if not only_drawn:
        figures = [(size, figure) for size in SIZES for figure in measured("scale", str(size))]
        rows = [
            vars(figure) | {"sentences": size, "ratio": figure.ratio} for size, figure in figures
        ]
        kept.write_text(json.dumps({"machine": machine(), "figures": rows}, indent=1) + "\n")

    series: dict[str, list[tuple[int, float]]] = {}

    for figure in json.loads(kept.read_text())["figures"]:
        series.setdefault(name_of(figure["work"]), []).append(
            (figure["sentences"], figure["value"])
        )

    Path(f"{target}.svg").write_text("\n".join(drawing(series)) + "\n")


def name_of(work: str) -> str:
    """The name of the measurement, without the size."""
    return re.sub(r"(,| of| beside)? ?[\d,]{3,} (sentences|annotations)", r"\1 \2", work.strip())


def drawing(series: dict[str, list[tuple[int, float]]]) -> Iterator[str]:
    """The panels side by side, both axes logarithmic."""
    width, height = len(PANELS) * (WIDTH + LEFT) + 30, TOP + HEIGHT + 130
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
    yield "<title>How the figures grow with the number of sentences</title>"
    yield f"<style>{STYLE}</style>"

    for panel, (title, wanted) in enumerate(PANELS):
        drawn = {
            caption: points
            for beginning, caption in wanted.items()
            for name, points in series.items()
            if name.startswith(beginning)
        }
        yield from panel_of(panel * (WIDTH + LEFT) + LEFT, title, drawn)

    yield "</svg>"


def panel_of(left: int, title: str, drawn: dict[str, list[tuple[int, float]]]) -> Iterator[str]:
    values = [value for points in drawn.values() for _, value in points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def place(size: int, value: float) -> tuple[float, float]:
        across = (math.log10(size) - math.log10(SIZES[0])) / (
            math.log10(SIZES[-1]) - math.log10(SIZES[0])
        )
        up = (math.log10(value) - low) / (high - low)
        return left + across * (WIDTH - 60), TOP + HEIGHT * (1 - up)

    yield f'<text x="{left}" y="24">{escape(title)}</text>'
    for power in range(low, high + 1):
        x, y = place(SIZES[0], 10**power)
        yield f'<path class="axis" d="M{x:.0f} {y:.1f}h{WIDTH - 60}"/>'
        yield (
            f'<text class="small" x="{x - 8:.0f}" y="{y + 4:.1f}" '
            f'text-anchor="end">{10**power:g}</text>'
        )
    for size in SIZES:
        x, _ = place(size, 10**low)
        yield (
            f'<text class="small" x="{x:.0f}" y="{TOP + HEIGHT + 18}" '
            f'text-anchor="middle">{size:,}</text>'
        )
    for at, (name, points) in enumerate(drawn.items()):
        yield from line_of(at, [place(*point) for point in points])
        y = TOP + HEIGHT + 42 + 18 * at
        values_of = ", ".join(number(value) for _, value in points)
        yield (
            f'<path class="line c{at}" d="M{left} {y - 4}h26"/><text x="{left + 34}" '
            f'y="{y}">{escape(name)}'
        )
        yield f'<tspan class="small"> {values_of}</tspan></text>'


def line_of(at: int, places: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield f'<path class="line c{at}" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>'


if __name__ == "__main__":
    main()
