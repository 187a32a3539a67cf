"""Dawid and Skene's model of a project's annotations: the probabilities of its true labels."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from annotator.agreement.report.data import load_annotations
from annotator.agreement.statistics.true_labels.dawid_skene import DawidSkene, dawid_skene
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Project


def annotations_of_model(project: Project) -> QuerySet[Annotation]:
    """Return the annotations from which the model is estimated: those that final labels count."""
    # Agreement leaves out tie-breaks, because they are asked for where people disagree.
    # The model knows the labels that they were asked for, so they don't mislead it.
    return Annotation.objects.in_project(project).counted(tie_breaks=True)


def estimate_true_labels(
    rows: QuerySet[Annotation],
    labels: Sequence[Label],
    *,
    using: BaseDatabaseWrapper | None = None,
) -> DawidSkene:
    """Return the model of these annotations, read on this connection or on the usual one."""
    return dawid_skene(load_annotations(rows, labels, using=using))
