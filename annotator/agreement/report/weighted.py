"""Alpha with the distances between labels that the project declares."""

from collections.abc import Mapping

import numpy as np

from annotator.agreement.report.shapes import (
    LabelDistanceShape,
    WeightedAlpha,
    figure_shape,
)
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Floats
from annotator.agreement.statistics.weighted_alpha import weighted_alpha
from annotator.projects.models import Label, Project, label_distances


def weighted_report(
    project: Project, annotations: Annotations, labels: list[Label]
) -> WeightedAlpha | None:
    """Return alpha with the declared distances; None if there are none."""
    declared = label_distances(project)
    if not declared:
        return None

    return WeightedAlpha(
        distances=[
            LabelDistanceShape(labels=[*pair], distance=percent / 100)
            for pair, percent in sorted(declared.items())
        ],
        krippendorff_alpha=figure_shape(weighted_alpha(annotations, _matrix(declared, labels))),
    )


def _matrix(declared: Mapping[tuple[str, str], int], labels: list[Label]) -> Floats:
    """Return the distances (q, q), in the order of the labels."""
    number = {label.key: index for index, label in enumerate(labels)}
    matrix = 1 - np.eye(len(labels))
    for (first, second), percent in declared.items():
        matrix[number[first], number[second]] = percent / 100
        matrix[number[second], number[first]] = percent / 100
    return matrix
