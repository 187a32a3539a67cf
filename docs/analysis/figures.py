"""What every job starts with and ends with: the labels of a release, and figures from sums."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from annotator.agreement.statistics.coefficients import krippendorff_alpha, percent_agreement
from annotator.agreement.statistics.sums import ArticleSums, NominalSums


def read_labels(folder: Path) -> list[str]:
    """Return the keys of the labels, in order."""
    manifest = json.loads((folder / "release.json").read_text())
    return [label["key"] for label in manifest["labels"]]


def figures(totals: Mapping[str, float], labels: Sequence[str]) -> dict[str, object]:
    """Return the figures of these sums over all articles, by the app's own formulas.

    `label_shares` are shares of the labels, `soft_labels` the mean shares of a sentence.
    """

    def of_labels(name: str) -> np.ndarray:
        return np.array([totals[f"{name}_{key}"] for key in labels])

    sums = NominalSums(
        pairable=np.float64(totals["pairable"]),
        agreement=np.float64(totals["agreement"]),
        margins=of_labels("margin"),
        diagonal=of_labels("diagonal"),
    )
    counts = of_labels("count")
    return {
        "labels": int(counts.sum()),
        "label_shares": dict(zip(labels, counts / counts.sum(), strict=True)),
        "soft_labels": dict(zip(labels, of_labels("share") / totals["labelled"], strict=True)),
        "pairable": int(totals["pairable"]),
        "percent_agreement": float(percent_agreement(sums)),
        "krippendorff_alpha": float(krippendorff_alpha(sums)),
    }


def totals_of(sums: ArticleSums, labels: Sequence[str]) -> dict[str, float]:
    """Return the app's sums under the names that the statements give them."""
    total = sums.total()
    named = {
        "pairable": total.label.pairable,
        "agreement": total.label.agreement,
        "labelled": total.labelled,
    }
    of_labels = {
        "margin": total.label.margins,
        "diagonal": total.label.diagonal,
        "count": total.count,
        "share": total.shares,
    }
    for name, values in of_labels.items():
        named |= {f"{name}_{key}": value for key, value in zip(labels, values, strict=True)}
    return {name: float(value) for name, value in named.items()}


def show(result: dict[str, object]) -> None:
    """Print the figures as JSON, with all digits."""
    print(json.dumps(result, indent=1, default=float))
