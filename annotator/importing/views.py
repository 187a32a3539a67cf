"""The import pages: paste or upload, preview, confirm, progress, result."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.corpus.near_duplicates.grouping import still_ungrouped
from annotator.corpus.storing import DuplicateArticleError, add_segmented
from annotator.importing.account.account_text import describe
from annotator.importing.account.result import ImportResult
from annotator.importing.forms import PasteForm, UploadForm
from annotator.importing.job import (
    discard_draft,
    draft_import,
    import_name,
    read_options,
    run_import,
    with_options,
)
from annotator.importing.near_duplicates import group_found
from annotator.importing.options import ImportOptions
from annotator.importing.previews.preview import find_unmapped_labels, load_outline, make_preview
from annotator.importing.previews.preview_form import PreviewForm
from annotator.jobs.models import Job, JobKind, JobProblem, JobState
from annotator.jobs.running import start_job
from annotator.labelling.annotations.imported_members import list_aliases
from annotator.lib.web.csv_response import csv_response
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event, write_event
from annotator.projects.models import AuditAction, Role

PREVIEW_JOBS = 20
PREVIEW_PROBLEMS = 100


def import_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose files to import; the preview comes next."""
    access = enter(request.user, slug, Role.MANAGER)
    upload = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and upload.is_valid():
        options = ImportOptions(overlap=access.project.overlap)
        with transaction.atomic():
            job = draft_import(
                project=access.project,
                made_by=access.membership,
                uploads=upload.cleaned_data["uploads"],
                options=options,
            )
            write_event(access, request.user, AuditAction.IMPORT_UPLOADED, import_name(job))
        return redirect("import_job", slug=slug, job_id=job.pk)

    return _import_page(
        request, access, upload, PasteForm(initial={"overlap": access.project.overlap})
    )


@require_POST
def import_paste(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    form = PasteForm(request.POST)
    if form.is_valid():
        try:
            with log_event(
                access,
                request.user,
                AuditAction.IMPORTED,
                f"pasted: {form.article.record.external_id}",
            ):
                article = add_segmented(
                    project=access.project, article=form.article, settings=form.settings()
                )
        except DuplicateArticleError as error:
            form.add_error(None, _("Can’t import: %(reason)s.") % {"reason": error})
        else:
            imported = ngettext(
                "Imported %(count)s sentence.",
                "Imported %(count)s sentences.",
                article.sentence_count,
            ) % {"count": f"{article.sentence_count:,}"}
            messages.success(request, imported)
            if form.how_it_was_read:
                read = _("How it was read: %(how)s.") % {"how": form.how_it_was_read}
                messages.info(request, read)
            return redirect("article", slug=slug, article_id=article.pk)

    return _import_page(request, access, UploadForm(), form)


def import_job(request: SignedInRequest, slug: str, job_id: int) -> HttpResponse:
    """An import: its preview, its progress or its result."""
    access = enter(request.user, slug, Role.MANAGER)
    job = _job(access, job_id)
    if job.state == JobState.DRAFT:
        return _preview_page(request, access, job)

    result = ImportResult.from_json(job.result)
    context = {"access": access, "job": job, "result": result}
    if request.htmx and job.is_under_way:
        return render(request, "importing/_import_progress.html", context)
    # The job has ended, so the whole page changes.
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})

    context["aliases"] = list_aliases(access.project, result.people)
    context["account"] = describe(result, is_whole=job.state == JobState.DONE)
    context["ungrouped"] = still_ungrouped(access.project, result.near_duplicates)
    context["problems"] = job.problems.filter(is_warning=False)[:PREVIEW_PROBLEMS]
    context["warnings"] = job.problems.filter(is_warning=True)[:PREVIEW_PROBLEMS]
    return render(request, "importing/import_job.html", context)


@require_POST
def import_start(request: SignedInRequest, slug: str, job_id: int) -> HttpResponse:
    """Start the import with the options of the form, or refresh the preview."""
    access = enter(request.user, slug, Role.MANAGER)
    job = _job(access, job_id)
    if job.state == JobState.FAILED:
        _start(request, access, job, job.parameters, AuditAction.IMPORT_RESTARTED)

    if job.state != JobState.DRAFT:
        return redirect("import_job", slug=slug, job_id=job.pk)

    options = read_options(job)
    # The fields of the form depend on the files, whose outline is cached since the
    # preview.
    outline = load_outline(job=job)
    data = request.POST.copy()
    # The question whether a table has a header is a button of its own.
    if "header" in data:
        data["reading-header"] = str(data["header"])
        data["look"] = ""
    form = PreviewForm(data, project=access.project, options=options, preview=outline)
    if not form.is_valid():
        context = {"access": access, "job": job, "form": form, "preview": make_preview(job=job)}
        return render(request, "importing/import_preview.html", context)

    job.parameters = with_options(job, form.chosen_options())
    # Columns that were chosen only now may have labels that no preview has shown.
    is_look = "look" in data
    if not is_look and find_unmapped_labels(job=job, before=options):
        messages.warning(request, _("The columns that you chose have labels. Map them first."))
        is_look = True
    if is_look:
        drafts = Job.objects.filter(project=access.project, state=JobState.DRAFT)
        drafts.filter(pk=job.pk).update(parameters=job.parameters)
    else:
        _start(request, access, job, job.parameters, AuditAction.IMPORTED)

    return redirect("import_job", slug=slug, job_id=job.pk)


@require_POST
def import_discard(request: SignedInRequest, slug: str, job_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    job = _job(access, job_id)
    with transaction.atomic():
        if discard_draft(job=job):
            write_event(access, request.user, AuditAction.IMPORT_DISCARDED, import_name(job))
    return redirect("import", slug=slug)


@require_POST
def import_group(request: SignedInRequest, slug: str, job_id: int) -> HttpResponse:
    """Put each set of near-duplicates that the import found into one group."""
    access = enter(request.user, slug, Role.MANAGER)
    job = _job(access, job_id)
    count = group_found(access, request.user, job)
    grouped = ngettext(
        "%(count)s article got a group.", "%(count)s articles got a group.", count
    ) % {"count": f"{count:,}"}
    messages.success(request, grouped)
    return redirect("import_job", slug=slug, job_id=job.pk)


def import_problems(request: SignedInRequest, slug: str, job_id: int) -> HttpResponse:
    """All rejected items and warnings as CSV, each with its source and the reason."""
    access = enter(request.user, slug, Role.MANAGER)
    job = _job(access, job_id)
    problems = JobProblem.objects.filter(job=job).order_by("is_warning", "pk")
    # The first column keeps the name that it was published with.
    rows = [
        ("place", "reason", "kind"),
        *(
            (problem.location, problem.reason, "warning" if problem.is_warning else "rejected")
            for problem in problems
        ),
    ]
    return csv_response(rows, file_name=f"{slug}-import-{job.pk}-refused.csv")


def _start(
    request: SignedInRequest,
    access: Access,
    job: Job,
    parameters: Mapping[str, Any],
    action: AuditAction,
) -> None:
    """Start the job. A second click starts nothing, and leaves no event."""
    with transaction.atomic():
        if start_job(job=job, parameters=parameters, enqueue=run_import.enqueue):
            job.parameters = dict(parameters)
            write_event(access, request.user, action, import_name(job))


def _job(access: Access, job_id: int) -> Job:
    return get_object_or_404(Job, project=access.project, kind=JobKind.IMPORT, pk=job_id)


def _import_page(
    request: SignedInRequest, access: Access, upload: UploadForm, paste: PasteForm
) -> HttpResponse:
    jobs = Job.objects.filter(project=access.project, kind=JobKind.IMPORT).select_related(
        "made_by"
    )[:PREVIEW_JOBS]
    context = {"access": access, "upload": upload, "paste": paste, "jobs": jobs}
    return render(request, "importing/import.html", context)


def _preview_page(request: SignedInRequest, access: Access, job: Job) -> HttpResponse:
    options = read_options(job)
    seen = make_preview(job=job)
    form = PreviewForm(project=access.project, options=options, preview=seen)
    context = {"access": access, "job": job, "form": form, "preview": seen}
    return render(request, "importing/import_preview.html", context)
