"""The same statements for DuckDB and Spark: from the view `annotations` to sums of articles."""

from collections.abc import Sequence


def soft_labels(labels: Sequence[str]) -> str:
    """One row for each sentence: how many annotators gave each label, and its share."""
    counts = ", ".join(
        f"""CAST(sum(CASE WHEN label = '{key}' THEN 1 ELSE 0 END) AS DOUBLE) AS "n_{key}\""""
        for key in labels
    )
    shares = ", ".join(f'"n_{key}" / nullif(n, 0) AS "p_{key}"' for key in labels)
    return f"""
        SELECT *, {shares} FROM (
            SELECT article_id, sentence_id, CAST(count(label) AS DOUBLE) AS n, {counts}
            FROM annotations WHERE counted GROUP BY article_id, sentence_id
        ) AS sentences
    """


def article_sums(labels: Sequence[str]) -> str:
    """One row for each article, from the view `soft_labels`; agreement.md has the formulas.

    Sentences with two labels or more are pairable: `pairable`, `agreement`, `margin_KEY` and
    `diagonal_KEY` are about these, the rest is about all.
    """
    agreeing = " + ".join(f'"n_{key}" * ("n_{key}" - 1)' for key in labels)
    columns = [
        "sum(CASE WHEN n > 1 THEN 1.0e0 ELSE 0.0e0 END) AS pairable",
        f"sum(CASE WHEN n > 1 THEN ({agreeing}) / (n * (n - 1)) ELSE 0.0e0 END) AS agreement",
        "sum(CASE WHEN n > 0 THEN 1.0e0 ELSE 0.0e0 END) AS labelled",
    ]
    for key in labels:
        own = f'"n_{key}"'
        diagonal = f"CASE WHEN n > 1 THEN {own} * ({own} - 1) / (n - 1) ELSE 0.0e0 END"
        columns += [
            f'sum(CASE WHEN n > 1 THEN {own} ELSE 0.0e0 END) AS "margin_{key}"',
            f'sum({diagonal}) AS "diagonal_{key}"',
            f'sum({own}) AS "count_{key}"',
            f'coalesce(sum("p_{key}"), 0) AS "share_{key}"',
        ]
    return f"SELECT article_id, {', '.join(columns)} FROM soft_labels GROUP BY article_id"


def totals(labels: Sequence[str]) -> str:
    """A single row, from the view `article_sums`."""
    names = ["pairable", "agreement", "labelled"]
    names += [f"{of}_{key}" for key in labels for of in ("margin", "diagonal", "count", "share")]
    return (
        "SELECT "
        + ", ".join(f'sum("{name}") AS "{name}"' for name in names)
        + (" FROM article_sums")
    )
