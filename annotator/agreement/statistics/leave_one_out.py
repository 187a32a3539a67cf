"""Alpha without each annotator in turn: how much each of them raises or lowers the agreement.

Alpha is a function of sums, so that the sums without an annotator are those of all minus what this
annotator adds. Only the articles that they labelled change.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats, Ints, starts_of
from annotator.agreement.statistics.coefficients import nominal_alpha
from annotator.agreement.statistics.intervals import Figure, figures
from annotator.agreement.statistics.resampling import Resamples
from annotator.agreement.statistics.sums import ArticleSums, NominalSums


@dataclass(frozen=True)
class Without:
    """Alpha over the sentences that are still pairable without an annotator.

    `change` is how much it is above alpha with all annotators.
    """

    annotator: int
    krippendorff_alpha: Figure
    change: Figure


def leave_one_out(
    annotations: Annotations, sums: ArticleSums, resamples: Resamples
) -> list[Without]:
    """Return alpha without each annotator who gave a label, in the order of their codes.

    `sums` are those of the same annotations. Both figures rest on the sentences that are still
    pairable; alpha on their articles, the change on the articles in which the annotator shares a
    sentence with another.
    """
    annotator, article, starts, values = _differences(annotations)
    if not len(starts):
        return []

    whole = _alpha_sums(sums.each().label)
    total, resampled = whole.sum(axis=1), resamples.totals(whole, sums.article)
    alpha, alpha_resampled = _alpha(total), _alpha(resampled)

    def with_change(taken: Floats, replicates: slice) -> Floats:
        without = _alpha(resampled[:, replicates] - taken)
        # Both alphas are of the same draws, so that an interval of their difference
        # judges a change more sharply than a comparison of two intervals.
        return np.stack([without, without - alpha_resampled[replicates]])

    remaining = total[:, None] - np.add.reduceat(values, starts, axis=1)
    alphas = _alpha(remaining)
    replicates = resamples.by_group(values, article, starts, with_change, outputs=2)
    n = remaining[0].tolist()

    # An article stays in alpha unless the annotator takes its last pairable sentence
    # with them.
    emptied = (whole[0, article] > 0) & (whole[0, article] == values[0])
    remaining_articles = (
        np.count_nonzero(whole[0]) - np.add.reduceat(emptied.astype(np.int64), starts)
    ).tolist()
    # An article in which nobody else labelled their sentences can't change alpha.
    shared = np.add.reduceat(
        (values[0] + values[1:-1].sum(axis=0) > 0).astype(np.int64), starts
    ).tolist()
    undefined = [reasons.ONE_LABEL_LEFT if pairable else reasons.NOTHING_LEFT for pairable in n]

    without = figures(alphas, replicates[0], n=n, articles=remaining_articles, undefined=undefined)
    change = figures(
        alphas - alpha,
        replicates[1],
        n=n,
        articles=shared,
        undefined=[reasons.NO_CHANGE_KNOWN] * len(n),
    )
    codes = annotations.annotators[annotator[starts]].tolist()
    return [Without(*row) for row in zip(codes, without, change, strict=True)]


def _alpha_sums(sums: NominalSums) -> Floats:
    """Return pairable units, margins and the trace of the coincidences: (2 + q, …)."""
    return np.vstack([sums.pairable[None], sums.margins, sums.diagonal.sum(axis=0)[None]])


def _alpha(sums: Floats) -> Floats:
    return nominal_alpha(sums[1:-1], sums[-1])


def _differences(annotations: Annotations) -> tuple[Ints, Ints, Ints, Floats]:
    """Return what each annotator's labels add to the sums of each article.

    (annotator (rows,), article (rows,), starts, (2 + q, rows)): a row for each annotator and
    article; the rows of an annotator begin at `starts`.
    """
    q = annotations.labels
    entries = np.flatnonzero(annotations.labelled())
    sentence, annotator, label = (
        array[entries] for array in (annotations.sentence, annotations.annotator, annotations.label)
    )

    # One number for annotator and article, to sort and group by both. In 64 bits: it
    # can be large.
    rows = annotator.astype(np.int64) * len(annotations.articles) + annotations.article_of[sentence]
    order = np.argsort(rows, kind="stable")
    rows, sentence, label = rows[order], sentence[order], label[order]

    counts = annotations.counts()
    n_u, agreeing = counts.sum(axis=0), (counts * (counts - 1)).sum(axis=0)
    n, same = n_u[sentence], counts[label, sentence]
    pair, pairable = n == 2, n > 1
    begins = starts_of(rows)
    values = np.zeros((2 + q, len(begins)))
    if not len(begins):
        return annotator, rows, begins, values

    values[0] = np.add.reduceat(pair.astype(np.float64), begins)

    # Without this label a sentence of two labels isn't pairable any more and loses
    # both; a sentence of more than two loses this label alone.
    for k in range(q):
        taken = np.where(pair, counts[k, sentence], pairable & (label == k))
        values[1 + k] = np.add.reduceat(taken.astype(np.float64), begins)

    # The coincidences o_kk of the sentence with the label, minus those without it.
    before = agreeing[sentence] / np.maximum(n - 1, 1)
    after = (agreeing[sentence] - 2 * (same - 1)) / np.maximum(n - 2, 1)
    values[1 + q] = np.add.reduceat(
        np.where(pairable, before - np.where(pair, 0, after), 0), begins
    )
    annotator, article = np.divmod(rows[begins], len(annotations.articles))

    return annotator, article, starts_of(annotator), values
