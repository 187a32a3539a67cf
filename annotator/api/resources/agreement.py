from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.agreement.report.error_model import ErrorRates, error_rates
from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.multiverse import Multiverse, multiverse
from annotator.agreement.report.report import Report, agreement_report
from annotator.api.errors import invalid_form
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import shape
from annotator.lib.database.replica import from_replica
from annotator.projects.access import enter
from annotator.projects.models import Role


class AgreementView(APIView):
    """Return the agreement report. Filters: round, annotators, since, until, codebook, source,
    language, unfinished.
    """

    throttle_scope = "agreement"

    @extend_schema(
        responses={200: shape(Report)},
        parameters=[
            OpenApiParameter(name)
            for name in (
                "round",
                "annotators",
                "since",
                "until",
                "codebook",
                "source",
                "language",
                "unfinished",
            )
        ],
    )
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        # REST framework declares a plain mapping here; the form needs the lists of a
        # QueryDict.
        query = request.GET
        assert isinstance(query, QueryDict)
        form = ReportFilterForm(query, access=access)
        if not form.is_valid():
            raise invalid_form(form)
        return Response(agreement_report(access.project, form.report_filter()))


class MultiverseView(APIView):
    """Return how the final labels would differ under other rules: by majority alone, by the model,
    without tie-breaks, and without each annotator.
    """

    throttle_scope = "agreement"

    @extend_schema(responses={200: shape(Multiverse)})
    @from_replica
    def get(self, request: ApiRequest, slug: str) -> Response:
        access = enter(request.user, slug, Role.ADJUDICATOR)
        return Response(multiverse(access.project, viewer=access.membership))


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
        return Response(error_rates(access.project))
