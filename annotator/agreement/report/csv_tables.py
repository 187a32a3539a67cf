"""The report as flat tables for CSV: one row per figure, with its n and its interval."""

from collections.abc import Callable, Iterator, Mapping

from annotator.agreement.report.shapes import FigureShape, Report, RoundReport

FIGURE = ("value", "n", "low", "high", "reason")
HEADLINES = ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1")

Row = list[object]


def figures(report: Report) -> Iterator[Row]:
    yield ["figure", *FIGURE]
    for name in HEADLINES:
        yield [name, *_cells(report[name])]  # type: ignore[literal-required]
    if report["weighted"]:
        yield [
            "weighted krippendorff_alpha",
            *_cells(report["weighted"]["krippendorff_alpha"]),
        ]
    for name, figure in report["labelled_or_skipped"].items():
        yield [f"labelled_or_skipped {name}", *_cells(figure)]
    yield [
        "cannot_tell krippendorff_alpha_as_label",
        *_cells(report["cannot_tell"]["krippendorff_alpha_as_label"]),
    ]
    yield ["targets percent_agreement", *_cells(report["targets"]["percent_agreement"])]
    yield [
        "targets without_accepted_offers",
        *_cells(report["targets"]["without_accepted_offers"]),
    ]
    for name, figure in report["retest"].items():
        yield [f"retest {name}", *_cells(figure)]
    for name in ("percent_agreement", "krippendorff_alpha"):
        others = report["other_annotators"]
        yield [f"other_annotators {name}", *_cells(others[name])]  # type: ignore[literal-required]


def labels(report: Report) -> Iterator[Row]:
    yield ["label", "count", "figure", *FIGURE]
    for key, label in report["per_label"].items():
        count = label["count"]
        yield [key, count, "krippendorff_alpha", *_cells(label["krippendorff_alpha"])]
        yield [key, count, "specific_agreement", *_cells(label["specific_agreement"])]
        others = report["other_annotators"]["per_label"][key]
        yield [key, count, "other_annotators krippendorff_alpha", *_cells(others)]
        for name, figure in report["prevalence"]["labels"][key].items():
            yield [key, count, f"prevalence {name}", *_cells(figure)]  # type: ignore[arg-type]


def pairs(report: Report) -> Iterator[Row]:
    yield ["annotator", "other", "figure", *FIGURE]
    for pair in report["pairs"]:
        yield [*pair["annotators"], "percent_agreement", *_cells(pair["percent_agreement"])]
        yield [*pair["annotators"], "cohen_kappa", *_cells(pair["cohen_kappa"])]


def confusion(report: Report) -> Iterator[Row]:
    yield ["label", *report["confusion"]["labels"]]
    for key, counts in zip(
        report["confusion"]["labels"], report["confusion"]["counts"], strict=True
    ):
        yield [key, *counts]


def rounds(report: Report) -> Iterator[Row]:
    yield from over_time("round", report["rounds"])


def over_time(head: str, parts: Mapping[str, RoundReport]) -> Iterator[Row]:
    """Yield the figures of each part of a project: its rounds, months or codebooks."""
    yield [head, "articles", "sentences", "figure", *FIGURE]
    for name, part in parts.items():
        for figure in HEADLINES:
            cells = _cells(part[figure])  # type: ignore[literal-required]
            yield [name, part["articles"], part["sentences"], figure, *cells]


TABLES: Mapping[str, Callable[[Report], Iterator[Row]]] = {
    "figures": figures,
    "labels": labels,
    "pairs": pairs,
    "confusion": confusion,
    "rounds": rounds,
}


def _cells(figure: FigureShape) -> Row:
    return ["" if figure[name] is None else figure[name] for name in FIGURE]  # type: ignore[literal-required]
