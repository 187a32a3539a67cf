"""How a release is cited: BibTeX, CITATION.cff and Zenodo's metadata."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_string

from annotator.export.releases.metadata.citation import (
    bibtex,
    citation_cff,
    citation_line,
    zenodo_json,
)
from annotator.projects.models import Project


def release(**parameters: str) -> dict[str, object]:
    return {
        "number": 2,
        "dated": "2031-03-03",
        "parameters": {"creators": "", "about": "", "licence": "", **parameters},
        "project": {"slug": "dams", "name": "Dams: 100% & more"},
    }


def test_citation_cff_has_what_the_format_requires() -> None:
    made = yaml.safe_load(
        citation_cff(release(creators="Mia Muster\nDam Institute", licence="cc-by-4.0"))
    )
    assert made["cff-version"] == "1.2.0"
    assert made["type"] == "dataset"
    assert made["message"]
    assert made["title"] == "Dams: 100% & more"
    # Texts: as a number or a date they would be invalid.
    assert (made["version"], made["date-released"]) == ("2", "2031-03-03")
    assert made["authors"] == [{"name": "Mia Muster"}, {"name": "Dam Institute"}]
    assert made["license"] == "CC-BY-4.0"


@pytest.mark.parametrize("licence", ["", "Dams-1", "LicenseRef-Dams"])
def test_a_licence_that_spdx_does_not_list_is_left_out(licence: str) -> None:
    assert "license" not in yaml.safe_load(citation_cff(release(licence=licence)))
    deposit = json.loads(zenodo_json(release(licence=licence)))
    # Zenodo would choose a licence for an open dataset that has none.
    assert deposit["access_right"] == "closed"
    assert "license" not in deposit


def test_without_creators_the_project_is_the_author() -> None:
    assert yaml.safe_load(citation_cff(release()))["authors"] == [{"name": "Dams: 100% & more"}]
    assert json.loads(zenodo_json(release()))["creators"] == [{"name": "Dams: 100% & more"}]
    assert citation_line(release()).startswith("Dams: 100% & more (2031). ")
    entry = parse_string(bibtex(release()), "bibtex").entries["dams-2"]
    assert [str(person) for person in entry.persons["author"]] == [r"{Dams: 100\% \& more}"]


def test_zenodo_gets_the_description_as_html() -> None:
    made = json.loads(zenodo_json(release(about="Dams <b>.\n\nMany.", licence="CC0-1.0")))
    assert made["description"] == "<p>Dams &lt;b&gt;.</p><p>Many.</p>"
    assert (made["access_right"], made["license"]) == ("open", "cc0-1.0")
    assert (made["upload_type"], made["publication_date"]) == ("dataset", "2031-03-03")


def test_all_files_of_a_release_cite_it_in_the_same_way(
    rich: Project, released: Callable[..., Path]
) -> None:
    folder = released(creators="Mia Muster", licence="CC-BY-4.0")
    entry = (folder / "references.bib").read_text().split("\n\n")[0].strip()
    assert f"```bibtex\n{entry}\n```" in (folder / "README.md").read_text()
    assert json.loads((folder / "croissant.json").read_text())["citeAs"].strip() == entry
    made = yaml.safe_load((folder / "CITATION.cff").read_text())
    deposit = json.loads((folder / ".zenodo.json").read_text())
    assert made["authors"] == deposit["creators"] == [{"name": "Mia Muster"}]
