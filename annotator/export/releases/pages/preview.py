"""The page of a preview: what the next release would be, before it can't be changed any more."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.export.datasheet.checklist import checklist
from annotator.export.models import ReleasePreview
from annotator.export.releases.file_responses import file_response
from annotator.export.releases.job import start_release
from annotator.export.releases.pages.parts import card_of, file_rows, text_of
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.previews import KEPT, current_preview, discard_preview
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role

# The texts that the page shows beside the card.
TEXTS = ("CHANGES.md", "DATA_STATEMENT.md", "METHODS.md")


def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the preview; publish it with the same options, or discard it."""
    access = enter(request.user, slug, Role.MANAGER)
    made = current_preview(access.project)
    if made is None:
        messages.info(request, _("There is no preview. A preview is deleted after a day."))
        return redirect("releases", slug=slug)
    if "discard" in request.POST:
        return _discard(request, access)
    if request.method == "POST":
        return _publish(request, access, made)

    context = {
        "access": access,
        "preview": made,
        "kept_until": made.made_at + KEPT,
        "card": card_of(made),
        "texts": [(name, text_of(made, name)) for name in TEXTS if name in made.files],
        "files": file_rows(made, lambda name: reverse("preview_file", args=[slug, name])),
        "checklist": checklist(access.project),
    }
    return render(request, "export/release_preview.html", context)


def preview_archive(request: SignedInRequest, slug: str) -> FileResponse:
    access = enter(request.user, slug, Role.MANAGER)
    made = _preview(access)
    with log_event(access, request.user, AuditAction.RELEASE_FETCHED, made.archive_name):
        archive = default_storage.open(made.archive)
    return FileResponse(archive, as_attachment=True, filename=made.archive_name)


def preview_file(request: SignedInRequest, slug: str, name: str) -> HttpResponseBase:
    access = enter(request.user, slug, Role.MANAGER)
    made = _preview(access)
    with log_event(access, request.user, AuditAction.RELEASE_FETCHED, f"preview, {name}"):
        return file_response(request, made, name)


def _publish(request: SignedInRequest, access: Access, made: ReleasePreview) -> HttpResponse:
    with log_event(access, request.user, AuditAction.RELEASE_STARTED, "as previewed"):
        start_release(
            project=access.project,
            made_by=access.membership,
            parameters=ReleaseParameters.from_json(made.parameters),
        )
    return redirect("releases", slug=access.project.slug)


def _discard(request: SignedInRequest, access: Access) -> HttpResponse:
    with log_event(access, request.user, AuditAction.PREVIEW_DISCARDED):
        discard_preview(access.project)
    messages.success(request, _("Preview discarded. Nothing was published."))
    return redirect("releases", slug=access.project.slug)


def _preview(access: Access) -> ReleasePreview:
    made = current_preview(access.project)
    if made is None:
        raise Http404
    return made
