from collections.abc import Iterable

from django.http import Http404, StreamingHttpResponse
from django.utils.translation import ngettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from annotator.api.errors import invalid_form
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
    """Too many exports are running: `running` of them."""

    status_code = 503
    # REST framework sends it as Retry-After.
    wait = RETRY_SECONDS

    def __init__(self, running: int) -> None:
        super().__init__(
            ngettext(
                "%(count)s export is already running. Try again when it is finished.",
                "%(count)s exports are already running. Try again when one is finished.",
                running,
            )
            % {"count": running}
        )


class IgnoreAccept(BaseContentNegotiation):
    """The URL names the format of the file, so the `Accept` header is ignored. Errors are JSON."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class ExportView(APIView):
    """Download a dataset as a file, with the filters and options of the export page.

    The ending of the address is the format: csv, jsonl, parquet, xlsx, label-studio, doccano, uima
    (articles only) or le-wi-di (sentences only). Files for label-studio and doccano are made of
    sentences or articles.
    """

    throttle_scope = "exports"
    content_negotiation_class = IgnoreAccept

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
        # The URL pattern allows any words here.
        if name not in DATASETS or suffix not in FORMATS:
            raise Http404
        form = export_form_for(request.GET, access.project, dataset=name, format=suffix)
        if not form.is_valid():
            raise invalid_form(form)

        export = form.request()
        about = export.file_name + export.query
        try:
            with log_event(access, request.user, AuditAction.EXPORTED, about):
                return download_response(export, request.user)
        except TooManyError as error:
            raise BusyError(error.limit) from error
