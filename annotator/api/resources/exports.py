from collections.abc import Iterable

from django.http import Http404, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.api.errors import refused
from annotator.api.requests import ApiRequest
from annotator.export.datasets.downloads import RETRY_SECONDS, download_response
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.forms import export_form_for
from annotator.export.datasets.queries import DATASETS
from annotator.export.datasets.request import FLAGS
from annotator.lib.database.replica import from_replica
from annotator.lib.database.snapshots import TooManyError
from annotator.projects.access import enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role


class BusyError(APIException):
    status_code = 503
    default_detail = "As many exports as there may be are under way: try again in a moment."
    wait = RETRY_SECONDS


class AsTheAddressSays(BaseContentNegotiation):
    """The format stands in the address, whatever the client says that it accepts; errors are
    JSON.
    """

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class ExportView(APIView):
    """A dataset as a file (csv, jsonl, parquet), of what the query narrows it to: the fields of the
    export page.
    """

    throttle_scope = "exports"
    content_negotiation_class = AsTheAddressSays

    @extend_schema(
        responses={
            (200, format.content_type.partition(";")[0]): OpenApiTypes.BINARY
            for format in FORMATS.values()
        },
        parameters=[OpenApiParameter(name) for name in FLAGS if name != "format"],
    )
    @from_replica
    def get(self, request: ApiRequest, slug: str, name: str, suffix: str) -> StreamingHttpResponse:
        access = enter(request.user, slug, Role.MANAGER)
        if name not in DATASETS or suffix not in FORMATS:
            raise Http404
        form = export_form_for(request.GET, access.project, dataset=name, format=suffix)
        if not form.is_valid():
            raise refused(form)

        asked = form.request()
        about = asked.file_name + asked.query
        try:
            with log_event(access, request.user, AuditAction.EXPORTED, about):
                return download_response(asked, request.user)
        except TooManyError as error:
            raise BusyError from error
