"""Of one annotator's labels, the share that others gave too: adjudicators, or most of the other
annotators.
"""

from collections.abc import Mapping

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Ints, ratio, starts_of
from annotator.agreement.statistics.intervals import Figure, figures
from annotator.agreement.statistics.resampling import Resamples

NO_LABEL = -1


def matches_with_adjudicated(
    annotations: Annotations, adjudicated: Ints, adjudicator: Ints, resamples: Resamples
) -> Mapping[int, Figure]:
    """By the code of the annotator, the share of their labels that are the adjudicated one.

    `adjudicated` (sentences,) is the number of the label decided on, or NO_LABEL; `adjudicator`
    (sentences,) the code of who decided: nobody is compared with a decision of their own.
    """
    labelled = np.flatnonzero(annotations.labelled())
    sentence = annotations.sentence[labelled]
    decided = adjudicated[sentence]
    is_own = adjudicator[sentence] == annotations.annotators[annotations.annotator[labelled]]

    compared = (decided != NO_LABEL) & ~is_own
    same = decided == annotations.label[labelled]
    return _shares(annotations, labelled, compared, same, resamples, reasons.NOTHING_ADJUDICATED)


def matches_with_majority(annotations: Annotations, resamples: Resamples) -> Mapping[int, Figure]:
    """By the code of the annotator, the share of their labels that are those of the majority of the
    others.

    Their own label has no vote: it is compared with the label that more than half of the others
    gave. Where there is none, in a tie say, the sentence is not compared.
    """
    labelled = np.flatnonzero(annotations.labelled())
    sentence, label = annotations.sentence[labelled], annotations.label[labelled]
    counts = annotations.counts()
    others = counts.sum(axis=0)[sentence] - 1

    compared, same = np.zeros(len(labelled), np.bool_), np.zeros(len(labelled), np.bool_)
    for k in range(annotations.labels):
        mine = label == k
        is_majority = 2 * (counts[k, sentence] - mine) > others
        compared |= is_majority
        same |= is_majority & mine

    return _shares(annotations, labelled, compared, same, resamples, reasons.NO_MAJORITY)


def _shares(
    annotations: Annotations,
    entries: Ints,
    compared: Bools,
    same: Bools,
    resamples: Resamples,
    undefined: str,
) -> Mapping[int, Figure]:
    """The share of `same` among the `compared` entries of each annotator who has such entries."""
    entries, same = entries[compared], same[compared]
    if not len(entries):
        return {}
    articles = len(annotations.articles)
    rows = annotations.annotator[entries].astype(np.int64) * articles
    rows += annotations.article_of[annotations.sentence[entries]]
    order = np.argsort(rows, kind="stable")
    rows, same = rows[order], same[order]

    begins = starts_of(rows)
    who, article = np.divmod(rows[begins], articles)
    sums = np.stack([np.add.reduceat(same, begins, dtype=np.int64), np.diff([*begins, len(rows)])])
    starts = starts_of(who)
    total = np.add.reduceat(sums, starts, axis=1).astype(np.float64)
    resampled = resamples.by_group(
        sums, article, starts, lambda of, _: ratio(of[0], of[1])[None], outputs=1
    )

    found = figures(
        ratio(total[0], total[1]),
        resampled[0],
        n=total[1].tolist(),
        articles=np.diff([*starts, len(who)]).tolist(),
        undefined=[undefined] * len(starts),
    )
    codes = annotations.annotators[who[starts]].tolist()
    return dict(zip(codes, found, strict=True))
