"""The pages of annotators: their projects, their progress, and the labelling page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.gzip import gzip_page

from annotator.accounts.requests import SignedInRequest
from annotator.labelling.assignments.lifecycle import open_assignment
from annotator.labelling.assignments.problems import recent_problems
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.choices import SkipReason
from annotator.labelling.forms import OwnLabelsForm
from annotator.labelling.models import Assignment
from annotator.labelling.page_state import page_state
from annotator.labelling.progress.charts import DayChart
from annotator.labelling.progress.figures import (
    own_assignments,
    own_progress,
    project_progress,
    stuck_assignments,
)
from annotator.labelling.progress.own_labels import own_labels, own_labels_page
from annotator.labelling.progress.work_by_day import WorkChart, work_by_day, work_rows
from annotator.labelling.progress.work_list import work_list
from annotator.labelling.progress.working_time import own_days
from annotator.lib.database.replica import from_replica
from annotator.lib.web.csv_response import csv_response
from annotator.lib.web.svg_response import svg_response
from annotator.projects.access import Access, enter
from annotator.projects.codebooks.changes import codebook_html, list_changes
from annotator.projects.codebooks.versions import (
    see_codebook,
    texts_in_one_language,
    versions_since,
)
from annotator.projects.invited_by_name import invitations_of
from annotator.projects.models import Codebook, Membership, Project, Role
from annotator.projects.practice.runs import owes_practice
from annotator.projects.project_creators import may_create_projects

# The progress page shows this many stuck assignments, and this many reported problems.
MAX_STUCK = 20
MAX_PROBLEMS = 20
# The viewer's own articles on one page.
OWN_PER_PAGE = 50


def my_work(request: SignedInRequest) -> HttpResponse:
    """The user's projects, their work of the last weeks, and invitations to answer."""
    memberships = Membership.objects.active().filter(user=request.user)
    members = list(memberships.select_related("project"))
    work = work_list(members)
    # A superuser sees projects in which they have no role.
    others = Project.objects.visible_to(request.user).exclude(memberships__in=members)
    context = {
        "work": work,
        "days": DayChart(own_days(members)),
        "is_labelling": any(each.is_labelling for each in work),
        "others": others,
        "invitations": invitations_of(request.user),
        "may_create": may_create_projects(request.user),
    }

    return render(request, "labelling/my_work.html", context)


@from_replica
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """The viewer's own articles, and for managers the progress of the whole project."""
    access = enter(request.user, slug)
    context: dict[str, Any] = {"access": access}
    if access.membership:
        context["own"] = own_progress(access.membership)
        articles = Paginator(own_assignments(access.membership), OWN_PER_PAGE)
        context["page"] = articles.get_page(request.GET.get("page"))
    if access.may_manage:
        context["progress"] = project_progress(access.project)
        context["work"] = WorkChart(work_by_day(access.project))
        context["stuck"] = stuck_assignments(access.project)[:MAX_STUCK]
        context["problems"] = recent_problems(access.project)[:MAX_PROBLEMS]
    return render(request, "labelling/progress.html", context)


@from_replica
def work_picture(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the work by day as a picture with its own colours."""
    access = enter(request.user, slug, Role.MANAGER)
    chart = WorkChart(work_by_day(access.project))
    return svg_response(
        render_to_string("labelling/work_by_day.svg", {"work": chart}), file_name=f"{slug}-work.svg"
    )


@from_replica
def work_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the work by day as CSV."""
    access = enter(request.user, slug, Role.MANAGER)
    return csv_response(work_rows(access.project), file_name=f"{slug}-work.csv")


@from_replica
def my_labels(request: SignedInRequest, slug: str) -> HttpResponse:
    """The sentences to which the viewer gave a label, across articles."""
    access = enter(request.user, slug)
    # A superuser who is no member has no labels here.
    project = access.annotator.project
    form = OwnLabelsForm(request.GET, project=project)
    annotations = own_labels(request.user, project, form.labels())
    page = own_labels_page(access.project, annotations, request.GET.get("page"))
    return render(
        request, "labelling/my_labels.html", {"access": access, "form": form, "page": page}
    )


def label_next(request: SignedInRequest, slug: str) -> HttpResponse:
    """Redirect to the user's next article.

    Repeating the request is safe: as long as an article is open, it leads to that one.
    """
    access = enter(request.user, slug)
    member = access.annotator
    if member.owes_acceptance():
        return render(request, "labelling/notice.html", {"access": access})
    if owes_practice(member):
        return redirect("practice", slug=slug)

    codebook = access.project.current_codebook()

    # 0 means that the person hasn't labelled here yet. They don't need to read what has
    # changed.
    if 0 < member.codebook_seen < codebook.version:
        return _codebook_change(request, access, codebook)

    assignment = next_assignment(membership=member)
    if assignment is None:
        return _nothing_left(request, access)
    if member.codebook_seen == 0:
        see_codebook(membership=member)

    return redirect("label", slug=slug, assignment_id=assignment.pk)


def _nothing_left(request: SignedInRequest, access: Access) -> HttpResponse:
    """There is no article for this person now: what they did, and what they can do instead."""
    member = access.annotator
    submitted = own_assignments(member).submitted().order_by("-submitted_at", "-pk")
    context = {
        "access": access,
        "own": own_progress(member),
        "days": DayChart(own_days([member])),
        "last": submitted.first(),
    }

    return render(request, "labelling/nothing_left.html", context)


def _codebook_change(request: SignedInRequest, access: Access, codebook: Codebook) -> HttpResponse:
    """What changed in the codebook since the version that this person has seen."""
    versions = versions_since(access.annotator.codebook_seen, codebook)
    texts = texts_in_one_language(versions)
    context = {
        "access": access,
        "codebook": codebook,
        "new_versions": versions[1:] or versions,
        "changes": list_changes(texts[0], texts[-1]),
        "text": codebook_html(versions),
    }
    return render(request, "labelling/codebook_change.html", context)


# The page posts no form, and its script reads the CSRF token from the cookie.
@ensure_csrf_cookie
@gzip_page
def label(request: SignedInRequest, slug: str, assignment_id: int) -> HttpResponse:
    """The labelling page of one assignment. Opening it extends the lease."""
    access = enter(request.user, slug)
    own = Assignment.objects.visible_to(request.user).with_article(access.project)
    assignment = get_object_or_404(own, pk=assignment_id)
    open_assignment(assignment=assignment)
    state = page_state(assignment, list(access.project.labels.all()))
    context = {
        "access": access,
        "article": assignment.article,
        "labels": [label for label in state["labels"] if not label["retired"]],
        "skip_reasons": SkipReason.choices,
        "state": state,
    }

    return render(request, "labelling/label.html", context)
