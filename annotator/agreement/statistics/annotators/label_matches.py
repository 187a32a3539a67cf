"""How often the labels of an annotator match those of adjudicators, or of the other annotators."""

from collections.abc import Mapping

import numpy as np

from annotator.agreement.statistics import reasons
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import (
    Bools,
    Floats,
    Ints,
    compact,
    order_of,
    ratio,
    starts_of,
)
from annotator.agreement.statistics.intervals import NO_DIFFERENCE, Figure, Scale, figures
from annotator.agreement.statistics.true_labels.majority import (
    NO_LABEL,
    counts_without,
    majority_labels,
)


def matches_with_adjudicated(
    annotations: Annotations, adjudicated: Ints, adjudicator: Ints
) -> Mapping[int, Figure]:
    """Return for each annotator, by code, the share of labels that match the adjudicated label.

    `adjudicated` (sentences,) is the number of the label decided on, or NO_LABEL; `adjudicator`
    (sentences,) the code of the person who decided.
    """
    labelled = np.flatnonzero(annotations.labelled())
    sentence = annotations.sentence[labelled]
    decided = adjudicated[sentence]
    # Nobody is compared with their own decision: they would agree with themselves.
    is_own = adjudicator[sentence] == annotations.annotators[annotations.annotator[labelled]]

    compared = (decided != NO_LABEL) & ~is_own
    matching = decided == annotations.label[labelled]
    return _shares(annotations, labelled, compared, matching, reasons.NOTHING_ADJUDICATED)


def matches_with_majority(annotations: Annotations) -> Mapping[int, Figure]:
    """Return for each annotator, by code, the share of labels that match the others' majority.

    It is the final label that the sentence would have without this annotator, by majority alone. A
    sentence without one, for example in a tie, is not compared.
    """
    labelled = np.flatnonzero(annotations.labelled())
    label = annotations.label[labelled]
    # Their own label has no vote, or everybody would agree with a majority that they
    # are part of.
    majority = majority_labels(counts_without(annotations, labelled))
    compared, matching = majority != NO_LABEL, majority == label

    return _shares(annotations, labelled, compared, matching, reasons.NO_MAJORITY)


def agreement_with_others(annotations: Annotations) -> Mapping[int, Figure]:
    """Return for each annotator, by code, the mean share of the others who gave the same label.

    It is the mean over the sentences that somebody else labelled, too.
    """
    labelled = np.flatnonzero(annotations.labelled())
    counts = annotations.counts()
    sentence, label = annotations.sentence[labelled], annotations.label[labelled]
    others = counts.sum(axis=0)[sentence] - 1
    same = ratio((counts[label, sentence] - 1).astype(np.float64), others.astype(np.float64))
    return _shares(annotations, labelled, others > 0, same, reasons.NOBODY_ELSE)


def self_agreement(retests: Annotations, person: Ints) -> Mapping[int, Figure]:
    """Return for each person, by code, the share of sentences to which they gave the same label
    both times. `retests` has each (sentence, person) as a sentence, `person` (annotations,) whose
    entry it is.
    """
    labelled = np.flatnonzero(retests.labelled())
    # The entries of a sentence are next to each other: the first pass, and the second.
    twice = labelled[:-1][retests.sentence[labelled[:-1]] == retests.sentence[labelled[1:]]]
    return share_figures(
        person[twice],
        retests.article_of[retests.sentence[twice]],
        retests.label[twice] == retests.label[twice + 1],
        undefined=reasons.NOTHING_TWICE_BY_PERSON,
    )


def _shares(
    annotations: Annotations,
    entries: Ints,
    compared: Bools,
    matching: Bools | Floats,
    undefined: str,
) -> Mapping[int, Figure]:
    """Return for each annotator the mean of `matching`, 0 to 1, over their `compared` entries.

    An annotator without compared entries is missing.
    """
    entries = entries[compared]
    return share_figures(
        annotations.annotators[annotations.annotator[entries]],
        annotations.article_of[annotations.sentence[entries]],
        matching[compared],
        undefined=undefined,
    )


def share_figures(
    person: Ints, article: Ints, matching: Bools | Floats, *, undefined: str
) -> Mapping[int, Figure]:
    """Return for each person the mean of `matching`, 0 to 1, over their entries: (entries,) each,
    in the order of articles.

    A person without entries is missing.
    """
    if not len(person):
        return {}

    # Sums of each person in each article, so that each article can be left out.
    people, index = compact(person)
    order = order_of(index)
    index, matching = index[order], matching[order].astype(np.float64)
    rows = index.astype(np.int64) * (int(article.max()) + 1) + article[order]

    begins = starts_of(rows)
    code = people[index[begins]]
    sums = np.stack([np.add.reduceat(matching, begins), np.diff([*begins, len(rows)])])
    starts = starts_of(code)

    sizes = np.diff([*starts, len(code)])
    total = np.add.reduceat(sums, starts, axis=1)
    left_out = np.repeat(total, sizes, axis=1) - sums
    # Articles that have a match, and those that have a difference: the fewer ones tell.
    telling = np.minimum(
        *(
            np.add.reduceat((part > NO_DIFFERENCE).astype(np.int64), starts)
            for part in (sums[0], sums[1] - sums[0])
        )
    )

    shares = figures(
        ratio(total[0], total[1]),
        ratio(left_out[0], left_out[1]),
        Scale.SHARE,
        n=total[1].tolist(),
        articles=telling.tolist(),
        undefined=[undefined] * len(starts),
        starts=starts,
    )
    return dict(zip(code[starts].tolist(), shares, strict=True))
