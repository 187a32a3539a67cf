"""The figures that can be planned: alpha, alpha of each label, and the prevalence of each label."""

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, ratio, starts_of
from annotator.agreement.statistics.coefficients import krippendorff_alpha, label_alpha
from annotator.agreement.statistics.sums import (
    NominalSums,
    nominal_sums,
    telling_articles,
    telling_articles_by_category,
)
from annotator.agreement.statistics.true_labels.majority import majority_labels
from annotator.agreement.statistics.true_labels.prevalence import sums_by_article


def alphas_without_each(annotations: Annotations, chosen: Bools) -> tuple[Floats, Floats]:
    """Return alpha and the alpha of each label over these articles: together (1 + q,) and without
    each of the articles (1 + q, articles).
    """
    columns = label_columns(annotations)[:, chosen]
    total = columns.sum(axis=1, keepdims=True)
    return _alphas(total)[:, 0], _alphas(total - columns)


def shares_without_each(annotations: Annotations, chosen: Bools) -> tuple[Floats, Floats]:
    """Return the same for the prevalence of each label among majorities: (q,), (q, articles)."""
    return prevalence_without_each(majority_sums(annotations)[:, chosen])


def prevalence_without_each(sums: Floats) -> tuple[Floats, Floats]:
    """Return the same from the sums of each article, (q, articles)."""
    total = sums.sum(axis=1, keepdims=True)
    left_out = total - sums
    return ratio(total, total.sum(axis=0))[:, 0], ratio(left_out, left_out.sum(axis=0))


def majority_sums(annotations: Annotations) -> Floats:
    """Return how many sentences of each article have each label by majority: (q, articles)."""
    final = majority_labels(annotations.all_counts())
    of_sentences = (final == np.arange(annotations.labels)[:, None]).astype(np.float64)
    return sums_by_article(of_sentences, annotations.article_of, len(annotations.articles))


def telling(columns: Floats) -> Floats:
    """Return how many articles alpha and the alpha of each label rest on: (1 + q,)."""
    margins = NominalSums.from_columns(columns).margins
    return np.array([telling_articles(margins), *telling_articles_by_category(margins)], np.float64)


def label_columns(annotations: Annotations) -> Floats:
    """Return the columns of the labels' `NominalSums`, (2 + 2q, articles)."""
    starts = starts_of(annotations.article_of)
    return np.add.reduceat(nominal_sums(annotations.counts().astype(np.float64)), starts, axis=1)


def _alphas(columns: Floats) -> Floats:
    sums = NominalSums.from_columns(columns)
    return np.vstack([krippendorff_alpha(sums), label_alpha(sums)])
