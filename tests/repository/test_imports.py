"""Imports of the folders beside the app: bench, tools, docs and tests."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tools.served import ROOT

OURS = {"annotator", "bench", "docs", "tests", "tools"}
# The file `manage.py` and the module `settings` of a folder aren't distributions.
FOLDERS = ("bench", "tools", "docs", "tests")


def imported_modules(path: Path) -> Iterator[str]:
    """Those of the whole file, inside functions too. `from a import b` gives both a and a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph_of(folder: str) -> dict[str, set[str]]:
    """Which modules of the folder each of them imports."""
    files = {f"{folder}.{path.stem}": path for path in (ROOT / folder).glob("*.py")}
    return {
        name: (set(imported_modules(path)) & set(files)) - {name} for name, path in files.items()
    }


@pytest.mark.parametrize("folder", ["bench", "tools"])
def test_imports_make_no_circle(folder: str) -> None:
    graph = graph_of(folder)
    assert any(graph.values())
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("folder", ["bench", "tools"])
def test_nothing_is_imported_from_the_tests(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        assert not [name for name in imported_modules(path) if name.split(".")[0] == "tests"], path


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_import_is_declared(folder: str) -> None:
    """By the distribution that has the module, not by one that happens to need it too."""
    declared = declared_distributions()
    distributions = packages_distributions()
    undeclared = {
        module
        for path in (ROOT / folder).rglob("*.py")
        for module in {name.split(".")[0] for name in imported_modules(path)}
        if module not in sys.stdlib_module_names
        and module not in OURS
        and not {normalised(name) for name in distributions.get(module, [])} & declared
    }
    assert undeclared <= (of_jobs() if folder == "docs" else set())


def of_jobs() -> set[str]:
    """What the jobs in docs/analysis need, in an environment of their own."""
    lines = (ROOT / "docs" / "analysis" / "requirements.in").read_text().splitlines()
    return {normalised(line) for line in lines if not line.startswith("#")}


def declared_distributions() -> set[str]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text())
    requirements = [
        *content["project"]["dependencies"],
        *content["project"]["optional-dependencies"]["s3"],
        *content["dependency-groups"]["dev"],
    ]
    return {normalised(requirement) for requirement in requirements}


def normalised(requirement: str) -> str:
    for mark in "[<>=!;~ ":
        requirement = requirement.split(mark)[0]
    return requirement.lower().replace("_", "-").replace(".", "-")
