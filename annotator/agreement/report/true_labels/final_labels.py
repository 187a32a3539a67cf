"""The final labels of a project as arrays: those of majorities, with adjudications over them.

`agreement/final_label.py` has the same rules for the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.models import Adjudication
from annotator.agreement.report.data import ReportFilter, open_articles
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Ints
from annotator.agreement.statistics.true_labels.majority import NO_LABEL
from annotator.corpus.models import ArticleState
from annotator.projects.models import Label, Project


@dataclass(frozen=True)
class Decisions:
    """The adjudications, for the sentences of the annotations and then those without annotations.

    `sentence` and `article` (sentences + others,) have the id of each sentence and of its article;
    `is_decided` and `label` have the same shape.
    """

    sentence: Ints
    article: Ints
    is_decided: Bools
    label: Ints

    def over(self, labels: Ints) -> Ints:
        """Return these final labels with the adjudications in their place."""
        return np.where(self.is_decided, self.label, self.padded(labels))

    def padded(self, labels: Ints) -> Ints:
        others = len(self.label) - len(labels)
        return np.concatenate([labels, np.full(others, NO_LABEL)])


def load_decisions(
    project: Project,
    labels: Sequence[Label],
    annotations: Annotations,
    report_filter: ReportFilter,
) -> Decisions:
    """Return the adjudications of the articles that the filter leaves.

    If it filters annotations, too, only those of sentences that still have one.
    """
    numbers = {label.pk: number for number, label in enumerate(labels)}
    rows = Adjudication.objects.in_project(project).decided()
    rows = rows.exclude(article__state=ArticleState.WITHDRAWN)
    rows = rows.filter(report_filter.article_condition())
    if report_filter.viewer is not None:
        rows = rows.exclude(article__in=open_articles(report_filter.viewer))

    # A decision without a label is a skip.
    gold = np.array(
        [
            (sentence, article, numbers.get(label, NO_LABEL))
            for sentence, article, label in rows.order_by("sentence").values_list(
                "sentence", "article", "label"
            )
        ],
        np.int64,
    ).reshape(-1, 3)
    others = gold[~np.isin(gold[:, 0], annotations.sentences)]
    if report_filter.filters_annotations:
        others = others[:0]

    sentences = np.concatenate([annotations.sentences, others[:, 0]])
    is_decided = np.isin(sentences, gold[:, 0])
    label = np.full(len(sentences), NO_LABEL)
    label[is_decided] = gold[np.searchsorted(gold[:, 0], sentences[is_decided]), 2]
    return Decisions(
        sentence=sentences,
        article=np.concatenate([annotations.articles[annotations.article_of], others[:, 1]]),
        is_decided=is_decided,
        label=label,
    )
