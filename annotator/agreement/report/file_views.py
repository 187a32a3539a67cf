"""The files of the report: JSON, CSV and pictures, with the filters of the page."""

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.report.comparisons.standings import AnnotatorsReport
from annotator.agreement.report.csv_tables import TABLES, annotator_rows, over_time
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.kept_figures import kept_error_rates, kept_page_figures
from annotator.agreement.report.pictures.heat_drawing import HeatDrawing
from annotator.agreement.report.pictures.of_page import OF_MANAGERS, dot_charts, heat_maps
from annotator.lib.database.replica import from_replica
from annotator.lib.web.csv_response import csv_response
from annotator.lib.web.svg_response import svg_response
from annotator.projects.access import Access, enter
from annotator.projects.models import Role


@from_replica
def agreement_picture(request: SignedInRequest, slug: str, picture: str) -> HttpResponse:
    """Return a picture of the page as a file with its own colours, filtered by the query string."""
    access = enter(request.user, slug, Role.MANAGER if picture == OF_MANAGERS else Role.ADJUDICATOR)
    labels = list(access.project.labels.all())
    figures = kept_page_figures(access.project, _valid_filter(request, access))
    chart = dot_charts(labels, figures, may_manage=access.may_manage).get(picture)
    map = heat_maps(access.project, labels, figures, request.GET).get(picture)

    if chart is not None:
        drawn = render_to_string("agreement/dots.svg", {"chart": chart})
    elif map is not None:
        drawn = render_to_string("agreement/heat_map.svg", {"drawn": HeatDrawing(map)})
    else:
        raise Http404
    return svg_response(drawn, file_name=f"{slug}-agreement-{picture}.svg")


@from_replica
def annotators_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the table of annotators as CSV, filtered by the query string."""
    access = enter(request.user, slug, Role.MANAGER)
    figures = kept_page_figures(access.project, _valid_filter(request, access))
    rows = annotator_rows(figures.annotators)
    return csv_response(rows, file_name=f"{slug}-agreement-annotators.csv")


@from_replica
def annotators_json(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the table of annotators as JSON, filtered by the query string."""
    access = enter(request.user, slug, Role.MANAGER)
    figures = kept_page_figures(access.project, _valid_filter(request, access))
    return JsonResponse(
        AnnotatorsReport(project=slug, annotators=figures.annotators),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@from_replica
def model_json(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the error rates as JSON."""
    access = enter(request.user, slug, Role.MANAGER)
    return JsonResponse(
        kept_error_rates(access.project), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@from_replica
def agreement_json(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the whole report as JSON, filtered by the query string."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    figures = kept_page_figures(access.project, _valid_filter(request, access))
    return JsonResponse(figures.report, json_dumps_params={"ensure_ascii": False, "indent": 1})


@from_replica
def agreement_csv(request: SignedInRequest, slug: str, table: str) -> HttpResponse:
    """Return one table of the report as CSV."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    figures = kept_page_figures(access.project, _valid_filter(request, access))
    if table in TABLES:
        rows = TABLES[table](figures.report)
    elif table == "months":
        rows = over_time("month", figures.over_time.months)
    elif table == "codebooks":
        rows = over_time("codebook", figures.over_time.codebooks)
    else:
        raise Http404
    return csv_response(rows, file_name=f"{slug}-agreement-{table}.csv")


def _valid_filter(request: SignedInRequest, access: Access) -> ReportFilter:
    """Return the filter of the query string. Raises BadRequest if a value is invalid."""
    form = ReportFilterForm(request.GET, project=access.project, viewer=access.membership)
    return form.valid_filter()
