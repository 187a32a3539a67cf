"""Square tables whose cells are shaded by their value: labels by labels, people by people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from statistics import mean

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.report.counted_sentences import sentences_address
from annotator.agreement.report.shapes import FigureShape, PairReport, Report
from annotator.agreement.templatetags.numbers import decimals
from annotator.projects.models import Label, Project

# Shades of the heat maps.
STEPS = 5
# With more annotators there is no matrix; the table of pairs has all of them.
MAX_DRAWN = 60
EMPTY_CELL = mark_safe('<td class="self"></td>')
# With more, the cells have no second line.
MAX_WITH_NUMBERS = 12


@dataclass(frozen=True)
class Cell:
    """`shade` is from 0, the lowest values, to STEPS, or None for a cell without a value. `note` is
    a smaller second line, `title` says what the cell means, `address` has its sentences.
    """

    text: str
    shade: int | None = None
    note: str = ""
    title: str = ""
    address: str = ""
    is_diagonal: bool = False

    @property
    def html(self) -> SafeString:
        """The cell of the table. As a template, thousands of them would take a second."""
        if self.is_diagonal and not self.text:
            return EMPTY_CELL

        classes = "num"
        if self.shade is not None:
            classes += f" shade-{self.shade}"
        if self.is_diagonal:
            classes += " same"
        note = format_html(' <span class="note">{}</span>', self.note) if self.note else ""
        if self.address:
            return format_html(
                '<td class="{}"><a href="{}" title="{}">{}{}</a></td>',
                classes,
                self.address,
                self.title,
                self.text,
                note,
            )
        return format_html(
            '<td class="{}"><span title="{}">{}{}</span></td>',
            classes,
            self.title,
            self.text,
            note,
        )


@dataclass(frozen=True)
class HeatMap:
    """Rows and columns have the same names. `name` is that of the file and of the heading."""

    name: str
    title: str
    corner: str
    names: list[str]
    rows: list[tuple[str, list[Cell]]]
    legend: list[tuple[int, str]]


def confusion_map(
    project: Project,
    labels: Sequence[Label],
    report: Report,
    sentences: Mapping[str, Mapping[str, int]],
    filters: QueryDict,
) -> HeatMap:
    """Return what others said where somebody gave the label of the row: shares of the row.

    `sentences` counts those that have both labels.
    """
    names = [label.shown_name for label in labels]
    rows = []

    for label, counts in zip(labels, report["confusion"]["counts"], strict=True):
        total = sum(counts)
        cells = []
        for other, count in zip(labels, counts, strict=True):
            both = sentences[label.key][other.key]
            is_diagonal = other == label
            cells.append(
                Cell(
                    text=f"{count / total:.0%}" if total else "–",
                    shade=shade_of(count / total) if total else None,
                    note=_number(both) if not is_diagonal else "",
                    title=_pairs_and_sentences(count, both),
                    address=sentences_address(project, filters, one=label.key, other=other.key)
                    if both and not is_diagonal
                    else "",
                    is_diagonal=is_diagonal,
                )
            )
        rows.append((label.shown_name, cells))

    return HeatMap(
        "confusion", _("Confusion between labels"), _("One said"), names, rows, share_legend()
    )


def pair_matrix(project: Project, report: Report, filters: QueryDict) -> HeatMap | None:
    """Return the kappa of each two annotators, those with the highest mean first.

    None if nobody shares a sentence, or if there are too many people.
    """
    kappas: defaultdict[str, list[float]] = defaultdict(list)
    pairs = {frozenset(pair["annotators"]): pair for pair in report["pairs"]}
    for pair in report["pairs"]:
        for name in pair["annotators"]:
            value = pair["cohen_kappa"]["value"]
            kappas[name] += [] if value is None else [value]
    if not pairs or len(kappas) > MAX_DRAWN:
        return None

    names = sorted(kappas, key=lambda name: (-mean(kappas[name] or [-1.0]), name))
    # The same for all cells, and there may be thousands.
    begin = sentences_address(project, filters)
    return HeatMap(
        "pairs",
        _("Pairwise agreement"),
        _("Annotator"),
        names,
        [
            (
                name,
                [
                    Cell("", is_diagonal=True)
                    if other == name
                    else _pair_cell(
                        name, other, pairs.get(frozenset((name, other))), begin, len(names)
                    )
                    for other in names
                ],
            )
            for name in names
        ],
        legend(),
    )


def _pair_cell(name: str, other: str, pair: PairReport | None, begin: str, people: int) -> Cell:
    if pair is None:
        return Cell("–")

    kappa, same = pair["cohen_kappa"], pair["percent_agreement"]
    differing = round(same["n"] * (1 - (same["value"] or 0)))
    title = ngettext(
        "%(one)s and %(other)s: different labels on %(differing)s of %(n)s sentence",
        "%(one)s and %(other)s: different labels on %(differing)s of %(n)s sentences",
        same["n"],
    ) % {"one": name, "other": other, "differing": _number(differing), "n": _number(same["n"])}
    return Cell(
        text="–" if kappa["value"] is None else decimals(kappa["value"], 2),
        shade=_shade_of_kappa(kappa),
        note=_number(same["n"]) if people <= MAX_WITH_NUMBERS else "",
        title=title,
        address=f"{begin}&annotator={name}&second={other}" if differing else "",
    )


def legend() -> list[tuple[int, str]]:
    """Return each shade with the kappas that have it, in words."""
    return _legend([f"{(shade + 0.5) / STEPS:.1f}" for shade in range(STEPS)])


def share_legend() -> list[tuple[int, str]]:
    """Return each shade with the shares that have it, in words."""
    return _legend([f"{(shade + 0.5) / STEPS:.0%}" for shade in range(STEPS)])


def _legend(ends: Sequence[str]) -> list[tuple[int, str]]:
    between = [
        _("%(low)s to %(high)s") % {"low": low, "high": high} for low, high in pairwise(ends)
    ]

    first = _("below %(high)s") % {"high": ends[0]}
    last = _("%(low)s and more") % {"low": ends[-1]}
    return list(enumerate([first, *between, last]))


def shade_of(value: float) -> int:
    # Rounded to the nearest step; all values below 0.1 share the lowest shade.
    return max(0, min(STEPS, floor(value * STEPS + 0.5)))


def _shade_of_kappa(figure: FigureShape) -> int | None:
    return None if figure["value"] is None else shade_of(figure["value"])


def _pairs_and_sentences(pairs: int, sentences: int) -> str:
    """Return what the cell counts."""
    # A pair of answers is counted from both sides.
    in_sentences = ngettext("%(n)s sentence", "%(n)s sentences", sentences) % {
        "n": _number(sentences)
    }
    return ngettext(
        "%(count)s pair, %(sentences)s",
        "%(count)s pairs, %(sentences)s",
        pairs,
    ) % {"count": _number(pairs), "sentences": in_sentences}


def _number(value: int) -> str:
    return f"{value:,}"
