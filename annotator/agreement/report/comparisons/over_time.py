"""Agreement over the course of a project: by month, and by version of the codebook."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import CharField, Max
from django.db.models.functions import Cast, TruncMonth

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.report import subset_report
from annotator.agreement.report.shapes import RoundReport
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.labelling.models import Annotation
from annotator.projects.models import Project


@dataclass(frozen=True)
class AgreementOverTime:
    """Figures by month (as 2031-03) and by codebook version."""

    months: dict[str, RoundReport]
    codebooks: dict[str, RoundReport]


def agreement_over_time(project: Project, report_filter: ReportFilter) -> AgreementOverTime:
    """Return the figures of each month and each codebook version.

    An article belongs to the month and the version of its last label.
    """
    labels = list(project.labels.all())
    annotations = load_counted_annotations(project, labels, report_filter).annotations
    sums = article_sums(annotations)

    # An article is assigned as a whole, because intervals leave out whole articles.
    counted = report_filter.apply(
        Annotation.objects.in_project(project).counted(unfinished=report_filter.unfinished)
    )
    last = (
        counted.order_by()
        .values("article")
        .annotate(
            month=Cast(TruncMonth(Max("annotated_at")), CharField()),
            version=Cast(Max("codebook__version"), CharField()),
        )
    )
    month_and_version = {row["article"]: (row["month"][:7], row["version"]) for row in last}

    def report_by(names: Mapping[int, str | None]) -> dict[str, RoundReport]:
        of_article = np.array(
            [names.get(int(pk)) or "" for pk in annotations.articles[sums.article]], dtype=object
        )
        # The shorter name first, so that version 10 comes after version 9.
        return {
            name: subset_report(summarise(sums.subset(of_article == name)))
            for name in sorted(set(of_article) - {""}, key=lambda name: (len(name), name))
        }

    return AgreementOverTime(
        months=report_by({article: month for article, (month, _) in month_and_version.items()}),
        codebooks=report_by(
            {article: version for article, (_, version) in month_and_version.items()}
        ),
    )
