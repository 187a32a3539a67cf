from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from annotator.accounts.requests import SignedInRequest
from annotator.export.datasets.downloads import RETRY_SECONDS, download_response
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.forms import ExportForm, export_form_for
from annotator.export.datasets.queries import DATASETS
from annotator.lib.database.replica import from_replica
from annotator.lib.database.snapshots import TooManyError
from annotator.projects.access import enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role

PREVIEW_ROWS = 6


@from_replica
def export(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    # The page opens with a preview, before anything is chosen.
    form = ExportForm(
        request.GET if "dataset" in request.GET else {"dataset": "annotations"},
        project=access.project,
    )
    context: dict[str, object] = {"access": access, "form": form}

    if form.is_valid():
        export_request = form.request()
        dataset = export_request.load()
        file = [slug, export_request.dataset, export_request.format]
        context |= {
            "export": export_request,
            "dataset": dataset,
            "count": dataset.rows.count(),
            "rows": dataset.first_rows(PREVIEW_ROWS),
            "address": reverse("download", args=file) + export_request.query,
            "api": request.build_absolute_uri(
                reverse("api:export_file", args=file) + export_request.query
            ),
        }

    template = "export/_preview.html" if request.htmx else "export/export.html"

    return render(request, template, context)


@from_replica
def download(request: SignedInRequest, slug: str, name: str, suffix: str) -> HttpResponseBase:
    access = enter(request.user, slug, Role.MANAGER)
    if name not in DATASETS or suffix not in FORMATS:
        raise Http404
    form = export_form_for(request.GET, access.project, dataset=name, format=suffix)
    if not form.is_valid():
        return render(request, "export/export.html", {"access": access, "form": form}, status=400)

    export_request = form.request()
    try:
        with log_event(
            access,
            request.user,
            AuditAction.EXPORTED,
            export_request.file_name + export_request.query,
        ):
            # The log entry is kept only if the download could start.
            return download_response(export_request, request.user)
    except TooManyError:
        # The chosen options stay on the page, so that the person can try again.
        page = render(
            request,
            "export/export.html",
            {"access": access, "form": form, "busy": True},
            status=503,
        )
        page["Retry-After"] = str(RETRY_SECONDS)
        return page
