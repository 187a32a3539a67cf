"""Measures how often a 95% interval of a difference contains the true difference, in simulated
projects: `python -m bench.differences [PROJECTS]`.

Two rounds have different articles; in the second, annotators err more often. Two groups of
annotators label the same articles and err equally often. The articles are those of
`bench.coverage`. For the groups, the width is compared with that of a comparison of two intervals.
"""

import sys
import time

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats
from annotator.agreement.statistics.differences import Differences, differences
from annotator.agreement.statistics.intervals import Figure
from bench.coverage import Setting, simulated, true_values
from bench.simulations import shares_held, unmarked_ends

PROJECTS = 1000
# Of each round, or of both groups.
ARTICLES = (20, 30, 50, 100)
CAREFUL = Setting(errors=(2.0, 8.0))
CARELESS = Setting(errors=(3.0, 5.0))
BURSTY = 3.0
# Of both groups together.
GROUPS = Setting(annotators=6)


def main() -> None:
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    start = time.monotonic()

    for name, concentration in (("even", CAREFUL.concentration), ("bursty", BURSTY)):
        careful, careless, groups = (
            Setting(
                concentration=concentration, errors=setting.errors, annotators=setting.annotators
            )
            for setting in (CAREFUL, CARELESS, GROUPS)
        )
        true = _true(careful) - _true(careless)

        for articles in ARTICLES:
            chance = np.random.default_rng([articles, projects])
            rounds = [
                _figures(
                    differences(
                        _annotations(careful, simulated(careful, articles, chance)),
                        # Other articles have other codes.
                        _annotations(careless, simulated(careless, articles, chance), first=10**6),
                    )
                )
                for _ in range(projects)
            ]
            paired, apart = [], []
            for _ in range(projects):
                entries = simulated(groups, articles, chance)
                halves = [
                    _annotations(groups, entries, kept=(entries["annotator"] < 3) == is_first)
                    for is_first in (True, False)
                ]
                paired.append(_figures(differences(*halves)))
                moved = _annotations(groups, entries, kept=entries["annotator"] >= 3, first=10**6)
                apart.append(_figures(differences(halves[0], moved)))

            print(
                f"{name}, {articles} articles: rounds {_held(rounds, true)}; "
                f"groups {_held(paired, 0 * true)}, {_width(paired) / _width(apart):.2f} times "
                "as wide as without pairing",
                flush=True,
            )

    print(f"{projects} projects in each row, {time.monotonic() - start:.0f} s")


def _true(setting: Setting) -> Floats:
    values = true_values(setting)
    return np.array(
        [
            values[name]
            for name in values
            if name != "fleiss_kappa" and not name.startswith("specific")
        ]
    )


def _annotations(
    setting: Setting,
    entries: dict[str, np.ndarray],
    *,
    kept: Bools | None = None,
    first: int = 0,
) -> Annotations:
    chosen = {name: values if kept is None else values[kept] for name, values in entries.items()}
    chosen["article"] = chosen["article"] + first
    return Annotations.from_codes(labels=len(setting.shares), **chosen)


def _figures(found: Differences) -> list[Figure]:
    """Return the figures in the order of `_true`."""
    return [
        found.percent_agreement,
        found.krippendorff_alpha,
        found.gwet_ac1,
        *(label.krippendorff_alpha for label in found.per_label),
    ]


def _held(figures: list[list[Figure]], true: Floats) -> str:
    """Return the lowest and highest share of unmarked intervals that hold the true difference."""
    shares = shares_held(figures, true)
    shares = shares[np.isfinite(shares)]
    if not len(shares):
        return "none"
    return f"{shares.min():.1%} to {shares.max():.1%} of {len(shares)} figures"


def _width(figures: list[list[Figure]]) -> float:
    """Return the mean width of alpha's interval."""
    ends = unmarked_ends(figures)[:, 1]
    return float(np.nanmean(ends[:, 1] - ends[:, 0]))


if __name__ == "__main__":
    main()
