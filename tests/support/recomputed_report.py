"""The agreement report, computed from an exported file with pandas and the textbook formulas alone.

Nothing of the app is used, so that it shows what anybody can compute from the file.
"""

from itertools import combinations
from typing import Any

import pandas as pd

Figure = tuple[float | None, int]


def recompute(annotations: pd.DataFrame, labels: list[str]) -> dict[str, Any]:
    """Return the report's counts and figures, each as (value, n); intervals are left out."""
    rows = annotations[annotations["counted"]]
    cells = count(rows, rows["label"], labels)
    unsure = rows["skip_reason"] == "cannot_tell"
    fit = rows["label"].notna() | unsure
    fit_or_skipped = count(rows, fit.map({True: "fit", False: "skipped"}), ["fit", "skipped"])
    with_unsure = count(rows, rows["label"].mask(unsure, "cannot_tell"), [*labels, "cannot_tell"])

    return {
        "articles": rows["article_id"].nunique(),
        "sentences": rows["sentence_id"].nunique(),
        "annotators": rows["annotator"].nunique(),
        "annotations": len(rows),
        "pairable": len(pairable(cells)),
        "pairable_articles": rows[rows["sentence_id"].isin(pairable(cells).index)][
            "article_id"
        ].nunique(),
        **headlines(cells),
        "labelled_or_skipped": {
            "percent_agreement": percent_agreement(fit_or_skipped),
            "krippendorff_alpha": alpha(fit_or_skipped),
        },
        "cannot_tell": {
            "count": int(unsure.sum()),
            "share": unsure.mean(),
            "krippendorff_alpha_as_label": alpha(with_unsure),
        },
        "per_label": {label: of_label(cells, label) for label in labels},
        "pairs": pairs(rows, labels),
        "confusion": confusion(rows, labels),
        "targets": targets(rows),
        "rounds": {
            name: {
                "articles": part["article_id"].nunique(),
                "sentences": part["sentence_id"].nunique(),
                "pairable": len(pairable(count(part, part["label"], labels))),
                **headlines(count(part, part["label"], labels)),
            }
            for name, part in rows.groupby("round")
        },
        "retest": retest(annotations, labels),
        "other_annotators": {
            "annotators": together(rows)["annotator_x"].nunique(),
            "percent_agreement": percent_agreement(cells),
            "krippendorff_alpha": alpha(cells),
            "per_label": {label: of_label(cells, label)["krippendorff_alpha"] for label in labels},
        },
    }


def count(rows: pd.DataFrame, category: "pd.Series[Any]", categories: list[str]) -> pd.DataFrame:
    """Return how many annotators put each sentence into each category."""
    return pd.crosstab(rows["sentence_id"], category).reindex(columns=categories, fill_value=0)


def pairable(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[cells.sum(axis=1) >= 2]


def headlines(cells: pd.DataFrame) -> dict[str, Figure]:
    return {
        "percent_agreement": percent_agreement(cells),
        "krippendorff_alpha": alpha(cells),
        "fleiss_kappa": chance_corrected(cells, "kappa"),
        "gwet_ac1": chance_corrected(cells, "ac1"),
    }


def percent_agreement(cells: pd.DataFrame) -> Figure:
    units = pairable(cells)
    n = units.sum(axis=1)
    of_unit = (units * (units - 1)).sum(axis=1) / (n * (n - 1))
    return (of_unit.mean() if len(units) else None), len(units)


def alpha(cells: pd.DataFrame) -> Figure:
    units = pairable(cells)
    n = units.sum(axis=1)
    margins, total = units.sum(), n.sum()
    agreeing = (units * (units - 1)).div(n - 1, axis=0).sum().sum()
    expected = total**2 - (margins**2).sum()
    if not expected:
        return None, len(units)
    return 1 - (total - 1) * (total - agreeing) / expected, len(units)


def chance_corrected(cells: pd.DataFrame, kind: str) -> Figure:
    """Return Fleiss' kappa or Gwet's AC1."""
    observed, n = percent_agreement(cells)
    used = cells[cells.sum(axis=1) > 0]
    pi = used.div(used.sum(axis=1), axis=0).mean()
    by_chance = {"kappa": (pi**2).sum(), "ac1": (pi * (1 - pi)).sum() / (len(pi) - 1)}
    expected = by_chance[kind]
    return (None if observed is None else (observed - expected) / (1 - expected)), n


def of_label(cells: pd.DataFrame, label: str) -> dict[str, Any]:
    one_or_rest = pd.DataFrame(
        {"one": cells[label], "rest": cells.sum(axis=1) - cells[label]}, index=cells.index
    )
    units = pairable(cells)
    of_units, n = units[label], units.sum(axis=1)
    agreeing = (of_units * (of_units - 1) / (n - 1)).sum()
    specific = agreeing / of_units.sum() if of_units.sum() else None
    return {
        "count": int(cells[label].sum()),
        "krippendorff_alpha": alpha(one_or_rest),
        "specific_agreement": (specific, int((of_units > 0).sum())),
    }


def together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each two labels of one sentence, in both orders."""
    labelled = rows[rows["label"].notna()]
    both = labelled.merge(labelled, on="sentence_id")
    return both[both["annotator_x"] != both["annotator_y"]]


def confusion(rows: pd.DataFrame, labels: list[str]) -> list[list[int]]:
    both = together(rows)
    table = pd.crosstab(both["label_x"], both["label_y"])
    return table.reindex(index=labels, columns=labels, fill_value=0).to_numpy().tolist()  # type: ignore[no-any-return]


def pairs(rows: pd.DataFrame, labels: list[str]) -> dict[tuple[str, str], dict[str, Figure]]:
    found = {}
    both = together(rows)
    for first, second in combinations(sorted(rows["annotator"].unique()), 2):
        shared = both[(both["annotator_x"] == first) & (both["annotator_y"] == second)]
        if len(shared):
            same = (shared["label_x"] == shared["label_y"]).mean()
            shares = [
                shared[name].value_counts(normalize=True).reindex(labels, fill_value=0)
                for name in ("label_x", "label_y")
            ]
            expected = (shares[0] * shares[1]).sum()
            kappa = (same - expected) / (1 - expected) if expected < 1 else None
            found[first, second] = {
                "percent_agreement": (same, len(shared)),
                "cohen_kappa": (kappa, len(shared)),
            }
    return found


def targets(rows: pd.DataFrame) -> dict[str, Any]:
    answered = rows[rows["target_position"].notna()]
    rank = answered["target_rank"]
    own = answered[rank.isna() | (rank == 0)]
    return {
        "percent_agreement": target_agreement(answered),
        "without_accepted_offers": target_agreement(own),
        "offers": {
            "offered": int(rank.notna().sum()),
            "none_taken": int((rank == 0).sum()),
            "taken": {str(value): int((rank == value).sum()) for value in (1, 2, 3)},
            "none_offered": int(rank.isna().sum()),
        },
    }


def target_agreement(answered: pd.DataFrame) -> Figure:
    return percent_agreement(pd.crosstab(answered["sentence_id"], answered["target_position"]))


def retest(annotations: pd.DataFrame, labels: list[str]) -> dict[str, Figure]:
    """Return the agreement of people with themselves: each of their sentences is a unit."""
    again = annotations[annotations["why_not_counted"] == "retest"]
    # Their first pass may be that of a tie-breaker.
    first = annotations[annotations["counted"] | (annotations["why_not_counted"] == "tie-break")]
    both = first.merge(again, on=["sentence_id", "annotator"])
    both = both[both["label_x"].notna() & both["label_y"].notna()].reset_index(drop=True)
    units = pd.DataFrame(
        {
            label: (both["label_x"] == label).astype(int) + (both["label_y"] == label).astype(int)
            for label in labels
        }
    )
    return {"percent_agreement": percent_agreement(units), "krippendorff_alpha": alpha(units)}
