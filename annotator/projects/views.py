"""Pages for a new project, its settings and its audit log."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.lib.web.form_errors import add_errors
from annotator.projects.access import enter
from annotator.projects.audit import audit_log, changes, log_event
from annotator.projects.creating import create_project
from annotator.projects.forms import NewProjectForm, ProjectForm
from annotator.projects.members import accept_notice
from annotator.projects.models import AuditAction, Role
from annotator.projects.project_creators import may_create_projects
from annotator.projects.showing_names import names_are_shown

# Events on a page of the audit log.
AUDIT_PAGE = 100


def new_project(request: SignedInRequest) -> HttpResponse:
    """For superusers and for users with the permission to create projects."""
    if not may_create_projects(request.user):
        return render(request, "projects/new_denied.html", status=403)

    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        # The model and the labels are checked there, for the page and for the command.
        try:
            project = create_project(
                slug=values["slug"],
                name=values["name"],
                overlap=values["overlap"],
                label_keys=values["labels"],
                manager=request.user,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            if all(label.shown_definition for label in project.labels.all()):
                messages.success(request, _("Project created. Now import articles."))
                return redirect("import", slug=project.slug)
            next_steps = _(
                "Project created. Now define its labels, complete the codebook, import articles."
            )
            messages.success(request, next_steps)
            return redirect("labels", slug=project.slug)

    return render(request, "projects/new.html", {"form": form})


@require_POST
def notice_accept(request: SignedInRequest, slug: str) -> HttpResponse:
    accept_notice(membership=enter(request.user, slug).annotator)
    return redirect("label_next", slug=slug)


def audit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The audit log, a page at a time."""
    access = enter(request.user, slug, Role.MANAGER)
    events = Paginator(audit_log(access.project), AUDIT_PAGE).get_page(request.GET.get("page"))
    context = {"access": access, "page": events, "with_names": names_are_shown(request, access)}
    return render(request, "projects/audit.html", context)


def project_settings(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    form = ProjectForm(request.POST or None, instance=access.project)

    if request.method == "POST" and form.is_valid():
        with log_event(
            access,
            request.user,
            AuditAction.SETTINGS_CHANGED,
            changes(form.changed_settings, form.initial),
        ):
            form.save()
        messages.success(request, _("Saved."))
        return redirect("settings", slug=slug)

    return render(request, "projects/settings.html", {"access": access, "form": form})
