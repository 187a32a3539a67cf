"""The report as flat tables for CSV: one row per figure, with its n and its interval."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from annotator.agreement.report.comparisons.standings import StandingShape
from annotator.agreement.report.shapes import FigureShape, Report, RoundReport
from annotator.agreement.statistics.annotators.pace_and_trend import PARTS

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


def annotator_rows(standings: Sequence[StandingShape]) -> Iterator[Row]:
    """Yield a row for each annotator, worst first. The trend has a column for each tenth."""
    parts = [f"tenth_{number}" for number in range(1, PARTS + 1)]
    yield [
        "annotator", "odd_at_least", "worth_a_talk",
        "agreement", "n", "low", "high", "reason", "among_others", "krippendorff_alpha",
        "differing", "compared",
        "others_label", "their_label", "confused", "confusable", "share", "team_share",
        "seconds", "team_seconds", "fast",
        "self_agreement", "self_n", "practice_right", "practice_sentences", *parts,
    ]  # fmt: skip

    for one in standings:
        confusion, practice = one["confusion"], one["practice"]
        shares: Row = [part["share"] for part in one["trend"]]
        yield _blank_for_none(
            [
                one["annotator"],
                one["odd_at_least"],
                one["is_worth_a_talk"],
                *_cells(one["agreement"]),
                one["among_others"],
                one["krippendorff_alpha"]["value"],
                one["differing"],
                one["compared"],
                *(list(confusion.values()) if confusion else [None] * 6),
                one["seconds"],
                one["team_seconds"],
                one["is_fast"],
                one["self_agreement"]["value"],
                one["self_agreement"]["n"],
                *(list(practice.values()) if practice else [None] * 2),
                *shares,
                *[None] * (PARTS - len(shares)),
            ]
        )


TABLES: Mapping[str, Callable[[Report], Iterator[Row]]] = {
    "figures": figures,
    "labels": labels,
    "pairs": pairs,
    "confusion": confusion,
    "rounds": rounds,
}


def _cells(figure: FigureShape) -> Row:
    return _blank_for_none([figure[name] for name in FIGURE])  # type: ignore[literal-required]


def _blank_for_none(row: Row) -> Row:
    return ["" if value is None else value for value in row]
