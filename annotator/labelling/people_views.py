"""The pages on which a manager decides who works on what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from annotator.accounts.people import find_or_make_user, password_link
from annotator.accounts.requests import SignedInRequest
from annotator.corpus.models import Article
from annotator.labelling.forms import AssignForm, OverlapForm, SetAsideForm
from annotator.labelling.models import Assignment
from annotator.labelling.places import (
    AssignError,
    OverlapError,
    assign,
    recount_for_everyone,
    reinstate,
    set_aside,
    set_overlap,
    take_back,
    withdraw,
)
from annotator.labelling.progress import people_at_work
from annotator.labelling.time import COLUMNS, time_by_day
from annotator.lib.copy import CSV_WITH_HEADER, copy_out
from annotator.projects.access import enter
from annotator.projects.forms import MemberForm
from annotator.projects.models import Membership, Role
from annotator.projects.people import add_member


def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who belongs to the project and how far they are: pseudonyms, names on demand. Posting adds a person."""
    access = enter(request.user, slug, Role.MANAGER)
    form = MemberForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        try:
            user, is_new = find_or_make_user(username=form.cleaned_data["username"])
        except ValidationError as error:
            form.add_error("username", error.messages)
        else:
            add_member(project=access.project, user=user, role=Role(form.cleaned_data["role"]))
            recount_for_everyone(access.project)
            # Only for an account made here and now: a link to any other would hand over somebody else's.
            link = password_link(user) if is_new else ""
    context = {
        "access": access,
        "form": form,
        "link": link,
        "people": people_at_work(access.project),
        "with_names": request.GET.get("names") == "1",
        "set_aside_form": SetAsideForm(),
    }
    return render(request, "labelling/people.html", context)


@require_POST
def member_set_aside(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(Membership, project=access.project, pk=member_id)
    form = SetAsideForm(request.POST)
    if member == access.membership:
        messages.error(request, "You can’t set yourself aside.")
    elif form.is_valid():
        set_aside(membership=member, reason=form.cleaned_data["reason"])
        messages.success(request, f"{member.pseudonym} is set aside; their places are free.")
    else:
        messages.error(request, "Say why, in a few words.")
    return redirect("people", slug=slug)


@require_POST
def member_take_back(request: SignedInRequest, slug: str, member_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    member = get_object_or_404(Membership, project=access.project, pk=member_id)
    above = take_back(membership=member)
    more = f" {above} articles now have more annotators than their overlap." if above else ""
    messages.success(request, f"{member.pseudonym} is back.{more}")
    return redirect("people", slug=slug)


def time_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Everybody's time for managers, their own for the others."""
    access = enter(request.user, slug)
    rows = time_by_day(access.project, only=None if access.may_manage else access.annotator)
    statement, parameters = rows.query.sql_with_params()
    names = ", ".join(connection.ops.quote_name(name) for name in COLUMNS)
    return StreamingHttpResponse(
        copy_out(f"SELECT * FROM ({statement}) AS time ({names})", parameters, CSV_WITH_HEADER),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}-time.csv"'},
    )


def article_people(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Who has an article, and how many are to get it."""
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    assignments = Assignment.objects.filter(article=article).select_related("annotator").order_by("pk")
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
        messages.error(request, "A number from 1 to 1000, or empty for everyone.")
    else:
        try:
            set_overlap(article=article, overlap=form.cleaned_data["overlap"])
        except OverlapError as error:
            messages.error(request, str(error))
    return redirect("article_people", slug=slug, article_id=article_id)


@require_POST
def article_assign(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    form = AssignForm(request.POST, project=access.project)
    if form.is_valid():
        try:
            assign(article=article, membership=form.cleaned_data["member"])
        except AssignError as error:
            messages.error(request, str(error))
    return redirect("article_people", slug=slug, article_id=article_id)


@require_POST
def article_withdraw(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Withdraw an article, or bring it back: what the button says."""
    access = enter(request.user, slug, Role.MANAGER)
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    change = withdraw if request.POST.get("withdrawn") == "true" else reinstate
    change(article=article)
    return redirect("article_people", slug=slug, article_id=article_id)
