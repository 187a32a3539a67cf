"""Jobs on the admin site.

`urls.py` imports the site from here, so that both projects and jobs are registered.
"""

from django.contrib import admin

from annotator.accounts.admin import ReadOnlyAdmin
from annotator.jobs.models import Job
from annotator.projects.admin import site

__all__ = ["site"]


@admin.register(Job, site=site)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("pk", "project", "kind", "state", "done", "total", "made_at", "finished_at")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project",)
    fields = (
        "project",
        "kind",
        "state",
        "done",
        "total",
        "error",
        "made_by",
        "made_at",
        "heartbeat_at",
        "finished_at",
    )
