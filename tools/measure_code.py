"""How easily the code can be skimmed, in figures: `python -m tools.measure_code [FOLDER]`.

Functions are those of FOLDER, by default `annotator/`, without migrations. A width is that of a
line that is not blank. Imports under TYPE_CHECKING are for the type checker alone and make no
circle.
"""

import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tools.served import ROOT

LONG_FUNCTION = 12
MAX_WIDTH = 100
MAX_TEMPLATE_WIDTH = 120
PRAGMAS = ("# noqa", "# type:", "# fmt:")


def main(folder: str = "annotator") -> None:
    modules = sorted(
        path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts
    )
    long, dense = count_long_functions(modules)
    widths = np.array([len(line) for path in modules for line in lines_of(path) if line.strip()])
    own_line, lines = count_comments(modules), len(widths)
    templates = np.array(
        [len(line) for path in (ROOT / "templates").rglob("*.html") for line in lines_of(path)]
    )
    named = (path.parent for path in modules if path.name != "__init__.py")
    fullest, most = Counter(named).most_common(1)[0]

    figures = {
        f"functions over {LONG_FUNCTION} lines": long,
        "of them without a blank line": f"{dense}, {dense / long:.0%}",
        "width of lines, p90": f"{np.percentile(widths, 90):.0f}",
        f"lines over {MAX_WIDTH} columns": (widths > MAX_WIDTH).sum(),
        "comments on lines of their own, in 100 lines": f"{100 * own_line / lines:.1f}",
        "template lines": len(templates),
        f"of them over {MAX_TEMPLATE_WIDTH} columns": (templates > MAX_TEMPLATE_WIDTH).sum(),
        "most modules at one level": f"{most}, in {fullest.relative_to(ROOT)}",
        "circles of imports": count_circles(modules),
        "imports against the layers": count_upward_imports(),
    }
    for name, figure in figures.items():
        print(f"{name}: {figure}")


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines()


def count_long_functions(modules: list[Path]) -> tuple[int, int]:
    """(functions with more than LONG_FUNCTION lines in their body, those without a blank line)."""
    long = dense = 0
    for path in modules:
        lines = lines_of(path)

        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if not body:
                continue
            inside = lines[body[0].lineno - 1 : node.end_lineno]
            if len(inside) > LONG_FUNCTION:
                long += 1
                dense += not any(not line.strip() for line in inside)
    return long, dense


def count_comments(modules: list[Path]) -> int:
    """Lines that hold nothing but a comment."""
    count = 0
    for path in modules:
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
            alone = token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip()
            count += alone and not token.string.startswith(PRAGMAS)
    return count


def count_circles(modules: list[Path]) -> int:
    """Groups of modules that import each other, directly or through others."""
    names = {module_name(path) for path in modules}
    imports = {module_name(path): set(imports_of(path, names)) for path in modules}

    circles = 0
    left = set(names)
    while left:
        start = min(left)
        group = reachable(start, imports) & {
            name for name in left if start in reachable(name, imports)
        }
        circles += bool(group)
        left -= group | {start}
    return circles


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, names: set[str]) -> Iterator[str]:
    """The modules among `names` that this one imports when it runs."""
    tree = ast.parse(path.read_text())
    for_types = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.walk(node)
    }

    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in for_types:
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (
                target if target in names else node.module
                for target in targets
                if target in names or node.module in names
            )


def reachable(start: str, imports: dict[str, set[str]]) -> set[str]:
    """What `start` imports, directly or through others."""
    seen: set[str] = set()
    waiting = list(imports[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += imports[name]
    return seen


def count_upward_imports() -> int:
    """Imports that break a contract of import-linter."""
    done = subprocess.run(
        ["lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return 0 if done.returncode == 0 else done.stdout.count("->")


if __name__ == "__main__":
    main(*sys.argv[1:])
