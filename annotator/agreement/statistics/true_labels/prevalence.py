"""The prevalence of each label: its share of the sentences, with an interval over articles.

A sentence has one label, or a probability of each label: either way its numbers add up to 1, and
those of an article to its number of sentences. Their sums are (q, articles).
"""

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints, ratio
from annotator.agreement.statistics.intervals import FEWEST_ARTICLES, Figure, Scale, figures
from annotator.agreement.statistics.true_labels.answers import Answers
from annotator.agreement.statistics.true_labels.dawid_skene import estimate
from annotator.agreement.statistics.true_labels.majority import can_have_label

# An article has a label if at least this many of its sentences are expected to have it: with
# probabilities, nearly every article has a bit of every label.
PRESENT = 0.5
# The model is estimated again without each of this many groups of articles. All annotators label
# in many articles, so leaving out a single one would change too little to be worth the time.
GROUPS = 20
# Of the labels in distinct lists of answers. With more, estimating would take more than a second.
# A few annotators have the same lists again and again, however many sentences they label.
MAX_LABELS = 100_000


def sums_by_article(of_sentences: Floats, article: Ints, articles: int) -> Floats:
    """Add up the labels of the sentences of each article: (q, sentences) to (q, articles).

    `article` (sentences,) has the number of each sentence's article, from 0 to `articles` - 1.
    """
    return np.stack(
        [np.bincount(article, weights=of_label, minlength=articles) for of_label in of_sentences]
    )


def label_sums(final: Ints, article: Ints, *, labels: int, articles: int) -> Floats:
    """Count the sentences of each article that have each label: (labels, articles).

    `final` (sentences,) has the number of each sentence's label, or one that is no label's.
    """
    # A row for each label, with 1 where it is the final one.
    of_sentences = (final == np.arange(labels)[:, None]).astype(np.float64)
    return sums_by_article(of_sentences, article, articles)


def label_shares(sums: Floats) -> Floats:
    """Return the share of each label from sums by label: (q, …)."""
    return ratio(sums, sums.sum(axis=0))


def prevalence(sums: Floats, *, undefined: str, weights: Floats | None = None) -> list[Figure]:
    """Return the share of each label: sum_a w_a y_ak / sum_a w_a n_a.

    `sums` holds y_ak, how many sentences of article a have label k; n_a is its number of sentences.
    `weights` (articles,) holds w_a: where some articles were more likely to be chosen than others,
    1 / the probability with which article a was chosen; by default 1. `undefined` is the reason if
    there is no sentence. This is the ratio estimator of a sample of clusters: Cochran (1977),
    Sampling Techniques, 3rd edition, section 9A.1.
    """
    weights = np.ones(sums.shape[1]) if weights is None else weights
    weighted = weights * sums
    left_out = label_shares(weighted.sum(axis=1, keepdims=True) - weighted)

    return _figures(sums, weights, left_out, telling_articles(sums, weights), undefined)


def model_prevalence(annotations: Annotations, *, weights: Floats | None = None) -> list[Figure]:
    """Return the prevalence of each true label, as Dawid and Skene's model estimates it.

    It is the mean probability of the label over the sentences that can have a final label. The
    probabilities depend on the error rates of annotators, which are estimated from the same
    articles. So the model is estimated again without each group of articles; with the probabilities
    as they are, intervals would be far too short (`python -m bench.prevalence`). `weights` are
    those of `prevalence`.
    """
    articles = len(annotations.articles)
    weights = np.ones(articles) if weights is None else weights
    answers = Answers.from_annotations(annotations)
    if len(answers.in_list) > MAX_LABELS:
        return [Figure(None, 0, reason=reasons.TOO_MANY_ANSWERS)] * annotations.labels

    article = annotations.article_of[answers.units]
    # Sentences that are mostly skipped, or that can't be told, have no final label either.
    is_fit = can_have_label(annotations.all_counts()[:, answers.units])
    found = estimate(answers, answers.times())
    sums = sums_by_article((found.truth[:, answers.alike] * is_fit), article, articles)

    groups = min(GROUPS, articles)
    telling = np.minimum(telling_articles(sums, weights), groups)
    left_out = np.zeros((annotations.labels, 0))
    if telling.max(initial=0) >= FEWEST_ARTICLES:
        # In turn, so that articles that were imported together are in different groups.
        group = (np.arange(articles) % groups)[article]
        left_out = _shares_without(answers, found.truth, group, groups, weights[article] * is_fit)
    return _figures(sums, weights, left_out, telling, reasons.NOTHING_LABELLED)


def telling_articles(sums: Floats, weights: Floats) -> Ints:
    """Return in how many articles there is the label, or another if these are fewer: (q,).

    Where nearly all articles have the label alone, the few others decide how frequent it is.
    """
    sums = sums[:, weights > 0]
    others = sums.sum(axis=0) - sums
    telling: Ints = np.minimum((sums >= PRESENT).sum(axis=1), (others >= PRESENT).sum(axis=1))
    return telling


def _shares_without(
    answers: Answers, truth: Floats, group: Ints, groups: int, weights: Floats
) -> Floats:
    """Return the share of each label without each group of sentences: (q, groups).

    `group` and `weights` (units,) are the group of each sentence and its weight in the share.
    """
    columns = []
    for number in range(groups):
        kept = (group != number).astype(np.float64)
        # With all sentences, `truth` was found: it is close to what is looked for.
        found = estimate(answers, answers.times(kept), start=truth)
        columns.append(found.truth @ answers.times(kept * weights))

    return label_shares(np.stack(columns, axis=1))


def _figures(
    sums: Floats, weights: Floats, left_out: Floats, articles: Ints, undefined: str
) -> list[Figure]:
    """Return the figures from the sums, and from shares without articles or groups (q, …)."""
    q = len(sums)
    return figures(
        label_shares((weights * sums).sum(axis=1)),
        left_out.ravel(),
        Scale.SHARE,
        # Probabilities add up to whole numbers, but for rounding errors.
        n=[round(sums[:, weights > 0].sum())] * q,
        articles=articles.tolist(),
        undefined=[undefined] * q,
        starts=np.arange(q) * left_out.shape[1],
    )
