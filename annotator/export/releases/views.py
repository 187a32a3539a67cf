"""The pages of releases: create one, follow its progress, read its card, download files."""

from contextlib import suppress

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.export.models import Release
from annotator.export.releases.file_responses import file_response
from annotator.export.releases.forms import ReleaseForm
from annotator.export.releases.job import last_job, start_release
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import ArchiveMissingError, open_file
from annotator.export.releases.split_check import SplitCheck, check_splits
from annotator.lib.markdown import render_markdown
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role

MAX_CARD = 1024 * 1024
# The split of a form that nobody has filled in yet.
PROPOSED = {"split": ReleaseParameters.split}


def releases(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the releases, show one in progress, and create the next."""
    access = enter(request.user, slug, Role.MANAGER)
    published = Release.objects.in_project(access.project).select_related("made_by")
    form = (
        ReleaseForm(request.POST)
        if request.method == "POST"
        else ReleaseForm(initial=_parameters_of(published.first()))
    )
    check = _check_splits(access, form)
    # The warnings must have been on the page that the button was pressed on.
    is_warned = check is None or request.POST.get("warned", "") == check.text
    if request.method == "POST" and form.is_valid() and is_warned:
        with log_event(access, request.user, AuditAction.RELEASE_STARTED):
            start_release(
                project=access.project, made_by=access.membership, parameters=form.parameters()
            )
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
    }
    return render(request, "export/releases.html", context)


def release(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    published, card = _release(access, number), ""

    # Without its archive the page still shows the facts of the release, and what is
    # missing.
    with suppress(ArchiveMissingError), open_file(published, "README.md") as file:
        # The page leaves out the YAML header and the title. It shows files and columns
        # itself.
        card = (
            file.read(MAX_CARD)
            .decode()
            .partition("\n# ")[2]
            .partition("\n")[2]
            .partition("\n## Files")[0]
        )

    context = {
        "access": access,
        "release": published,
        "card": render_markdown(card),
        "files": sorted(published.files.items()),
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
    asked = form if form.is_bound else ReleaseForm({**PROPOSED, **form.initial})
    return check_splits(access.project, asked.parameters()) if asked.is_valid() else None


def _release(access: Access, number: int) -> Release:
    return get_object_or_404(Release.objects.in_project(access.project), number=number)


def _parameters_of(release: Release | None) -> dict[str, object]:
    """Return the parameters of the last release for the form, without its date."""
    if release is None:
        return {}
    return {name: value for name, value in release.parameters.items() if name != "dated"}
