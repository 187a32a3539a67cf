"""The works that a methods section cites, as BibTeX and as a line of text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.export.releases.metadata.citation import bibtex, bibtex_entry


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
    "dawid1979": Work(
        "article",
        "Dawid and Skene 1979",
        {
            "author": "Dawid, A. P. and Skene, A. M.",
            "title": "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm",
            "journal": "Applied Statistics",
            "volume": "28",
            "number": "1",
            "pages": "20--28",
            "year": "1979",
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
    return "\n".join([bibtex(release), works_bib(citations)])


def works_bib(citations: Iterable[str]) -> str:
    """Return the entries of the works that are cited."""
    return "\n".join(bibtex_entry(WORKS[key].kind, key, WORKS[key].fields) for key in citations)
