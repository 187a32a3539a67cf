"""The pages on which managers decide who labels an article."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import (
    AssignError,
    OverlapError,
    assign,
    reinstate,
    set_overlap,
    withdraw,
)
from annotator.labelling.forms import AssignForm, OverlapForm
from annotator.projects.access import enter
from annotator.projects.audit import log_event
from annotator.projects.models import AuditAction, Role


def article_people(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """The annotators who have an article, with forms to change its overlap and to assign it."""
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    assignments = article.assignments.select_related("annotator").order_by("pk")
    context = {
        "access": access,
        "article": article,
        "assignments": assignments,
        "overlap_form": OverlapForm(initial={"overlap": article.overlap}),
        "assign_form": AssignForm(project=access.project),
    }

    return render(request, "labelling/article_people.html", context)


@require_POST
def article_overlap(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    form = OverlapForm(request.POST)

    if not form.is_valid():
        messages.error(
            request, _("Enter a number from 1 to 1,000, or leave it empty for everyone.")
        )
    else:
        overlap = form.cleaned_data["overlap"]
        about = f"{article.external_id}: {overlap or 'everyone'}"
        try:
            with log_event(access, request.user, AuditAction.OVERLAP_CHANGED, about):
                set_overlap(article=article, overlap=overlap)
        except OverlapError as error:
            messages.error(request, str(error))

    return redirect("article_people", slug=slug, article_id=article_id)


@require_POST
def article_assign(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    form = AssignForm(request.POST, project=access.project)

    # The form's only field is a choice of members. It is invalid, for example, if the
    # member left in the meantime, and then the reloaded page shows it.
    if form.is_valid():
        member = form.cleaned_data["member"]
        about = f"{article.external_id} to {member.pseudonym}"
        try:
            with log_event(access, request.user, AuditAction.ARTICLE_ASSIGNED, about):
                assign(article=article, membership=member)
        except AssignError as error:
            messages.error(request, str(error))
    return redirect("article_people", slug=slug, article_id=article_id)


@require_POST
def article_withdraw(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Withdraw an article or reinstate it, depending on the button.

    The request says which, instead of switching the state, so two clicks have the effect of one.
    """
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)

    if request.POST.get("withdrawn") == "true":
        with log_event(access, request.user, AuditAction.ARTICLE_WITHDRAWN, article.external_id):
            withdraw(article=article)
    else:
        with log_event(access, request.user, AuditAction.ARTICLE_REINSTATED, article.external_id):
            reinstate(article=article)

    return redirect("article_people", slug=slug, article_id=article_id)
