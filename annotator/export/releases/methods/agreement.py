"""What a paper says about agreement: a section, and a table of the labels.

Both are written from a report as JSON, so that a release and the page of now have the same words.
"""

from collections.abc import Mapping
from typing import Any

from annotator.export.releases.methods.figures import counted, figure
from annotator.export.releases.methods.parts import Citation, Code, Methods, Quote, Sentence
from annotator.export.releases.methods.writer import AGREEMENT, PROCESS, RELEASE, Writer

HEAD = ("Label", "Labels", "Alpha", "95% interval", "Specific agreement", "95% interval")
# What a cell has where a figure is undefined or has no interval.
NONE = "–"


def agreement_methods(report: Mapping[str, Any], *, title: str) -> Methods:
    """Write the section about agreement from a report of now."""
    # The section of a release is silent about retests if there were none.
    retests = report["retest"]["krippendorff_alpha"]["n"]
    writer = Writer({RELEASE: {"process": {"retests": retests}}, AGREEMENT: report})
    write_agreement(writer)
    return Methods(title, writer.sections)


def labels_table(report: Mapping[str, Any], names: Mapping[str, str]) -> list[list[Sentence]]:
    """Return a row for each label, and one for all together, with the columns of HEAD.

    `names` has the name of each label by its key.
    """
    writer = Writer({AGREEMENT: report})
    rows = []
    for key, name in names.items():
        source = f"{AGREEMENT}#/per_label/{key}"
        count = writer.count(f"{source}/count") or NONE
        rows.append([(Quote(name, source),), (count,), *_cells(writer, source, "specific")])

    every = writer.count(f"{AGREEMENT}#/annotations") or NONE
    return [*rows, [("All labels",), (every,), *_cells(writer, f"{AGREEMENT}#", "percent")]]


def _cells(writer: Writer, source: str, agreement: str) -> list[Sentence]:
    """Return alpha and the share of agreement, each with its interval."""
    cells: list[Sentence] = []
    for name in ("krippendorff_alpha", f"{agreement}_agreement"):
        value, low, high = (
            writer.figure(f"{source}/{name}/{part}") for part in ("value", "low", "high")
        )
        cells.append((value or NONE,))
        cells.append(("[", low, ", ", high, "]") if low and high else (NONE,))
    return cells


def write_agreement(w: Writer) -> None:
    """Write the section about agreement."""
    w.say("Agreement rests on ",
          *counted(w, f"{AGREEMENT}#/pairable", "sentence", "sentences"),
          " with at least two labels, in ",
          *counted(w, f"{AGREEMENT}#/pairable_articles", "article", "articles"),
          ".")  # fmt: skip
    w.say(*figure(w, f"{AGREEMENT}#/krippendorff_alpha", "Krippendorff's alpha (nominal)"),
          " ", Citation("krippendorff2004"), ".")  # fmt: skip
    if w.value(f"{AGREEMENT}#/weighted"):
        source = f"{AGREEMENT}#/weighted/krippendorff_alpha"
        w.say(
            *figure(w, source, "With the distances between labels that were declared, alpha"), "."
        )
    w.say(*figure(w, f"{AGREEMENT}#/percent_agreement", "Percent agreement"), ".")
    w.say(*figure(w, f"{AGREEMENT}#/fleiss_kappa", "Fleiss' kappa"), " ",
          Citation("fleiss1971"), ".")  # fmt: skip
    w.say(*figure(w, f"{AGREEMENT}#/gwet_ac1", "Gwet's AC1"), " ", Citation("gwet2008"), ".")
    w.end_paragraph()

    for key in w.value(f"{AGREEMENT}#/per_label") or {}:
        source = f"{AGREEMENT}#/per_label/{key}/krippendorff_alpha"
        w.say("For ", Code(key), " against the rest, ", *figure(w, source, "alpha"), ".")
    w.end_paragraph()
    if w.value(f"{PROCESS}/retests"):
        w.say(*figure(w, f"{AGREEMENT}#/retest/krippendorff_alpha",
                      "In retests, alpha of annotators with themselves"), ".")  # fmt: skip
    w.end_paragraph()

    method, over = (
        Quote(w.value(source), source)
        for source in (f"{AGREEMENT}#/interval/method", f"{AGREEMENT}#/interval/over")
    )
    w.say("Intervals: ", w.percent(f"{AGREEMENT}#/interval/level"), "% ", method, " over ", over,
          " ", Citation("efron1993"), ".")  # fmt: skip
    w.say("They hold for these annotators, not for others who could have labelled.")
    if w.value(f"{AGREEMENT}#/other_annotators/krippendorff_alpha/low") is not None:
        source = f"{AGREEMENT}#/other_annotators/krippendorff_alpha"
        w.say(*figure(w, source, "With annotators taken as a sample, too, alpha"), ".")
    w.say("Agreement is computed from submitted work before adjudication.")
    w.end_section("Agreement")
