"""The sentences whose final label Dawid and Skene's model doubts, most doubtful first."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.adjudication.lists.finding import ANY, AnswerFilter
from annotator.agreement.adjudication.lists.listed import Listed, in_order
from annotator.agreement.report.data import (
    ReportFilter,
    load_counted_annotations,
    open_articles,
)
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene
from annotator.agreement.statistics.true_labels.majority import NO_LABEL, majority_labels
from annotator.projects.models import Label, Membership, Project

# A final label is doubted where the model gives it less than this: at least one in four
# of the listed ones is expected to be wrong. It is then often not the most probable one.
DOUBTED = 0.75
DIGITS = 4


class Doubt(NamedTuple):
    """The probability of the final label, the key of the most probable one, and that of this."""

    of_final: float
    likely: str
    of_likely: float


def find_doubted_sentences(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    only: AnswerFilter = ANY,
) -> tuple[Listed, dict[int, Doubt]]:
    """Return the sentences whose final label by majority is doubted, most doubtful first, with the
    doubt about each by its id.

    Articles that the viewer has open are left out.
    """
    # The model is that of all articles: what the viewer doesn't see doesn't change it.
    everything = load_counted_annotations(project, labels, ReportFilter(), tie_breaks=True)
    annotations = everything.annotations
    model = dawid_skene(annotations)
    if not len(model.sentences):
        return Listed([], []), {}

    units = np.flatnonzero(np.isin(annotations.sentences, model.sentences))
    shares, rows = model.shares, np.arange(len(units))
    majority, likely = shares.argmax(axis=1), model.probabilities.argmax(axis=1)
    of_majority = model.probabilities[rows, majority].round(DIGITS)
    of_likely = model.probabilities[rows, likely].round(DIGITS)

    is_final = majority_labels(annotations.all_counts()[:, units]) != NO_LABEL
    is_shown = only.mask(project, labels, annotations)[units]
    if viewer is not None:
        hidden = list(open_articles(viewer).values_list("pk", flat=True))
        is_shown &= ~np.isin(annotations.articles[annotations.article_of[units]], hidden)

    listed = np.flatnonzero(is_final & is_shown & (of_majority < DOUBTED))
    found = in_order(
        project,
        annotations.sentences[units[listed]],
        annotations.articles[annotations.article_of[units[listed]]],
        of_majority[listed],
    )
    doubts = {
        int(annotations.sentences[units[row]]): Doubt(
            float(of_majority[row]), labels[likely[row]].key, float(of_likely[row])
        )
        for row in listed.tolist()
    }
    return found, doubts
