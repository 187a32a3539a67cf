"""The agreement report of a project: from the counted annotations to figures with intervals (design section 5.3)."""

from typing import TypedDict

import numpy as np

from annotator.agreement.statistics.coefficients import krippendorff_alpha, percent_agreement
from annotator.agreement.statistics.intervals import LEVEL, Coefficient, Figure, figure, replicate_sums
from annotator.agreement.statistics.sums import Counts, article_sums
from annotator.labelling.models import Annotation
from annotator.projects.models import Project

NOTHING_PAIRABLE = "no sentence has two labels"
ONE_LABEL = "only one label was used"


class Interval(TypedDict):
    level: float
    method: str
    over: str
    replicates: int
    seed: int


class FigureShape(TypedDict):
    value: float | None
    n: int
    low: float | None
    high: float | None
    reason: str | None


class Report(TypedDict):
    project: str
    articles: int
    sentences: int
    annotators: int
    annotations: int
    pairable: int
    percent_agreement: FigureShape
    krippendorff_alpha: FigureShape
    interval: Interval


def agreement_report(
    project: Project, *, round: str = "", unfinished: bool = False, replicates: int = 1000, seed: int = 0
) -> Report:
    """The figures of the project, of one round if named; `unfinished` counts work that is not submitted too."""
    rows = _read(project, round, unfinished)
    labels = {pk: index for index, pk in enumerate(project.labels.values_list("pk", flat=True))}
    articles, counts = _tabulate(rows, labels)
    sums = article_sums(counts, articles)
    pairable = int((counts.sum(axis=1) >= 2).sum())
    resampled = replicate_sums(sums, replicates=replicates, seed=seed)

    def shaped(coefficient: Coefficient) -> FigureShape:
        undefined = ONE_LABEL if pairable else NOTHING_PAIRABLE
        return _shape(figure(coefficient, sums, resampled, n=pairable, undefined=undefined))

    return Report(
        project=project.slug,
        articles=len(np.unique(rows["article"])),
        sentences=len(np.unique(rows["sentence"])),
        annotators=len(np.unique(rows["annotator"])),
        annotations=len(rows),
        pairable=pairable,
        percent_agreement=shaped(percent_agreement),
        krippendorff_alpha=shaped(krippendorff_alpha),
        interval=Interval(
            level=LEVEL, method="percentile bootstrap", over="articles", replicates=replicates, seed=seed
        ),
    )


ROW = np.dtype([("article", np.int64), ("sentence", np.int64), ("annotator", np.int64), ("label", np.int64)])
SKIPPED = -1


def _read(project: Project, round: str, unfinished: bool) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
    """One row (article, sentence, annotator, label) per counted annotation; the label of a skip is SKIPPED."""
    annotations = Annotation.objects.in_project(project).counted(unfinished=unfinished)
    if round:
        annotations = annotations.filter(article__round=round)
    columns = annotations.values_list("article_id", "sentence_id", "assignment__annotator_id", "label_id")
    rows = (
        (article, sentence, annotator, SKIPPED if label is None else label)
        for article, sentence, annotator, label in columns.iterator(chunk_size=20_000)
    )
    return np.fromiter(rows, dtype=ROW)


def _tabulate(
    rows: "np.ndarray[tuple[int], np.dtype[np.void]]", labels: dict[int, int]
) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", Counts]:
    """The article of each sentence that has a label (sentences,), and its counts (sentences, labels)."""
    labelled = rows[rows["label"] != SKIPPED]
    sentences, first, unit = np.unique(labelled["sentence"], return_index=True, return_inverse=True)
    index = np.array([labels[int(pk)] for pk in labelled["label"]], dtype=np.int64)
    counts = np.zeros((len(sentences), len(labels)), dtype=np.int64)
    np.add.at(counts, (unit, index), 1)
    return labelled["article"][first], counts


def _shape(made: Figure) -> FigureShape:
    return FigureShape(value=made.value, n=made.n, low=made.low, high=made.high, reason=made.reason)
