"""Square tables whose cells are shaded by their value, and the one of labels by labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.report.counted_sentences import sentences_address
from annotator.agreement.report.shapes import Report
from annotator.projects.models import Label, Project

# Shades of the heat maps.
STEPS = 5
EMPTY_CELL = mark_safe('<td class="self"></td>')


@dataclass(frozen=True)
class Cell:
    """`shade` is from 0, the lowest values, to STEPS, or None for a cell without a value. `note` is
    a smaller second line, `title` says what the cell means, `address` has its sentences.

    A small cell has room for its shade alone: its text and its title are read out, and shown beside
    the cell that has the pointer or the focus. Those of `is_late` columns are shown before it.
    """

    text: str
    shade: int | None = None
    note: str = ""
    title: str = ""
    address: str = ""
    is_diagonal: bool = False
    is_small: bool = False
    is_late: bool = False

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
        if self.is_small and self.shade is not None:
            return self._small_html(classes)

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

    def _small_html(self, classes: str) -> SafeString:
        told = format_html('<span class="told">{}</span>', self.title)
        content = format_html(
            '<span class="beside"><span class="value">{}</span> {}</span>', self.text, told
        )
        if self.is_late:
            classes += " late"
        if self.address:
            return format_html(
                '<td class="{}"><a href="{}">{}</a></td>', classes, self.address, content
            )
        return format_html('<td class="{}"><span>{}</span></td>', classes, content)


@dataclass(frozen=True)
class HeatMap:
    """Rows and columns have the same names. `name` is that of the file and of the heading.

    `is_dense`: many columns, whose cells are narrow. `is_small`: so many that they have no text.
    """

    name: str
    title: str
    corner: str
    names: list[str]
    rows: list[tuple[str, list[Cell]]]
    legend: list[tuple[int, str]]
    is_dense: bool = False
    is_small: bool = False


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
    names = [label.listed_name for label in labels]
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
        rows.append((label.listed_name, cells))

    return HeatMap(
        "confusion", _("Confusion between labels"), _("One said"), names, rows, share_legend()
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
