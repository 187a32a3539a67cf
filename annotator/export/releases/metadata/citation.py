"""How to cite a release: as a line, in BibTeX, in CITATION.cff, and as Zenodo reads it.

All are made from release.json alone. The names of creators are kept whole, because a name doesn't
tell which part of it is the family name, or whether it is that of an institute.
"""

import html
import json
from collections.abc import Mapping
from typing import Any

import yaml

from annotator.export.releases.metadata.licences import spdx_licence
from annotator.export.releases.methods.latex_text import escape_latex

KEYWORDS = (
    "news",
    "claim-detection",
    "sentence-classification",
    "annotator-disagreement",
    "soft-labels",
)

Manifest = Mapping[str, Any]


def authors(release: Manifest) -> list[str]:
    """Return the creators; without any, the name of the project."""
    lines = [line.strip() for line in release["parameters"]["creators"].splitlines()]
    return [name for name in lines if name] or [release["project"]["name"]]


def citation_line(release: Manifest) -> str:
    return (
        f"{', '.join(authors(release))} ({release['dated'][:4]}). {release['project']['name']}, "
        f"release {release['number']} [dataset]."
    )


def bibtex(release: Manifest) -> str:
    """Return the entry of the release, with a newline at its end."""
    # Braces, because a name may be that of an institute.
    people = " and ".join(f"{{{escape_latex(name)}}}" for name in authors(release))
    title = escape_latex(release["project"]["name"])
    fields = {
        "author": people,
        "title": f"{{{title}}}",
        "year": release["dated"][:4],
        "note": f"Dataset, release {release['number']}",
    }
    return bibtex_entry("misc", f"{release['project']['slug']}-{release['number']}", fields)


def bibtex_entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """Return an entry. `fields` are in BibTeX already."""
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def description(release: Manifest) -> str:
    return release["parameters"]["about"].strip() or (
        f"{release['project']['name']}: sentences of news articles with labels."
    )


def citation_cff(release: Manifest) -> str:
    """Return CITATION.cff, in the Citation File Format 1.2.0."""
    # The format accepts only licences that SPDX lists.
    licence = spdx_licence(release["parameters"]["licence"])
    content = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": release["project"]["name"],
        "version": str(release["number"]),
        "date-released": release["dated"],
        "authors": [{"name": name} for name in authors(release)],
        "abstract": description(release),
        "keywords": list(KEYWORDS),
        **({"license": licence} if licence else {}),
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def zenodo_json(release: Manifest) -> str:
    """Return .zenodo.json: the metadata of a deposit, as Zenodo's API takes them."""
    licence = spdx_licence(release["parameters"]["licence"])
    # Zenodo gives an open dataset without a licence one of its own choice, so such a
    # release is closed until somebody chooses.
    access = (
        {"access_right": "open", "license": licence.lower()}
        if licence
        else {"access_right": "closed"}
    )
    paragraphs = [line for line in description(release).splitlines() if line.strip()]
    content = {
        "upload_type": "dataset",
        "title": f"{release['project']['name']}, release {release['number']}",
        "description": "".join(f"<p>{html.escape(line)}</p>" for line in paragraphs),
        "creators": [{"name": name} for name in authors(release)],
        "publication_date": release["dated"],
        "version": str(release["number"]),
        "keywords": list(KEYWORDS),
        **access,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
