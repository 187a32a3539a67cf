"""The sentences whose final label Dawid and Skene's model doubts, most doubtful first."""

import json
from collections.abc import Sequence

import numpy as np
from django.db.models import F, Func, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from annotator.agreement.adjudication.disagreements import shown_to
from annotator.agreement.final_label import with_final_label
from annotator.agreement.report.true_labels.estimates import (
    annotations_of_model,
    estimate_true_labels,
)
from annotator.corpus.models import Sentence
from annotator.projects.models import Label, Membership, Project

# A final label is doubted where the model gives it less than this: at least one in four
# of the listed ones is expected to be wrong. It is then often not the most probable one.
DOUBTED = 0.75
DIGITS = 4


def find_doubted_sentences(
    project: Project, labels: Sequence[Label], *, viewer: Membership | None = None
) -> QuerySet[Sentence]:
    """Return the sentences whose final label is doubted and not adjudicated, most doubtful first.

    Each has `doubt`: the probability of its final label, the key of the most probable label, and
    the probability of that one. Articles that the viewer has open are left out.
    """
    doubts = _doubts(project, labels)
    # One jsonb constant, in which PostgreSQL finds a key by binary search.
    doubt = Func(
        Value(json.dumps({str(key): value for key, value in doubts.items()})),
        Cast("pk", TextField()),
        template="(%(expressions)s)",
        arg_joiner="::jsonb -> ",
        output_field=JSONField(),
    )

    return (
        with_final_label(shown_to(viewer, project).filter(pk__in=list(doubts)), labels)
        .filter(decision__isnull=True)  # type: ignore[misc]  # annotated
        .exclude(final_label="")
        .annotate(doubt=doubt)
        .select_related("article")
        .order_by(F("doubt__0").asc(), "article", "position")
    )


def _doubts(project: Project, labels: Sequence[Label]) -> dict[int, tuple[float, str, float]]:
    """Return the doubt about each sentence whose majority the model doubts, by its id."""
    rows = annotations_of_model(project)
    found = estimate_true_labels(rows, labels)
    if not len(found.sentences):
        return {}

    # A final label that nobody adjudicated is the label of more than half.
    shares = found.shares
    units = np.arange(len(shares))
    majority, likely = shares.argmax(axis=1), found.probabilities.argmax(axis=1)
    of_majority = found.probabilities[units, majority].round(DIGITS)
    of_likely = found.probabilities[units, likely].round(DIGITS)

    doubted = np.flatnonzero((shares[units, majority] > 0.5) & (of_majority < DOUBTED))
    return {
        int(found.sentences[unit]): (
            float(of_majority[unit]),
            labels[likely[unit]].key,
            float(of_likely[unit]),
        )
        for unit in doubted.tolist()
    }
