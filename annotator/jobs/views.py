"""The page of a project's background jobs."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.jobs.running import cancel_job
from annotator.projects.access import enter
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Role

JOBS_PAGE = 50


@require_POST
def job_cancel(request: SignedInRequest, slug: str, job_id: int) -> HttpResponse:
    """Cancel a job that is queued, running or stuck."""
    access = enter(request.user, slug, Role.MANAGER)
    job = get_object_or_404(access.project.jobs, pk=job_id)

    # The job may end while this page is open, and the audit log must not record that it
    # was cancelled then.
    with transaction.atomic():
        if cancel_job(job=job):
            write_event(access, request.user, AuditAction.JOB_CANCELLED, str(job))
            messages.success(
                request, _("%(job)s cancelled. What it has done so far stays.") % {"job": job}
            )
        else:
            messages.info(request, _("%(job)s has already ended.") % {"job": job})

    return redirect("jobs", slug=slug)


def jobs(request: SignedInRequest, slug: str) -> HttpResponse:
    """The jobs, the newest first. The page refreshes itself while one is running."""
    access = enter(request.user, slug, Role.MANAGER)
    page = Paginator(access.project.jobs.select_related("made_by"), JOBS_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"access": access, "page": page, "under_way": any(job.is_under_way for job in page)}
    return render(request, "jobs/_jobs.html" if request.htmx else "jobs/jobs.html", context)
