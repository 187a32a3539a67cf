"""Agreement over the course of a project: by month, and by version of the codebook."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.report import subset_report
from annotator.agreement.report.shapes import RoundReport
from annotator.agreement.report.times import AT, VERSION
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.summary import summarise_part
from annotator.agreement.statistics.sums import ArticleSums, article_sums
from annotator.projects.models import Project

Parts = dict[str, RoundReport]
# The name of each article, or "".
Names = NDArray[np.str_]


@dataclass(frozen=True)
class AgreementOverTime:
    """Figures by month (as 2031-03) and by codebook version."""

    months: Parts
    codebooks: Parts


def agreement_over_time(
    project: Project,
    report_filter: ReportFilter,
    *,
    counted: Annotations | None = None,
    sums: ArticleSums | None = None,
) -> AgreementOverTime:
    """Return the figures of each month and each codebook version.

    An article belongs to the month and the version of its last label. `counted` are the annotations
    that the filter leaves, with their times, and `sums` those of their articles, if they are there
    already.
    """
    if counted is None:
        labels = list(project.labels.all())
        counted = load_counted_annotations(
            project, labels, report_filter, with_times=True
        ).annotations
    if not len(counted):
        return AgreementOverTime({}, {})

    sums = sums or article_sums(counted)
    months, codebooks = names_of_articles(counted)
    return AgreementOverTime(months=_by(sums, months), codebooks=_by(sums, codebooks))


def names_of_articles(annotations: Annotations) -> tuple[Names, Names]:
    """Return the month and the codebook version of each article's last label: (articles,) twice.

    An article without a version has "".
    """
    if not len(annotations):
        return np.zeros(0, np.str_), np.zeros(0, np.str_)

    article = annotations.article_of[annotations.sentence]
    starts = np.searchsorted(article, np.arange(len(annotations.articles)))
    last_at, last_version = (
        np.maximum.reduceat(annotations.more[name], starts) for name in (AT, VERSION)
    )
    months = np.datetime_as_string(last_at.astype("datetime64[s]"), unit="M")
    return months, np.where(last_version > 0, last_version.astype(str), "")


def _by(sums: ArticleSums, names: Names) -> Parts:
    """Return the figures of the articles by their names, in order; "" is no name."""
    # An article is assigned as a whole, because intervals leave out whole articles.
    of_article = names[sums.article]
    # The shorter name first, so that version 10 comes after version 9.
    return {
        name: subset_report(summarise_part(sums.subset(of_article == name)))
        for name in sorted({*of_article.tolist()} - {""}, key=lambda name: (len(name), name))
    }
