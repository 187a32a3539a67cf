"""The agreement of each two annotators, as a square table."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import mean

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.report.counted_sentences import sentences_address
from annotator.agreement.report.pictures.heat_maps import Cell, HeatMap, legend, shade_of
from annotator.agreement.report.shapes import PairReport, Report
from annotator.agreement.templatetags.numbers import decimals
from annotator.projects.models import Project

# With more annotators there is no matrix; the table of pairs has all of them.
MAX_DRAWN = 60
# With more, cells have no second line and are narrow; with still more, they are only a shade. So
# all columns are in sight in a window that is 1280 pixels wide.
MAX_WITH_COUNTS = 12
MAX_WITH_KAPPAS = 24


@dataclass(frozen=True)
class _Size:
    """How much room the cells of a matrix have. `begin` is the same in the address of each."""

    people: int
    begin: str

    @property
    def has_counts(self) -> bool:
        return self.people <= MAX_WITH_COUNTS

    @property
    def has_kappas(self) -> bool:
        return self.people <= MAX_WITH_KAPPAS


def mean_kappas(report: Report) -> dict[str, float | None]:
    """Return the mean kappa of each annotator who shares sentences, the highest first.

    None, last, if all their kappas are undefined.
    """
    kappas: defaultdict[str, list[float]] = defaultdict(list)
    for pair in report["pairs"]:
        value = pair["cohen_kappa"]["value"]
        for name in pair["annotators"]:
            kappas[name] += [] if value is None else [value]

    names = sorted(kappas, key=lambda name: (-mean(kappas[name] or [-1.0]), name))
    return {name: mean(kappas[name]) if kappas[name] else None for name in names}


def pair_matrix(project: Project, report: Report, filters: QueryDict) -> HeatMap | None:
    """Return the kappa of each two annotators, those with the highest mean first.

    None if nobody shares a sentence, or if there are too many people.
    """
    pairs = {frozenset(pair["annotators"]): pair for pair in report["pairs"]}
    names = list(mean_kappas(report))
    if not pairs or len(names) > MAX_DRAWN:
        return None

    # The address begins the same for all cells, and there may be thousands.
    size = _Size(len(names), sentences_address(project, filters))
    rows = [
        (
            name,
            [
                Cell("", is_diagonal=True)
                if other == name
                else _cell(
                    name,
                    other,
                    pairs.get(frozenset((name, other))),
                    size,
                    is_late=2 * column >= len(names),
                )
                for column, other in enumerate(names)
            ],
        )
        for name in names
    ]
    return HeatMap(
        "pairs",
        _("Pairwise agreement"),
        _("Annotator"),
        names,
        rows,
        legend(),
        is_dense=not size.has_counts and size.has_kappas,
        is_small=not size.has_kappas,
    )


def _cell(name: str, other: str, pair: PairReport | None, size: _Size, *, is_late: bool) -> Cell:
    if pair is None:
        return Cell("–")

    kappa, same = pair["cohen_kappa"]["value"], pair["percent_agreement"]
    differing = round(same["n"] * (1 - (same["value"] or 0)))
    title = ngettext(
        "%(one)s and %(other)s: different labels on %(differing)s of %(n)s sentence",
        "%(one)s and %(other)s: different labels on %(differing)s of %(n)s sentences",
        same["n"],
    ) % {"one": name, "other": other, "differing": f"{differing:,}", "n": f"{same['n']:,}"}
    return Cell(
        text="–" if kappa is None else decimals(kappa, 2),
        shade=None if kappa is None else shade_of(kappa),
        note=f"{same['n']:,}" if size.has_counts else "",
        title=title,
        address=f"{size.begin}&annotator={name}&second={other}" if differing else "",
        is_small=not size.has_kappas,
        is_late=is_late,
    )
