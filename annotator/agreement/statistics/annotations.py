"""The counted annotations as arrays of small indices, sorted as all the sums need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from annotator.agreement.statistics.arrays import Bools, Ints, compact

# In place of a label.
SKIPPED = -1
# A skip of its own kind: the sentence is fit to be labelled, but the person can't
# decide.
CANNOT_TELL = -2

# In place of a target. UNANSWERED: the label takes no target, or the annotator left it
# open.
UNANSWERED = -1
NOT_IN_ARTICLE = 0

# In place of the rank of a target: no candidates were offered. With 0, some were, and another
# target was chosen.
NOT_OFFERED = -1
NONE_TAKEN = 0


@dataclass(frozen=True)
class Annotations:
    """One entry per counted annotation, sorted by article, sentence and annotator.

    `articles` (articles,), `sentences` (sentences,) and `annotators` (annotators,) hold the codes
    as they were given; all other arrays hold indices into these. `article_of` (sentences,) is
    the article of each sentence, ascending; `sentence`, `annotator`, `label`, `target` and
    `target_rank` (annotations,) describe the entries, and so do the columns in `more`. `labels` is
    q.
    """

    articles: Ints
    sentences: Ints
    annotators: Ints
    article_of: Ints
    sentence: Ints
    annotator: Ints
    label: Ints
    target: Ints
    target_rank: Ints
    labels: int
    more: Mapping[str, Ints] = field(default_factory=dict)

    @classmethod
    def from_codes(
        cls,
        *,
        article: Ints,
        sentence: Ints,
        annotator: Ints,
        label: Ints,
        labels: int,
        target: Ints | None = None,
        target_rank: Ints | None = None,
        more: Mapping[str, Ints] | None = None,
    ) -> "Annotations":
        """Return the annotations with these integer codes, one entry each, in any order.

        `label` is 0 to labels - 1, SKIPPED or CANNOT_TELL; `target` the code of a sentence (above
        0), NOT_IN_ARTICLE or UNANSWERED; `target_rank` the rank of the offered candidate that was
        taken (above 0), NONE_TAKEN or, by default, NOT_OFFERED. A sentence belongs to one article
        and has at most one entry per annotator. To compare people with themselves, let each
        (sentence, person) be a sentence, and each pass an annotator. Raises ValueError for a label
        out of range.
        """
        if len(label) and not CANNOT_TELL <= int(label.min()) <= int(label.max()) < labels:
            raise ValueError(f"labels are numbered 0 to {labels - 1}, {SKIPPED} or {CANNOT_TELL}")
        articles, article_index = compact(article)
        sentences, sentence_index = compact(sentence)
        annotators, annotator_index = compact(annotator)
        article_of: Ints = np.zeros(len(sentences), np.int32)
        article_of[sentence_index] = article_index
        sentences, article_of, sentence_index = _by_article(sentences, article_of, sentence_index)

        # In 64 bits: sentences times annotators can be more than 32 bits hold.
        entry = sentence_index.astype(np.int64) * len(annotators) + annotator_index
        order = None if _is_ascending(entry) else np.argsort(entry)

        def in_order(values: Ints) -> Ints:
            return values if order is None else values[order]

        return cls(
            articles=articles,
            sentences=sentences,
            annotators=annotators,
            article_of=article_of,
            sentence=in_order(sentence_index),
            annotator=in_order(annotator_index),
            label=in_order(label).astype(np.int16),
            target=np.zeros(0, np.int64) if target is None else in_order(target),
            target_rank=np.full(len(label), NOT_OFFERED, np.int8)
            if target_rank is None
            else in_order(target_rank).astype(np.int8),
            labels=labels,
            more={name: in_order(values) for name, values in (more or {}).items()},
        )

    def __len__(self) -> int:
        return len(self.label)

    def labelled(self) -> Bools:
        """Return which entries are labels, and not skips: (annotations,)."""
        return self.label >= 0

    def counts(self) -> Ints:
        """Return how many annotators gave each sentence each label: (labels, sentences)."""
        return self.all_counts()[2:]

    def all_counts(self) -> Ints:
        """Return the same with rows for CANNOT_TELL and SKIPPED first: (2 + labels, sentences)."""
        # CANNOT_TELL is the lowest code, so that it becomes row 0, SKIPPED row 1 and
        # labels follow.
        cells = (self.label.astype(np.int64) - CANNOT_TELL) * len(self.sentences) + self.sentence
        counts = np.bincount(cells, minlength=(self.labels + 2) * len(self.sentences))
        return counts.astype(np.int32).reshape(self.labels + 2, len(self.sentences))


def _by_article(sentences: Ints, article_of: Ints, sentence_index: Ints) -> tuple[Ints, Ints, Ints]:
    """Renumber the sentences so that those of an article are consecutive."""
    if _is_ascending(article_of):
        return sentences, article_of, sentence_index

    # Stable, so that the sentences of an article stay in the order of their codes.
    order = np.argsort(article_of, kind="stable")
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return sentences[order], article_of[order], number[sentence_index]


def _is_ascending(values: Ints) -> bool:
    return bool((values[1:] >= values[:-1]).all())
