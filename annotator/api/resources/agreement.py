from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.agreement.report.comparisons.standings import AnnotatorsReport
from annotator.agreement.report.comparisons.two_parts import Comparison
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import PREFIXES, ReportFilterForm
from annotator.agreement.report.kept_figures import (
    kept_comparison,
    kept_error_rates,
    kept_multiverse,
    kept_page_figures,
    kept_plan,
)
from annotator.agreement.report.planning.forms import PlanForm
from annotator.agreement.report.planning.plan import Plan
from annotator.agreement.report.shapes import Report
from annotator.agreement.report.true_labels.error_model import ErrorRates
from annotator.agreement.report.true_labels.multiverse import Multiverse
from annotator.api.errors import invalid_form
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import shape
from annotator.lib.database.replica import from_replica
from annotator.projects.access import Access, enter
from annotator.projects.models import Role

FILTERS = (
    "round",
    "annotators",
    "since",
    "until",
    "codebook",
    "source",
    "language",
    "unfinished",
)


class AgreementView(APIView):
    """Return the agreement report. Filters: round, annotators, since, until, codebook, source,
    language, unfinished.
    """

    throttle_scope = "agreement"

    @extend_schema(
        responses={200: shape(Report)},
        parameters=[OpenApiParameter(name) for name in FILTERS],
    )
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        figures = kept_page_figures(access.project, _report_filter(request, access))
        return Response(figures.report)


class ComparisonView(APIView):
    """Compare two parts of the project. Each has the filters of the report, with the prefixes
    `first-` and `second-`, such as `?first-round=pilot&second-round=main`.
    """

    throttle_scope = "agreement"

    @extend_schema(
        responses={200: shape(Comparison)},
        parameters=[
            OpenApiParameter(f"{prefix}-{name}") for prefix in PREFIXES for name in FILTERS
        ],
    )
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        first, second = (_report_filter(request, access, prefix=prefix) for prefix in PREFIXES)
        return Response(kept_comparison(access.project, first, second))


class AnnotatorsView(APIView):
    """Return the annotators, worst first: agreement with the others, the oddest confusion, speed,
    self-agreement, practice and trend. Filters: those of the report.
    """

    throttle_scope = "agreement"

    @extend_schema(
        responses={200: shape(AnnotatorsReport)},
        parameters=[OpenApiParameter(name) for name in FILTERS],
    )
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        figures = kept_page_figures(access.project, _report_filter(request, access))
        return Response(
            AnnotatorsReport(project=access.project.slug, annotators=figures.annotators)
        )


class PlanView(APIView):
    """Return how many articles, and annotators of each, intervals of a half-width need (0.05 by
    default), and the reliability of the majority of several annotators. Filters: those of the
    report.
    """

    throttle_scope = "agreement"

    @extend_schema(
        responses={200: shape(Plan)},
        parameters=[
            OpenApiParameter("half_width", type=float),
            *(OpenApiParameter(name) for name in FILTERS),
        ],
    )
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        form = PlanForm(_query(request), project=access.project, viewer=access.membership)
        if not form.is_valid():
            raise invalid_form(form)
        return Response(kept_plan(access.project, form.report_filter(), form.chosen_half_width()))


class MultiverseView(APIView):
    """Return how the final labels would differ under other rules: by majority alone, by the model,
    without tie-breaks, and without each annotator.
    """

    throttle_scope = "agreement"

    @extend_schema(responses={200: shape(Multiverse)})
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        return Response(kept_multiverse(access.project, access.membership))


class ErrorRatesView(APIView):
    """Return the error rates of each annotator, estimated by Dawid and Skene's model.

    `n` is the number of sentences with this true label that an annotator is expected to have
    labelled; with fewer than ten (`few`) the row says little about this annotator.
    """

    throttle_scope = "agreement"

    @extend_schema(responses={200: shape(ErrorRates)})
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.MANAGER)
        return Response(kept_error_rates(access.project))


def _report_filter(
    request: ApiRequest, access: Access, *, prefix: str | None = None
) -> ReportFilter:
    """Return the filter that the query asks for. Raises ValidationError."""
    form = ReportFilterForm(
        _query(request), project=access.project, viewer=access.membership, prefix=prefix
    )
    if not form.is_valid():
        raise invalid_form(form)
    return form.report_filter()


def _query(request: ApiRequest) -> QueryDict:
    # REST framework declares a plain mapping here; the form needs the lists of a
    # QueryDict.
    query = request.GET
    assert isinstance(query, QueryDict)
    return query
