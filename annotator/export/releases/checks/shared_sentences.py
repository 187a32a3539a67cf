"""Counts the sentences of validation and test that stand verbatim in train.

A model that has seen a sentence in training is not tested by it.
"""

from array import array
from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import numpy as np

from annotator.corpus.models import Sentence
from annotator.export.datasets.selection import Selection
from annotator.export.datasets.splits.shares import NAMES
from annotator.projects.models import Project

TRAIN = "train"
# Characters. Shorter sentences are often formulas, such as “(Reuters)” or “Read more.”, that stand
# in many articles.
LONG = 40


def count_shared_sentences(
    project: Project, selection: Selection, splits: Mapping[int, str]
) -> dict[str, dict[str, int]]:
    """Return, for each split but train, how many of its sentences to label stand verbatim in train.

    `splits` has the split of each article by its key in the database. `sentences` and `in_train`
    count all sentences, `long` and `long_in_train` those of at least LONG characters.
    """
    # Their hashes instead of their texts, so that memory doesn't grow with the length.
    hashes: dict[str, array[int]] = defaultdict(partial(array, "q"))
    is_long: dict[str, array[int]] = defaultdict(partial(array, "b"))
    rows = selection.filter_articles(Sentence.objects.in_project(project).to_label())

    for article, text in rows.order_by().values_list("article", "text").iterator(chunk_size=5000):
        split = splits.get(article, "")
        hashes[split].append(hash(" ".join(text.split())))
        is_long[split].append(len(text) >= LONG)

    result = {}
    for name in NAMES:
        if name != TRAIN:
            seen = np.isin(np.array(hashes[name]), np.array(hashes[TRAIN]))
            long = np.array(is_long[name], dtype=bool)
            result[name] = {
                "sentences": seen.size,
                "in_train": int(np.count_nonzero(seen)),
                "long": int(np.count_nonzero(long)),
                "long_in_train": int(np.count_nonzero(seen & long)),
            }

    return result
