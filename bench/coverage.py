"""Measures how often a 95% interval contains the true value, in simulated projects whose articles
differ: `python -m bench.coverage [PROJECTS] [--compare]`.

Each article has its own frequencies of labels and its own difficulty, so its sentences resemble
each other. The true values are those of a very large project simulated in the same way, in place of
one with infinitely many articles. `--compare` measures the intervals of `bench.interval_methods`
on the same projects, too, which takes thirty times as long.
"""

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints
from annotator.agreement.statistics.coefficients import (
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    label_alpha,
    percent_agreement,
    specific_agreement,
)
from annotator.agreement.statistics.intervals import Figure
from annotator.agreement.statistics.summary import Summary, summarise
from annotator.agreement.statistics.sums import (
    ArticleSums,
    Sums,
    article_sums,
    telling_articles,
    telling_articles_by_category,
)
from bench.interval_methods import METHODS, Method, Sample
from bench.simulations import drawn_labels

PROJECTS = 1000
REPLICATES = 1000
ARTICLES = (15, 20, 30, 50, 80, 150)
TRUTH_ARTICLES = 200_000
OURS = "jackknife-t"


@dataclass(frozen=True)
class Setting:
    """How a project is simulated.

    The frequencies of an article's labels come from a Dirichlet distribution around `shares`; a
    greater `concentration` makes articles more alike. Annotators err with a probability from
    beta(`errors`), and then choose a label with the same frequencies; `missing` is the share of
    the sentences that they did not label.
    """

    shares: tuple[float, ...] = (0.72, 0.04, 0.03, 0.21)
    concentration: float = 30.0
    errors: tuple[float, float] = (2.0, 5.0)
    # Per article; the upper bound is excluded.
    sentences: tuple[int, int] = (10, 31)
    annotators: int = 3
    missing: float = 0.15


SETTINGS = {
    "even": Setting(),
    "bursty": Setting(concentration=3.0),
    "two labels, even": Setting(shares=(0.96, 0.04)),
    "two labels, bursty": Setting(shares=(0.96, 0.04), concentration=3.0),
    "few errors": Setting(errors=(1.0, 12.0)),
    "two annotators, 3 to 79 sentences": Setting(
        concentration=10.0, sentences=(3, 80), annotators=2, missing=0.0
    ),
}


@dataclass(frozen=True)
class Cell:
    """The intervals of one figure in one setting.

    `held` has the share of intervals with the true value for each method, of those that the app
    shows `unmarked`: their number is `shown`. `withheld` and `marked` are shares of the projects;
    `marked_held` is the share of the app's marked intervals with the true value.
    """

    figure: str
    shown: int
    held: Mapping[str, float]
    withheld: float
    marked: float
    marked_held: float


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("projects", nargs="?", type=int, default=PROJECTS)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    projects, methods = options.projects, METHODS if options.compare else {}
    start = time.monotonic()
    everything: list[Cell] = []

    for name, setting in SETTINGS.items():
        truth = true_values(setting)
        for articles in ARTICLES:
            cells = cover(setting, truth, articles=articles, projects=projects, methods=methods)
            # Of fewer intervals, the share is mostly chance.
            enough = [cell for cell in cells if cell.shown >= projects / 5]
            everything += enough
            print(f"{name}, {articles} articles: {_row(cells, enough)}", flush=True)

    print(f"{len(everything)} cells with unmarked intervals")
    for method in (OURS, *methods):
        held = np.array([cell.held[method] for cell in everything])
        held = held[np.isfinite(held)]
        print(
            f"{method:22}  {held.mean():.1%}, from {held.min():.1%} to {held.max():.1%}; within "
            f"93 to 97%: {np.mean((held >= 0.93) & (held <= 0.97)):.1%} of {len(held)}"
        )
    print(f"{time.monotonic() - start:.0f} s")


def cover(
    setting: Setting,
    truth: Mapping[str, float],
    *,
    articles: int,
    projects: int,
    methods: Mapping[str, Method] = METHODS,
) -> list[Cell]:
    """Return for each figure how often the intervals of each method contain the true value."""
    chance = np.random.default_rng([articles, projects])
    names = list(truth)
    true = np.array(list(truth.values()))
    kinds: list[list[str]] = []
    held: dict[str, list[Floats]] = {method: [] for method in (OURS, *methods)}

    for _ in range(projects):
        sums = simulated_sums(setting, articles, chance)
        shown = list(_figures(summarise(sums)).values())
        kinds.append([_kind(figure) for figure in shown])
        ends = np.array([[figure.low, figure.high] for figure in shown], np.float64)
        held[OURS].append(_holds(ends[:, 0], ends[:, 1], true))
        if not methods:
            continue

        sample = _sample(sums, chance)
        with np.errstate(all="ignore"):
            for method, interval in methods.items():
                held[method].append(_holds(*interval(sample), true))

    kind = np.array(kinds)
    shares = {method: np.array(rows) for method, rows in held.items()}
    return [
        Cell(
            figure=name,
            shown=int((kind[:, at] == "unmarked").sum()),
            held={
                method: _mean(rows[kind[:, at] == "unmarked", at])
                for method, rows in shares.items()
            },
            withheld=float((kind[:, at] == "withheld").mean()),
            marked=float((kind[:, at] == "marked").mean()),
            marked_held=_mean(shares[OURS][kind[:, at] == "marked", at]),
        )
        for at, name in enumerate(names)
    ]


def true_values(setting: Setting, articles: int = TRUTH_ARTICLES) -> dict[str, float]:
    """Return the figures of a very large project, added up over parts to save memory."""
    chance = np.random.default_rng(0)
    total = np.sum(
        [simulated_sums(setting, articles // 20, chance).values.sum(axis=1) for _ in range(20)],
        axis=0,
    )
    names = _figures(summarise(simulated_sums(setting, 2, chance)))
    values = _coefficients(total, len(setting.shares))
    return dict(zip(names, values.tolist(), strict=True))


def simulated_sums(setting: Setting, articles: int, chance: np.random.Generator) -> ArticleSums:
    """Return the sums of the articles of a project."""
    return article_sums(
        Annotations.from_codes(labels=len(setting.shares), **simulated(setting, articles, chance))
    )


def simulated(setting: Setting, articles: int, chance: np.random.Generator) -> dict[str, Ints]:
    """Article, sentence, annotator and label of each annotation."""
    habits = chance.dirichlet(np.array(setting.shares) * setting.concentration, size=articles)
    errors = chance.beta(*setting.errors, size=articles)
    article_of = np.repeat(np.arange(articles), chance.integers(*setting.sentences, size=articles))
    article = np.repeat(article_of, setting.annotators)
    truth = np.repeat(drawn_labels(habits[article_of], chance), setting.annotators)
    label = np.where(
        chance.random(len(article)) < errors[article], drawn_labels(habits[article], chance), truth
    )
    entries = {
        "article": article,
        "sentence": np.repeat(np.arange(len(article_of)), setting.annotators),
        "annotator": np.tile(np.arange(setting.annotators), len(article_of)),
        "label": label,
    }
    kept = chance.random(len(article)) >= setting.missing
    return {name: values[kept] for name, values in entries.items()}


def _sample(sums: ArticleSums, chance: np.random.Generator) -> Sample:
    each, q = sums.each(), sums.q
    overall = telling_articles(each.label.margins)
    of_labels = telling_articles_by_category(each.label.margins)
    return Sample(
        sums=sums.values,
        coefficients=lambda values: _coefficients(values, q),
        is_share=np.array([True, *[False] * (3 + q), *[True] * q]),
        articles=np.array([overall] * 4 + [*of_labels, *of_labels], np.float64),
        weights=chance.multinomial(
            len(sums.article), np.full(len(sums.article), 1 / len(sums.article)), REPLICATES
        ).T.astype(np.float64),
    )


def _coefficients(values: Floats, q: int) -> Floats:
    """Return the figures of `_figures`, in its order: (columns, …) in, (figures, …) out."""
    sums = Sums.from_columns(values, q)
    return np.stack(
        [
            percent_agreement(sums.label),
            krippendorff_alpha(sums.label),
            fleiss_kappa(sums),
            gwet_ac1(sums),
            *label_alpha(sums.label),
            *specific_agreement(sums.label),
        ]
    )


def _figures(summary: Summary) -> dict[str, Figure]:
    names = ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1")
    found = {name: getattr(summary, name) for name in names}
    for name in ("krippendorff_alpha", "specific_agreement"):
        found |= {
            f"{name} of label {number}": getattr(label, name)
            for number, label in enumerate(summary.per_label)
        }
    return found


def _kind(figure: Figure) -> str:
    if figure.low is None:
        return "withheld"
    return "marked" if figure.reason else "unmarked"


def _holds(low: Floats, high: Floats, true: Floats) -> Floats:
    """Return 1 where the interval contains the true value, 0 where not, nan without one."""
    return np.where(np.isfinite(low), (low <= true) & (true <= high), np.nan)


def _mean(values: Floats) -> float:
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else float("nan")


def _row(cells: list[Cell], enough: list[Cell]) -> str:
    held = [cell.held[OURS] for cell in enough]
    marked = [cell.marked_held for cell in cells if cell.marked >= 1 / 5]
    unmarked = f"{min(held):.1%} to {max(held):.1%} of {len(held)} figures" if held else "none"
    approximate = f"; approximate {min(marked):.1%} to {max(marked):.1%}" if marked else ""
    withheld = np.mean([cell.withheld for cell in cells])
    return f"{unmarked}{approximate}; withheld {withheld:.0%}"


if __name__ == "__main__":
    main()
