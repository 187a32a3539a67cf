from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from annotator.accounts.requests import SignedInRequest
from annotator.export.datasets import DATASETS
from annotator.lib.copy import csv_stream
from annotator.projects.access import enter
from annotator.projects.models import Role


def export(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    datasets = [dataset(access.project) for dataset in DATASETS.values()]
    context = {"access": access, "datasets": [(dataset, dataset.rows.count()) for dataset in datasets]}
    return render(request, "export/export.html", context)


def download(request: SignedInRequest, slug: str, name: str) -> HttpResponseBase:
    access = enter(request.user, slug, Role.MANAGER)
    if name not in DATASETS:
        raise Http404
    dataset = DATASETS[name](access.project)
    return StreamingHttpResponse(
        csv_stream(*dataset.sql()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}-{name}.csv"'},
    )
