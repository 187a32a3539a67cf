"""Documents name files that are there."""

import re
from pathlib import Path

import pytest

from tools.served import ROOT

PATH = re.compile(r"`([\w/]+(?:/|\.(?:py|js|css|html|md|sql)))`")
PLACES = [ROOT, ROOT / "annotator", ROOT / "annotator/lib", ROOT / "annotator/lib/database"]


@pytest.mark.parametrize("name", ["architecture", "contributing", "columns", "citus"])
def test_every_path_in_a_document_exists(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text()
    missing = [path for path in PATH.findall(text) if not exists(path)]

    assert not missing


def exists(path: str) -> bool:
    """Whether there is such a file: by its whole path or, where only a name is given, anywhere."""
    if any((place / path).exists() for place in PLACES):
        return True
    folders = [ROOT / "annotator", ROOT / "static", ROOT / "docs", ROOT / "tests"]
    return any(match_end(folder, path) for folder in folders)


def match_end(folder: Path, path: str) -> bool:
    return any(str(found).endswith(f"/{path}") for found in folder.rglob(Path(path).name))
