"""The pages of releases: create one, follow its progress, read its card, download files."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.export.datasheet.checklist import checklist
from annotator.export.models import Release
from annotator.export.releases.checks.splits import SplitCheck, check_splits
from annotator.export.releases.errata import ErratumForm, add_erratum
from annotator.export.releases.file_responses import file_response
from annotator.export.releases.forms import ReleaseForm
from annotator.export.releases.job import (
    compared_with_preview,
    last_job,
    start_preview,
    start_release,
)
from annotator.export.releases.pages.parts import card_of, file_rows
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.previews import current_preview
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role

# The split of a form that nobody has filled in yet.
PROPOSED = {"split": ReleaseParameters.split}


def releases(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the releases, show one in progress, and create or preview the next."""
    access = enter(request.user, slug, Role.MANAGER)
    published = Release.objects.in_project(access.project).select_related("made_by")
    form = (
        ReleaseForm(request.POST, project=access.project)
        if request.method == "POST"
        else ReleaseForm(project=access.project, initial=_parameters_of(published.first()))
    )
    check = _check_splits(access, form)
    is_preview = "preview" in request.POST
    # The warnings must have been on the page that the button was pressed on. A preview
    # can be thrown away, so it needs no warning.
    is_warned = is_preview or check is None or request.POST.get("warned", "") == check.text
    if request.method == "POST" and form.is_valid() and is_warned:
        action = AuditAction.RELEASE_PREVIEWED if is_preview else AuditAction.RELEASE_STARTED
        with log_event(access, request.user, action):
            start = start_preview if is_preview else start_release
            start(project=access.project, made_by=access.membership, parameters=form.parameters())
        return redirect("releases", slug=slug)
    job = last_job(access.project)
    # The progress bar asks every second. When the job is over, the whole page has
    # changed.
    if request.htmx:
        if job is None or not job.is_under_way:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "export/_release_progress.html", {"access": access, "job": job})

    # The articles that a release would contain, so that the page can warn about them.
    articles = ReleaseParameters("").selection.filter_articles(access.project.articles.all(), "")
    newest = published.first()
    context = {
        "access": access,
        "releases": published,
        "next_number": newest.number + 1 if newest else 1,
        "job": job,
        "form": form,
        "check": check,
        "articles": articles.count(),
        "done": articles.filter(done_at__isnull=False).count(),
        "named": access.project.memberships.under_their_imported_name(),
        "without_rights": articles.filter(rights="").count(),
        "checklist": checklist(access.project),
        "preview": current_preview(access.project),
        "differing": compared_with_preview(newest) if newest else None,
    }
    return render(request, "export/releases.html", context)


def release(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    return _release_page(request, access, number, ErratumForm())


@require_POST
def release_errata(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Add a correction of the words of the release."""
    access = enter(request.user, slug, Role.MANAGER)
    form = ErratumForm(request.POST)
    if not form.is_valid():
        return _release_page(request, access, number, form)

    add_erratum(
        release=_release(access, number),
        text=form.cleaned_data["text"],
        by=access.membership or request.user,
    )
    messages.success(request, _("Correction added. The release itself is unchanged."))
    return redirect("release", slug=slug, number=number)


def _release_page(
    request: SignedInRequest, access: Access, number: int, form: ErratumForm
) -> HttpResponse:
    published, slug = _release(access, number), access.project.slug
    context = {
        "access": access,
        "release": published,
        "card": card_of(published),
        "files": file_rows(
            published, lambda name: reverse("release_file", args=[slug, number, name])
        ),
        "differing": compared_with_preview(published),
        "errata": published.errata.select_related("made_by"),
        "form": form,
    }

    return render(request, "export/release.html", context)


def release_archive(request: SignedInRequest, slug: str, number: int) -> FileResponse:
    access = enter(request.user, slug, Role.MANAGER)
    published = _release(access, number)
    try:
        with log_event(access, request.user, AuditAction.RELEASE_FETCHED, published.archive_name):
            archive = default_storage.open(published.archive)
    except FileNotFoundError as error:
        raise Http404(
            _("%(archive)s is missing from the storage.") % {"archive": published.archive}
        ) from error
    return FileResponse(archive, as_attachment=True, filename=published.archive_name)


def release_file(request: SignedInRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    access = enter(request.user, slug, Role.MANAGER)
    with log_event(access, request.user, AuditAction.RELEASE_FETCHED, f"release {number}, {name}"):
        return file_response(request, _release(access, number), name)


def _check_splits(access: Access, form: ReleaseForm) -> SplitCheck | None:
    """Return the splits of a release by this form, or None if it doesn't say what they are."""
    asked = (
        form if form.is_bound else ReleaseForm({**PROPOSED, **form.initial}, project=access.project)
    )
    return check_splits(access.project, asked.parameters()) if asked.is_valid() else None


def _release(access: Access, number: int) -> Release:
    return get_object_or_404(Release.objects.in_project(access.project), number=number)


def _parameters_of(release: Release | None) -> dict[str, object]:
    """Return the parameters of the last release for the form, without its date."""
    if release is None:
        return {}
    return {name: value for name, value in release.parameters.items() if name != "dated"}
