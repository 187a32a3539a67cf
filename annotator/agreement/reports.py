"""The agreement report of a project: from the counted annotations to figures with intervals (design section 5.3)."""

from typing import TypedDict

import numpy as np

from annotator.agreement.statistics.annotations import SKIPPED, Annotations
from annotator.agreement.statistics.intervals import LEVEL, Figure
from annotator.agreement.statistics.resampling import Resamples
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.labelling.models import Annotation
from annotator.projects.models import Project


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
    labels = {pk: index for index, pk in enumerate(project.labels.values_list("pk", flat=True))} | {SKIPPED: SKIPPED}
    annotations = Annotations.of(
        article=rows["article"],
        sentence=rows["sentence"],
        annotator=rows["annotator"],
        label=np.array([labels[int(pk)] for pk in rows["label"]], dtype=np.int64),
        labels=len(labels) - 1,
    )
    resamples = Resamples(len(annotations.articles), replicates, seed)
    summary = summarise(article_sums(annotations), resamples)
    return Report(
        project=project.slug,
        articles=summary.articles,
        sentences=summary.sentences,
        annotators=len(annotations.annotators),
        annotations=summary.annotations,
        pairable=summary.pairable,
        percent_agreement=_shape(summary.percent_agreement),
        krippendorff_alpha=_shape(summary.krippendorff_alpha),
        interval=Interval(
            level=LEVEL, method="percentile bootstrap", over="articles", replicates=replicates, seed=seed
        ),
    )


ROW = np.dtype([("article", np.int64), ("sentence", np.int64), ("annotator", np.int64), ("label", np.int64)])


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


def _shape(made: Figure) -> FigureShape:
    return FigureShape(value=made.value, n=made.n, low=made.low, high=made.high, reason=made.reason)
