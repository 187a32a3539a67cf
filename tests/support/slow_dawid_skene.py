"""Dawid and Skene's model by its equations, one number after the other, for small tables."""

from collections.abc import Callable, Sequence

from tests.support.reliability_tables import Unit

Matrix = list[list[float]]


def slow_dawid_skene(
    units: Sequence[Unit],
    labels: str,
    pseudo: Callable[[list[Matrix]], list[Matrix]],
    iterations: int,
    *,
    start: Matrix | None = None,
    tolerance: float = -1,
) -> tuple[Matrix, list[float], list[Matrix]]:
    """The paper's equations 2.3 to 2.5 written out, with products instead of logarithms.

    `pseudo` returns the pseudo-labels of each annotator from the labels expected so far. It stops
    after so many iterations, or when one changes no probability by more than the tolerance.
    """
    q, people = range(len(labels)), range(len(units[0]))
    truth = [
        [unit.count(label) / sum(own is not None for own in unit) for label in labels]
        for unit in units
    ]
    if start is not None:
        truth = [list(row) for row in start]
    for _ in range(iterations):
        before = [list(row) for row in truth]
        prior = [sum(row[k] for row in truth) + 0.01 for k in q]
        prior = [value / sum(prior) for value in prior]
        counts = [
            [
                [
                    sum(row[k] for row, unit in zip(truth, units, strict=True) if unit[a] == label)
                    for label in labels
                ]
                for k in q
            ]
            for a in people
        ]
        added = pseudo(counts)
        confusions = [
            [
                [
                    (counts[a][k][one] + added[a][k][one]) / (sum(counts[a][k]) + sum(added[a][k]))
                    for one in q
                ]
                for k in q
            ]
            for a in people
        ]
        for u, unit in enumerate(units):
            joint = list(prior)
            for k in q:
                for a in people:
                    if unit[a] is not None:
                        joint[k] *= confusions[a][k][labels.index(unit[a] or "")]
            truth[u] = [value / sum(joint) for value in joint]
        moved = (
            abs(a - b)
            for x, y in zip(truth, before, strict=True)
            for a, b in zip(x, y, strict=True)
        )
        if max(moved) <= tolerance:
            break
    return truth, prior, confusions


def slow_flat(counts: list[Matrix]) -> list[Matrix]:
    return [[[0.01 for _ in row] for row in matrix] for matrix in counts]


def slow_pooled(counts: list[Matrix]) -> list[Matrix]:
    """The pseudo-labels as docs/agreement.md describes them."""
    q = range(len(counts[0]))
    given = [sum(matrix[k][one] for matrix in counts for k in q) + 1 for one in q]
    typical: Matrix = []
    for k in q:
        others = sum(given) - given[k]
        row = [
            sum(matrix[k][one] for matrix in counts)
            + (60 if one == k else 40 * given[one] / others)
            for one in q
        ]
        typical.append([value / sum(row) for value in row])

    added = []
    for matrix in counts:
        made = sum(matrix[k][one] for k in q for one in q if one != k)
        expected = sum(sum(matrix[k]) * (1 - typical[k][k]) for k in q)
        ratio = (made + 10) / (expected + 10)
        own: Matrix = []
        for k in q:
            odds = ratio * (1 - typical[k][k]) / typical[k][k]
            wrong = odds / (1 + odds)
            own.append(
                [
                    30 * (1 - wrong if one == k else wrong * typical[k][one] / (1 - typical[k][k]))
                    for one in q
                ]
            )
        added.append(own)
    return added
