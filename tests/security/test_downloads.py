"""Downloads contain no formulas, and their addresses can't leave the folder."""

import re

import pytest
from django.test import Client

from annotator.projects.models import Project
from tests.support.make import (
    make_article,
)


@pytest.mark.parametrize(
    "name", ["../secret_key", "..%2f..%2fsecret_key", "/etc/passwd", "README.md/../../x", "%00"]
)
@pytest.mark.parametrize(
    "address", ["/p/dam/releases/1/files/{}", "/api/v1/projects/dam/releases/1/{}"]
)
def test_path_traversal_in_release_file_names(
    as_mia: Client, project: Project, address: str, name: str
) -> None:
    from tests.support.make import make_release

    make_release(project)
    assert as_mia.get(address.format(name)).status_code == 404


# CSV formulas: the safe export has none, the exact one is named so. Every cell:
# tests/export/datasets/test_exports.py.


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_formula(as_mia: Client, project: Project, cell: str) -> None:
    make_article(project, "The dam held.", source=cell, external_id=f"a{cell.strip()}")
    answer = as_mia.get("/p/dam/export/articles.csv?spreadsheet_safe=on")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert not re.search(r'(^|,|\n)"?[=+@\t\r-]', text.split("\n", 1)[1])


def test_csv_formula_in_refusals(as_mia: Client, project: Project) -> None:
    """File names and rejected cells are written as text."""
    assert as_mia.get("/p/dam/import/").status_code == 200
