"""The figures that can be planned: alpha, alpha of each label, and the prevalence of each label."""

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, starts_of
from annotator.agreement.statistics.coefficients import krippendorff_alpha, label_alpha
from annotator.agreement.statistics.sums import (
    NominalSums,
    nominal_sums,
    sum_by_article,
    telling_articles,
    telling_articles_by_category,
)
from annotator.agreement.statistics.true_labels.majority import majority_labels
from annotator.agreement.statistics.true_labels.prevalence import label_shares, label_sums


def alphas_without_each(annotations: Annotations, chosen: Bools) -> tuple[Floats, Floats]:
    """Return alpha and the alpha of each label over these articles: together (1 + q,) and without
    each of the articles (1 + q, articles).
    """
    return alphas_of_columns(label_columns(annotations)[:, chosen])


def alphas_of_columns(columns: Floats) -> tuple[Floats, Floats]:
    """Return the same from the columns of these articles, (2 + 2q, articles)."""
    total = columns.sum(axis=1, keepdims=True)
    return _alphas(total)[:, 0], _alphas(total - columns)


def shares_without_each(annotations: Annotations, chosen: Bools) -> tuple[Floats, Floats]:
    """Return the same for the prevalence of each label among majorities: (q,), (q, articles)."""
    return prevalence_without_each(majority_sums(annotations)[:, chosen])


def prevalence_without_each(sums: Floats) -> tuple[Floats, Floats]:
    """Return the same from the sums of each article, (q, articles)."""
    total = sums.sum(axis=1, keepdims=True)
    return label_shares(total)[:, 0], label_shares(total - sums)


def majority_sums(annotations: Annotations) -> Floats:
    """Return how many sentences of each article have each label by majority: (q, articles)."""
    return label_sums(
        majority_labels(annotations.all_counts()),
        annotations.article_of,
        labels=annotations.labels,
        articles=len(annotations.articles),
    )


def telling(columns: Floats) -> Floats:
    """Return how many articles alpha and the alpha of each label rest on: (1 + q,)."""
    margins = NominalSums.from_columns(columns).margins
    return np.array([telling_articles(margins), *telling_articles_by_category(margins)], np.float64)


def label_columns(annotations: Annotations) -> Floats:
    """Return the columns of the labels' `NominalSums`, (2 + 2q, articles)."""
    return label_columns_of(annotations.counts().astype(np.float64), annotations)


def label_columns_of(counts: Floats, annotations: Annotations) -> Floats:
    """Return the same for other counts of the labels of the sentences, (q, sentences)."""
    return sum_by_article(nominal_sums(counts), starts_of(annotations.article_of))


def _alphas(columns: Floats) -> Floats:
    sums = NominalSums.from_columns(columns)
    return np.vstack([krippendorff_alpha(sums), label_alpha(sums)])
