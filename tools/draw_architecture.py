"""Draws the picture of docs/architecture.md from the code: `python -m tools.draw_architecture`.

Each package has a row with its subpackages, in the order of the layers in pyproject.toml. A cell
counts the imports from the package of its row to the package of its column. If imports run one way,
all cells are on one side of the diagonal.
"""

import ast
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

from tools.served import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
PACKAGE = ROOT / "annotator"

LEFT, TOP, ROW, CELL, GAP = 330, 84, 48, 54, 16
STYLE = """
    svg { background: #fcfaf6 }
    text { font: 600 14px system-ui, sans-serif; fill: #1c1c24 }
    text.rooms, text.head { font: 400 12px system-ui, sans-serif; fill: #5c5c66 }
    text.count { text-anchor: middle; font-weight: 400 }
    text.many { fill: #fff }
    path { stroke: #d8d6d0 }
    rect.self { fill: #e6e3dc }
    rect.few { fill: #dde7f2 }
    rect.some { fill: #a9c4e2 }
    rect.many { fill: #1f5fa8 }
    @media (prefers-color-scheme: dark) {
        svg { background: #17181c }
        text { fill: #f0f0ea }
        text.rooms, text.head { fill: #a8a8b0 }
        text.many { fill: #17181c }
        path { stroke: #3a3c44 }
        rect.self { fill: #3a3c44 }
        rect.few { fill: #22324a }
        rect.some { fill: #34558a }
        rect.many { fill: #7db4f0 }
    }
"""


def main() -> None:
    layers = read_layers()
    imports = count_imports({name for layer in layers for name in layer})
    PICTURE.write_text(draw(layers, imports))
    print(f"{PICTURE.relative_to(ROOT)}: {sum(imports.values())} imports between packages")


def read_layers() -> list[list[str]]:
    """The packages of each layer, the topmost first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    names = [[name.strip() for name in layer.split("|")] for layer in layers]
    packages = [[name for name in layer if (PACKAGE / name).is_dir()] for layer in names]
    return [layer for layer in packages if layer]


def count_imports(packages: set[str]) -> Counter[tuple[str, str]]:
    """How many imports lead from one package to another."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in PACKAGE.rglob("*.py"):
        source = path.relative_to(PACKAGE).parts[0]
        if source not in packages or "migrations" in path.parts:
            continue

        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("annotator."):
                target = str(node.module).split(".")[1]
                if target in packages and target != source:
                    counts[source, target] += 1
    return counts


def draw(layers: list[list[str]], imports: Counter[tuple[str, str]]) -> str:
    names = [name for layer in layers for name in layer]
    width, height = LEFT + len(names) * CELL + GAP, TOP + len(names) * ROW + GAP
    parts = [draw_header(name, column) for column, name in enumerate(names)]

    for row, name in enumerate(names):
        parts.append(draw_package(name, row))
        for column, target in enumerate(names):
            if name == target:
                parts.append(draw_cell(row, column, "", "self"))
            elif count := imports[name, target]:
                parts.append(draw_cell(row, column, str(count), shade(count)))

    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="Packages by layer, with the imports from each to each">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>\n"])


def draw_header(name: str, column: int) -> str:
    x = LEFT + column * CELL + CELL / 2
    return f'<text class="head" transform="translate({x:.0f} {TOP - 8}) rotate(-40)">{name}</text>'


def draw_package(name: str, row: int) -> str:
    y = TOP + row * ROW
    rooms = escape(" · ".join(rooms_of(PACKAGE / name)))
    return (
        f'<text x="{GAP}" y="{y + 21}">{escape(name)}</text><text class="rooms" x="{GAP}" '
        f'y="{y + 37}">{rooms}</text><path d="M{GAP} {y + ROW - 1}H{LEFT - 6}"/>'
    )


def draw_cell(row: int, column: int, text: str, kind: str) -> str:
    x, y = LEFT + column * CELL, TOP + row * ROW
    middle, baseline = x + CELL // 2 - 1, y + ROW // 2 + 4
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{CELL - 2}" height="{ROW - 2}"/>'
        f'<text class="count {kind}" x="{middle}" y="{baseline}">{text}</text>'
    )


def shade(count: int) -> str:
    return "few" if count < 10 else "some" if count < 25 else "many"


def rooms_of(package: Path) -> list[str]:
    """The subpackages of a package, and the number of its modules."""
    modules = [
        path
        for path in package.rglob("*.py")
        if path.name != "__init__.py" and "migrations" not in path.parts
    ]
    rooms = sorted(
        path.name
        for path in package.iterdir()
        if (path / "__init__.py").exists()
        and path.name not in ("migrations", "management", "commands", "templatetags")
    )
    return [*rooms, f"{len(modules)} modules"]


if __name__ == "__main__":
    main()
