"""The list of disagreements, and what is done from it: reviewing blind, accepting agreed labels."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.disagreements import with_annotations
from annotator.agreement.adjudication.forms import DisagreementForm
from annotator.agreement.adjudication.lists.listed import load_sentences
from annotator.agreement.adjudication.pages.entering import BLIND, is_blind, way_back
from annotator.agreement.adjudication.sightings import record_sightings
from annotator.agreement.adjudication.unanimous import (
    accept_unanimous,
    count_unanimous,
    list_acts,
    undo_act,
)
from annotator.labelling.assignments.tie_breaks import latest_tie_breaks
from annotator.projects.access import enter
from annotator.projects.models import Role

PER_PAGE = 25


def disagreements(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the disagreements, and record that the viewer has seen others' labels on them."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = DisagreementForm(request.GET, project=access.project)
    blind = is_blind(request)

    found = form.found(viewer=access.membership)
    page = Paginator(found.listed.sentences, PER_PAGE).get_page(request.GET.get("page"))
    shown = with_annotations(
        load_sentences(access.project, list(page.object_list)),
        report_filter=form.counted.report_filter(access.membership),
        blind=blind,
        doubts=found.doubts,
    )
    if access.membership is not None:
        record_sightings(viewer=access.membership, disagreements=shown)

    context = {
        "access": access,
        "form": form,
        "page": page,
        "disagreements": shown,
        "counted": form.counted.in_words(),
        "query": form.query,
        "blind": blind,
        "tie_breaks": latest_tie_breaks(
            access.project, {item.sentence.article_id for item in shown}
        ),
    }
    return render(request, "agreement/disagreements.html", context)


@require_POST
def review_blind(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hide or show who gave which label, for this person until they sign out."""
    enter(request.user, slug, Role.ADJUDICATOR)
    request.session[BLIND] = request.POST.get("blind") == "on"
    return redirect(way_back(request, reverse("disagreements", args=[slug])))


def unanimous(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say how many sentences are unanimous, and decide all of them when that is confirmed."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    if request.method != "POST":
        count = count_unanimous(access.project, viewer=access.membership)
        context = {"access": access, "count": count, "acts": list_acts(access.project)}
        return render(request, "agreement/unanimous.html", context)

    _act, decided = accept_unanimous(access=access, user=request.user)
    messages.success(request, _accepted(decided))
    return redirect("unanimous", slug=slug)


@require_POST
def undo_unanimous(request: SignedInRequest, slug: str, act: UUID) -> HttpResponse:
    """Take back the decisions of one acceptance that are still in force."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    undone = undo_act(access=access, user=request.user, act=act)
    if undone:
        text = ngettext("%(n)s decision undone.", "%(n)s decisions undone.", undone)
        messages.success(request, text % {"n": f"{undone:,}"})
    else:
        messages.error(request, _("Nothing to undo."))
    return redirect("unanimous", slug=slug)


def _accepted(decided: int) -> str:
    if not decided:
        return _("No sentence was left to accept.")
    text = ngettext("%(n)s sentence decided.", "%(n)s sentences decided.", decided)
    return text % {"n": f"{decided:,}"}
