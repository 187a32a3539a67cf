from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.projects.access import enter
from annotator.projects.creating import publish_codebook
from annotator.projects.forms import CodebookForm, ProjectForm
from annotator.projects.markdown import rendered
from annotator.projects.models import Role
from annotator.projects.people import accept_notice, see_codebook


def codebook(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug)
    current = access.project.current_codebook()
    context = {"access": access, "codebook": current, "text": rendered(current.text)}
    return render(request, "projects/codebook.html", context)


def codebook_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    current = access.project.current_codebook()
    form = CodebookForm(request.POST or None, initial={"text": current.text})
    if request.method == "POST" and form.is_valid():
        publish_codebook(project=access.project, **form.cleaned_data)
        return redirect("codebook", slug=slug)
    return render(request, "projects/codebook_edit.html", {"access": access, "form": form, "codebook": current})


@require_POST
def codebook_seen(request: SignedInRequest, slug: str) -> HttpResponse:
    see_codebook(membership=enter(request.user, slug).annotator)
    return redirect("label_next", slug=slug)


@require_POST
def notice_accept(request: SignedInRequest, slug: str) -> HttpResponse:
    accept_notice(membership=enter(request.user, slug).annotator)
    return redirect("label_next", slug=slug)


def project_settings(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    form = ProjectForm(request.POST or None, instance=access.project)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("settings", slug=slug)
    return render(request, "projects/settings.html", {"access": access, "form": form})
