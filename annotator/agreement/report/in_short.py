"""The questions that managers ask of the agreement page, each with its answer in a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.report.comparisons.standing_rows import StandingRow
from annotator.agreement.report.counted_sentences import PartRow
from annotator.agreement.report.page_figures import PageFigures
from annotator.agreement.report.pictures.pair_matrix import mean_kappas
from annotator.agreement.report.shapes import FigureShape, Report
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.planning.reliability import spearman_brown
from annotator.agreement.templatetags.numbers import decimals, signed
from annotator.projects.models import Label, Project

# So many labels, people and rounds fit in a line.
MAX_NAMED = 5
# For so many annotators, the reliability of their majority is given.
TOGETHER = (1, 3, 5, 7)
SEPARATOR = " · "
# A number stays in the line of what it belongs to.
TOGETHER_IN_LINE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Answer:
    """`address` is where the whole answer is: on this page or on another."""

    question: str
    lines: Sequence[str]
    address: str


def answers_in_short(
    project: Project,
    labels: Sequence[Label],
    figures: PageFigures,
    parts: Sequence[tuple[str, Sequence[PartRow]]],
    talks: Sequence[StandingRow] | None,
    filters: QueryDict,
) -> list[Answer]:
    """Return the questions that can be answered, in the order in which people ask them.

    `parts` are rounds, codebooks and months with their headings' ids, `talks` the annotators to
    talk to; None for those who may not compare annotators.
    """
    report = figures.report
    found = [
        _of_labels(labels, report),
        _of_pairs(report),
        _of_annotators(project, talks, filters) if talks is not None else None,
        _of_more_annotators(project, report, filters),
        _of_sentences(project, figures.disputes.total),
        _of_changes(parts),
    ]
    return [answer for answer in found if answer is not None]


def _of_labels(labels: Sequence[Label], report: Report) -> Answer | None:
    known = [
        (alpha, label.listed_name)
        for label in labels
        if (alpha := report["per_label"][label.key]["krippendorff_alpha"]["value"]) is not None
    ]
    if not known:
        return None

    named = SEPARATOR.join(_first([_with_value(name, alpha) for alpha, name in sorted(known)]))
    return Answer(
        _("How reliable is each label?"),
        [_("Alpha, lowest first: %(labels)s") % {"labels": named}],
        "#of-labels",
    )


def _of_pairs(report: Report) -> Answer | None:
    means = [(mean, name) for name, mean in mean_kappas(report).items() if mean is not None]
    # With two people, there is one pair.
    if len(means) < 3:
        return None

    lowest = [_with_value(name, mean) for mean, name in sorted(means)[:3]]
    kappas = [
        (kappa, pair["annotators"], pair["cohen_kappa"]["n"])
        for pair in report["pairs"]
        if (kappa := pair["cohen_kappa"]["value"]) is not None
    ]
    kappa, (one, other), n = min(kappas)
    pair = _("%(one)s and %(other)s") % {"one": one, "other": other}
    text = _("Lowest mean kappa with the others: %(people)s; lowest pair: %(pair)s (n %(n)s)") % {
        "people": SEPARATOR.join(lowest),
        "pair": _with_value(pair, kappa),
        "n": f"{n:,}",
    }
    return Answer(_("Who disagrees with whom?"), [text], "#of-pairs")


def _of_annotators(
    project: Project, rows: Sequence[StandingRow], filters: QueryDict
) -> Answer | None:
    if not rows:
        return None

    talks = [_talk(row) for row in rows if row.standing["is_worth_a_talk"]]
    return Answer(
        _("Who needs training, and on what?"),
        _first(talks) if talks else [_("Nobody differs from the others beyond chance.")],
        _with_filters(reverse("annotators", args=[project.slug]), filters),
    )


def _talk(row: StandingRow) -> str:
    """Return what to talk about with this person."""
    standing = row.standing
    person = standing["annotator"]
    text = (
        f"{person} {row.confusion}"
        if row.confusion
        else _("%(person)s: no one confusion stands out") % {"person": person}
    )
    if not standing["is_fast"]:
        return text
    return text + SEPARATOR + _("fast")


def _of_more_annotators(project: Project, report: Report, filters: QueryDict) -> Answer | None:
    shape = report["krippendorff_alpha"]
    alpha = Figure(shape["value"], shape["n"])
    together = [(number, spearman_brown(alpha, number).value) for number in TOGETHER]
    texts = [
        _with_value(ngettext("%(n)s annotator", "%(n)s annotators", number) % {"n": number}, value)
        for number, value in together
        if value is not None
    ]
    if not texts:
        return None

    return Answer(
        _("What would more annotators bring?"),
        [_("Reliability of the majority: %(values)s") % {"values": SEPARATOR.join(texts)}],
        _with_filters(reverse("plan", args=[project.slug]), filters) + "#reliability",
    )


def _of_sentences(project: Project, disputed: int) -> Answer | None:
    if not disputed:
        return None

    text = ngettext(
        "%(count)s disputed sentence; the meeting sheet has it until it is decided",
        "%(count)s disputed sentences; the meeting sheet has those that aren’t decided yet",
        disputed,
    )
    return Answer(
        _("Which sentences should we discuss?"),
        [text % {"count": f"{disputed:,}"}],
        f"{reverse('meeting', args=[project.slug])}?undecided=on",
    )


def _of_changes(parts: Sequence[tuple[str, Sequence[PartRow]]]) -> Answer | None:
    """Answer by rounds, or if there is only one, by codebooks or months."""
    of_several = [(heading, rows) for heading, rows in parts if len(rows) > 1]
    if not of_several:
        return None

    heading, rows = of_several[0]
    values = [
        _with_value(row.name, row.figures["krippendorff_alpha"]["value"])
        for row in rows[-MAX_NAMED:]
    ]
    text = _("Alpha: %(values)s") % {"values": " → ".join(values)}
    change = rows[-1].change
    if change and change["value"] is not None:
        text += SEPARATOR + _("last change %(change)s") % {"change": _change(change)}
    return Answer(
        _("How did agreement change between rounds?")
        if heading == "of-rounds"
        else _("How did agreement change over time?"),
        [text],
        f"#{heading}",
    )


def _with_value(name: str, value: float | None) -> str:
    text = _("undefined") if value is None else decimals(value, 2)
    return TOGETHER_IN_LINE.join((*name.split(" "), text))


def _change(figure: FigureShape) -> str:
    assert figure["value"] is not None
    if figure["low"] is None or figure["high"] is None:
        return signed(figure["value"], 2)
    return f"{signed(figure['value'], 2)} [{signed(figure['low'], 2)}, {signed(figure['high'], 2)}]"


def _first(texts: Sequence[str]) -> list[str]:
    """Return the first of the texts, and how many more there are."""
    more = len(texts) - MAX_NAMED
    if more <= 0:
        return list(texts)
    return [*texts[:MAX_NAMED], _("%(n)s more") % {"n": f"{more:,}"}]


def _with_filters(address: str, filters: QueryDict) -> str:
    """Return the address with the filters of the page, but not with its choice to show names."""
    query = filters.copy()
    query.pop("names", None)
    return f"{address}?{query.urlencode()}" if query else address
