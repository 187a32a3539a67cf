"""How many sentences have different answers, by label, by two labels, and by article."""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Ints


@dataclass(frozen=True)
class Disputes:
    """Disputed sentences: `total`, those that have each label (labels,), those that have each two
    labels (labels, labels), and those of each article (articles,).
    """

    total: int
    of_label: Ints
    of_labels: Ints
    of_article: Ints


def count_disputes(annotations: Annotations) -> Disputes:
    """Count the sentences with two different labels, a label and a skip, or a skip and “can't
    tell”.
    """
    counts = annotations.all_counts()
    has = counts > 0
    labels = counts[2:]
    n_labels = labels.sum(axis=0)
    two_labels = (has[2:] & (labels < n_labels)).any(axis=0)
    two_answers = has[:2].any(axis=0) & (n_labels > 0) | has[:2].all(axis=0)
    is_disputed = two_labels | two_answers

    present = has[2:, is_disputed].astype(np.float64)
    article = annotations.article_of[is_disputed]
    return Disputes(
        total=int(is_disputed.sum()),
        of_label=present.sum(axis=1).astype(np.int64),
        of_labels=np.rint(present @ present.T).astype(np.int64),
        of_article=np.bincount(article, minlength=len(annotations.articles)),
    )
