"""The pages of annotators: their projects, their progress, and the labelling page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie

from annotator.accounts.requests import SignedInRequest
from annotator.labelling.assignments.lifecycle import open_assignment
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Assignment
from annotator.labelling.page_state import page_state
from annotator.labelling.progress.charts import DayChart
from annotator.labelling.progress.figures import (
    own_assignments,
    own_progress,
    project_progress,
    stuck_assignments,
)
from annotator.labelling.progress.working_time import own_days
from annotator.lib.database.replica import from_replica
from annotator.lib.markdown import render_markdown
from annotator.projects.access import enter, may_create_projects
from annotator.projects.codebooks import see_codebook
from annotator.projects.invited_by_name import invitations_of
from annotator.projects.models import Membership, Project

# The progress page shows this many stuck assignments, and this many of the viewer's own
# articles.
MAX_STUCK = 20
MAX_OWN = 100


def my_work(request: SignedInRequest) -> HttpResponse:
    """The user's projects, their progress in each, and the invitations that wait for an answer."""
    memberships = Membership.objects.active().filter(user=request.user).select_related("project")
    work = [
        (membership, own_progress(membership), DayChart(own_days(membership)))
        for membership in memberships.order_by("project__name")
    ]
    # A superuser sees projects in which they have no role.
    others = Project.objects.visible_to(request.user).exclude(
        memberships__in=[membership for membership, *_ in work]
    )
    context = {
        "work": work,
        "others": others,
        "invitations": invitations_of(request.user),
        "may_create": may_create_projects(request.user),
    }

    return render(request, "labelling/my_work.html", context)


@from_replica
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """The viewer's own progress, and for managers that of the whole project."""
    access = enter(request.user, slug)
    context: dict[str, Any] = {"access": access}
    if access.membership:
        context |= {
            "own": own_progress(access.membership),
            "days": DayChart(own_days(access.membership)),
        }
        context["mine"] = own_assignments(access.membership)[:MAX_OWN]
    if access.may_manage:
        context["progress"] = project_progress(access.project)
        context["stuck"] = stuck_assignments(access.project)[:MAX_STUCK]
    return render(request, "labelling/progress.html", context)


def label_next(request: SignedInRequest, slug: str) -> HttpResponse:
    """Redirect to the user's next article.

    Repeating the request is safe: as long as an article is open, it leads to that one.
    """
    access = enter(request.user, slug)
    member = access.annotator
    if member.owes_acceptance():
        return render(request, "labelling/notice.html", {"access": access})

    codebook = access.project.current_codebook()

    # 0 means that the person hasn't labelled here yet. They don't need to read what has
    # changed.
    if 0 < member.codebook_seen < codebook.version:
        context = {
            "access": access,
            "codebook": codebook,
            "text": render_markdown(codebook.shown_text),
        }
        return render(request, "labelling/codebook_change.html", context)

    assignment = next_assignment(membership=member)
    if assignment is None:
        return render(
            request, "labelling/nothing_left.html", {"access": access, "own": own_progress(member)}
        )
    if member.codebook_seen == 0:
        see_codebook(membership=member)

    return redirect("label", slug=slug, assignment_id=assignment.pk)


# The page posts no form, and its script reads the CSRF token from the cookie.
@ensure_csrf_cookie
def label(request: SignedInRequest, slug: str, assignment_id: int) -> HttpResponse:
    """The labelling page of one assignment. Opening it extends the lease."""
    access = enter(request.user, slug)
    own = Assignment.objects.visible_to(request.user).in_project(access.project)
    assignment = get_object_or_404(own.with_article(), pk=assignment_id)
    open_assignment(assignment=assignment)
    state = page_state(assignment, list(access.project.labels.all()))
    context = {
        "access": access,
        "article": assignment.article,
        "labels": state["labels"],
        "skip_reasons": SkipReason.choices,
        "state": state,
    }

    return render(request, "labelling/label.html", context)
