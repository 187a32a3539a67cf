"""The disputed sentences and those with an open target, as ids.

The annotations that count are compared as arrays. In a project with a million annotations the
database would take ten seconds for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.adjudication.lists.listed import Listed, in_order, most_divided_first
from annotator.agreement.models import Adjudication
from annotator.agreement.report.data import (
    CountedAnnotations,
    ReportFilter,
    load_counted_annotations,
)
from annotator.agreement.report.true_labels.final_labels import load_decisions
from annotator.agreement.statistics.annotations import CANNOT_TELL, SKIPPED, UNANSWERED, Annotations
from annotator.agreement.statistics.annotators.one_person import has_answer_of
from annotator.agreement.statistics.arrays import Bools
from annotator.agreement.statistics.disputes import has_different_labels, has_different_targets
from annotator.agreement.statistics.true_labels.final_targets import (
    majority_targets,
    times_answered,
)
from annotator.agreement.statistics.true_labels.majority import majority_labels
from annotator.projects.models import Label, Membership, Project

# As the choices of the filter name them.
SKIPS = {"skipped": SKIPPED, "cannot_tell": CANNOT_TELL}


@dataclass(frozen=True)
class AnswerFilter:
    """Only sentences that have each of these answers, keys of labels or skips, and an answer of
    this annotator; empty values filter nothing.
    """

    answers: Sequence[str] = ()
    annotator: str = ""

    def mask(self, project: Project, labels: Sequence[Label], annotations: Annotations) -> Bools:
        """Return which sentences have them: (sentences,)."""
        numbers = SKIPS | {label.key: number for number, label in enumerate(labels)}
        counts = annotations.all_counts()
        keep = np.ones(len(annotations.sentences), np.bool_)
        for answer in self.answers:
            keep &= counts[numbers[answer] - CANNOT_TELL] > 0

        if self.annotator:
            keep &= has_answer_of(annotations, code_of(project, self.annotator))
        return keep


ANY = AnswerFilter()


def find_disputed_sentences(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    report_filter: ReportFilter | None = None,
    only: AnswerFilter = ANY,
) -> Listed:
    """Return the sentences with conflicting annotations, most divided first, then most labelled.

    A conflict is two different labels, a label and a skip, a skip and “Can’t tell”, or, in a
    project that asks for targets, two different targets of the same label. Articles that the
    viewer has open are left out. With a filter, only the annotations that the filtered report
    counts are compared, and the viewer is that of the filter.
    """
    if report_filter is None:
        counted = _load(project, labels, viewer)
    else:
        counted = load_counted_annotations(project, labels, report_filter)
    differ = has_different_labels(counted.annotations.all_counts())
    differ |= has_different_targets(counted.annotations, compared_targets(project, counted))
    return _most_divided(project, labels, counted.annotations, differ, only)


def find_different_labels(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    only: AnswerFilter = ANY,
) -> Listed:
    """Return those of the disputed sentences that have different labels or skips."""
    annotations = _load(project, labels, viewer).annotations
    differ = has_different_labels(annotations.all_counts())
    return _most_divided(project, labels, annotations, differ, only)


def find_different_targets(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    only: AnswerFilter = ANY,
) -> Listed:
    """Return those of the disputed sentences in which one label has different targets."""
    counted = _load(project, labels, viewer)
    differ = has_different_targets(counted.annotations, compared_targets(project, counted))
    return _most_divided(project, labels, counted.annotations, differ, only)


def find_labelled_sentences(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    only: AnswerFilter = ANY,
) -> Listed:
    """Return all sentences with annotations that final labels count, most divided first."""
    annotations = _load(project, labels, viewer).annotations
    every = np.ones(len(annotations.sentences), np.bool_)
    return _most_divided(project, labels, annotations, every, only)


def find_unsettled_targets(
    project: Project,
    labels: Sequence[Label],
    *,
    viewer: Membership | None = None,
    only: AnswerFilter = ANY,
) -> Listed:
    """Return the sentences whose final label takes a target, but that have no final target.

    Those for which most annotators chose targets come first. Articles that the viewer has open are
    left out. In a project that asks for no targets there are none.
    """
    if not project.asks_target:
        return Listed([], [])

    counted = _load(project, labels, viewer)
    annotations = counted.annotations
    decisions = load_decisions(project, labels, annotations, ReportFilter(viewer=viewer))
    final = decisions.over(majority_labels(annotations.all_counts()))
    # The sentences without annotations, which somebody decided, stand behind the others.
    others = len(final) - len(annotations.sentences)

    target = majority_targets(annotations, final, counted.takes_target)
    is_open = np.isin(final, counted.takes_target)
    is_open &= np.pad(target, (0, others), constant_values=UNANSWERED) == UNANSWERED
    is_open &= ~np.isin(decisions.sentence, _decided_with_target(project))
    is_open &= np.pad(
        only.mask(project, labels, annotations), (0, others), constant_values=only == ANY
    )
    answered = np.pad(times_answered(annotations), (0, others))

    return in_order(
        project, decisions.sentence[is_open], decisions.article[is_open], -answered[is_open]
    )


def compared_targets(project: Project, counted: CountedAnnotations) -> Sequence[int]:
    """Return the numbers of the labels whose targets are compared."""
    return counted.takes_target if project.asks_target else ()


def code_of(project: Project, pseudonym: str) -> int:
    """Return the code of a member in `Annotations`, or 0 for an unknown one."""
    return project.memberships.filter(pseudonym=pseudonym).values_list("pk", flat=True).first() or 0


def _load(
    project: Project, labels: Sequence[Label], viewer: Membership | None
) -> CountedAnnotations:
    """Return the annotations that final labels count, without those of the viewer's articles."""
    return load_counted_annotations(project, labels, ReportFilter(viewer=viewer), tie_breaks=True)


def _most_divided(
    project: Project,
    labels: Sequence[Label],
    annotations: Annotations,
    chosen: Bools,
    only: AnswerFilter,
) -> Listed:
    """Return those of the chosen sentences that the filter leaves, most divided first."""
    shown = chosen & only.mask(project, labels, annotations)
    return most_divided_first(project, annotations, shown)


def _decided_with_target(project: Project) -> list[int]:
    decided = Adjudication.objects.in_project(project).decided()
    rows = decided.exclude(target__isnull=True, target_outside=False)
    return list(rows.values_list("sentence", flat=True))
