"""The works that a methods section cites, as BibTeX and as a line of text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.export.releases.methods.latex_text import escape_latex


@dataclass(frozen=True)
class Work:
    """A published work. `fields` is in BibTeX already."""

    kind: str
    short: str
    fields: Mapping[str, str]


WORKS = {
    "krippendorff2004": Work(
        "book",
        "Krippendorff 2004",
        {
            "author": "Krippendorff, Klaus",
            "title": "Content Analysis: An Introduction to Its Methodology",
            "edition": "2",
            "publisher": "Sage",
            "year": "2004",
        },
    ),
    "fleiss1971": Work(
        "article",
        "Fleiss 1971",
        {
            "author": "Fleiss, Joseph L.",
            "title": "Measuring nominal scale agreement among many raters",
            "journal": "Psychological Bulletin",
            "volume": "76",
            "number": "5",
            "pages": "378--382",
            "year": "1971",
        },
    ),
    "gwet2008": Work(
        "article",
        "Gwet 2008",
        {
            "author": "Gwet, Kilem Li",
            "title": "Computing inter-rater reliability and its variance in the presence of high "
            "agreement",
            "journal": "British Journal of Mathematical and Statistical Psychology",
            "volume": "61",
            "number": "1",
            "pages": "29--48",
            "year": "2008",
        },
    ),
    "efron1993": Work(
        "book",
        "Efron and Tibshirani 1993",
        {
            "author": "Efron, Bradley and Tibshirani, Robert J.",
            "title": "An Introduction to the Bootstrap",
            "publisher": r"Chapman \& Hall",
            "year": "1993",
        },
    ),
    "sechidis2011": Work(
        "inproceedings",
        "Sechidis et al. 2011",
        {
            "author": "Sechidis, Konstantinos and Tsoumakas, Grigorios and Vlahavas, Ioannis",
            "title": "On the Stratification of Multi-label Data",
            "booktitle": "Machine Learning and Knowledge Discovery in Databases",
            "pages": "145--158",
            "year": "2011",
        },
    ),
}


def references_bib(release: Mapping[str, Any], citations: Iterable[str]) -> str:
    """Return references.bib: this release, and the works that are cited."""
    entries = [_entry(key, WORKS[key].kind, WORKS[key].fields) for key in citations]
    return "\n".join([_dataset(release), *entries])


def _dataset(release: Mapping[str, Any]) -> str:
    lines = [line.strip() for line in release["parameters"]["creators"].splitlines()]
    # Braces, because a name may be that of an institute.
    people = " and ".join(f"{{{escape_latex(name)}}}" for name in lines if name)
    title = escape_latex(release["project"]["name"])
    key = f"{release['project']['slug']}-{release['number']}"
    fields = {
        **({"author": people} if people else {}),
        "title": f"{{{title}}}",
        "year": release["dated"][:4],
        "note": f"Dataset, release {release['number']}",
    }
    return _entry(key, "misc", fields)


def _entry(key: str, kind: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"
