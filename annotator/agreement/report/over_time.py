"""Agreement in the course of a project: month by month, and under each version of the codebook."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import CharField, Max
from django.db.models.functions import Cast, TruncMonth

from annotator.agreement.report.data import ReportFilter, draw_resamples, load_counted_annotations
from annotator.agreement.report.report import RoundReport, subset_report
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums
from annotator.labelling.models import Annotation
from annotator.projects.models import Project


@dataclass(frozen=True)
class AgreementOverTime:
    """Figures by month (as 2031-03) and by codebook version; an article counts for its last
    label.
    """

    months: dict[str, RoundReport]
    codebooks: dict[str, RoundReport]


def agreement_over_time(
    project: Project, report_filter: ReportFilter, *, replicates: int | None = None, seed: int = 0
) -> AgreementOverTime:
    labels = list(project.labels.all())
    said = load_counted_annotations(project, labels, report_filter).annotations
    sums, resamples = article_sums(said), draw_resamples(project, said, replicates, seed)
    counting = report_filter.apply(
        Annotation.objects.in_project(project).counted(unfinished=report_filter.unfinished)
    )
    last = (
        counting.order_by()
        .values("article")
        .annotate(
            month=Cast(TruncMonth(Max("annotated_at")), CharField()),
            version=Cast(Max("codebook__version"), CharField()),
        )
    )
    found = {row["article"]: (row["month"][:7], row["version"]) for row in last}

    def by(names: Mapping[int, str | None]) -> dict[str, RoundReport]:
        of_article = np.array(
            [names.get(int(pk)) or "" for pk in said.articles[sums.article]], dtype=object
        )
        return {
            name: subset_report(summarise(sums.subset(of_article == name), resamples))
            for name in sorted(set(of_article) - {""}, key=lambda name: (len(name), name))
        }

    return AgreementOverTime(
        months=by({article: month for article, (month, _) in found.items()}),
        codebooks=by({article: version for article, (_, version) in found.items()}),
    )
