"""The figures of the pages, kept as long as the labels that they are about stay the same."""

from annotator.agreement.kept.results import kept
from annotator.agreement.report.comparisons.annotators import ComparedAnnotators, compare_all
from annotator.agreement.report.comparisons.articles import ArticleFigures, articles_by_agreement
from annotator.agreement.report.comparisons.two_parts import Comparison, compare
from annotator.agreement.report.data import ReportFilter, open_articles
from annotator.agreement.report.page_figures import PageFigures, agreement_page_figures
from annotator.agreement.report.planning.plan import Plan, make_plan
from annotator.agreement.report.true_labels.error_model import ErrorRates, error_rates
from annotator.agreement.report.true_labels.multiverse import Multiverse, multiverse
from annotator.projects.models import Membership, Project


def kept_page_figures(project: Project, report_filter: ReportFilter) -> PageFigures:
    return kept(
        project,
        "agreement page",
        {"filter": _parameters(report_filter)},
        PageFigures,
        lambda: agreement_page_figures(project, report_filter),
    )


def kept_comparison(project: Project, first: ReportFilter, second: ReportFilter) -> Comparison:
    return kept(
        project,
        "comparison",
        {"first": _parameters(first), "second": _parameters(second)},
        Comparison,
        lambda: compare(project, first, second),
    )


def kept_plan(project: Project, report_filter: ReportFilter, half_width: float) -> Plan:
    return kept(
        project,
        "plan",
        {"filter": _parameters(report_filter), "half_width": half_width},
        Plan,
        lambda: make_plan(project, report_filter, half_width=half_width),
    )


def kept_multiverse(project: Project, viewer: Membership | None) -> Multiverse:
    return kept(
        project,
        "final labels",
        {"without": open_to(viewer)},
        Multiverse,
        lambda: multiverse(project, viewer=viewer),
    )


def kept_annotators(project: Project, report_filter: ReportFilter) -> ComparedAnnotators:
    return kept(
        project,
        "annotators",
        {"filter": _parameters(report_filter)},
        ComparedAnnotators,
        lambda: compare_all(project, report_filter),
    )


def kept_articles(project: Project, report_filter: ReportFilter) -> list[ArticleFigures]:
    return kept(
        project,
        "articles",
        {"filter": _parameters(report_filter)},
        list[ArticleFigures],
        lambda: articles_by_agreement(project, report_filter),
        decisions=False,
    )


def kept_error_rates(project: Project) -> ErrorRates:
    return kept(
        project, "error rates", {}, ErrorRates, lambda: error_rates(project), decisions=False
    )


def _parameters(report_filter: ReportFilter) -> dict[str, object]:
    """Return the filter as values of JSON. Viewers with the same open articles see the same."""
    values = vars(report_filter) | {"viewer": None, "without": open_to(report_filter.viewer)}
    return {name: str(value) for name, value in values.items()}


def open_to(viewer: Membership | None) -> list[int]:
    """Return the ids of the articles that are left out for this viewer."""
    if viewer is None:
        return []
    return sorted(open_articles(viewer).values_list("pk", flat=True))
