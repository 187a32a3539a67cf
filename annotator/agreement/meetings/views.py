"""The pages of the meeting sheet: choose sentences, print them, enter what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.sightings import record_sightings
from annotator.agreement.meetings.choosing import MeetingForm
from annotator.agreement.meetings.deciding import RefusedDecisionsError, decide_all
from annotator.agreement.meetings.forms import DecisionsFileForm, SentenceDecisionForm
from annotator.agreement.meetings.sheet import SheetItem, load_sheet
from annotator.agreement.meetings.tables import read_decisions, sheet_rows
from annotator.labelling.choices import SkipReason
from annotator.lib.web.csv_response import csv_response
from annotator.projects.access import Access, enter
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Role


def meeting(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the sheet, and record that the viewer has seen others’ labels on its articles."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = MeetingForm(request.GET, project=access.project)
    items = _load(access, form)
    context = {
        "access": access,
        "form": form,
        "items": items,
        "articles": len({item.sentence.article_id for item in items}),
        "labels": access.project.labels.active(),
        "skip_reasons": SkipReason.choices,
        "file_form": DecisionsFileForm(),
    }
    return render(request, "agreement/meeting.html", context)


def meeting_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same sentences as a table, with empty columns for the decisions."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = MeetingForm(request.GET, project=access.project)
    items = _load(access, form)
    write_event(access, request.user, AuditAction.EXPORTED, f"meeting.csv, {len(items)} sentences")
    return csv_response(sheet_rows(items, blind=form.is_blind), file_name=f"{slug}-meeting.csv")


@require_POST
def meeting_decide(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the decision on one sentence. The sheet that it was made on is in the address."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    adjudicator = access.annotator
    form = SentenceDecisionForm(request.POST)
    sheet = f"{reverse('meeting', args=[slug])}?{request.GET.urlencode()}"
    if not form.is_valid():
        messages.error(request, _("Choose a label or a skip reason."))
        return redirect(sheet)

    decision = form.decision_made()
    try:
        done = decide_all(access.project, [decision], adjudicator=adjudicator)[0]
    except RefusedDecisionsError as error:
        messages.error(request, error.reasons[0][1])
        return redirect(sheet)

    row = done.adjudication
    sentence = row.sentence
    text = _("Decided: %(title)s, sentence %(position)s: %(decision)s.")
    messages.success(
        request,
        text
        % {
            "title": sentence.article,
            "position": sentence.position,
            "decision": row.label.shown_name if row.label else row.get_skip_reason_display(),
        },
    )
    return redirect(f"{sheet}#s{sentence.pk}")


@require_POST
def meeting_decisions(request: SignedInRequest, slug: str) -> HttpResponse:
    """Save the decisions of a filled sheet, all or none, and show what was decided."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    adjudicator = access.annotator
    form = DecisionsFileForm(request.POST, request.FILES)
    context: dict[str, Any] = {"access": access, "form": form}
    if form.is_valid():
        try:
            found = read_decisions(form.cleaned_data["file"].read())
            context["done"] = decide_all(access.project, found.decisions, adjudicator=adjudicator)
            new = sum(each.is_new for each in context["done"])
            context |= {
                "new": new,
                "same": len(context["done"]) - new,
                "empty": found.empty,
                "unused": found.unused,
            }
        except RefusedDecisionsError as error:
            context["refused"] = error.reasons
    return render(request, "agreement/meeting_decisions.html", context)


def _load(access: Access, form: MeetingForm) -> list[SheetItem]:
    """Load the sheet, and record who sees it: they never get these articles to label."""
    items = load_sheet(
        access.project, form.sentences(viewer=access.membership), blind=form.is_blind
    )
    if access.membership is not None:
        record_sightings(viewer=access.membership, disagreements=items)
    return items
