from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.counted import Narrowing
from annotator.agreement.disagreements import disputed_sentences, note_sightings, with_annotations
from annotator.agreement.reading import alpha_in_words
from annotator.agreement.reports import agreement_report
from annotator.projects.access import enter
from annotator.projects.models import Role

PER_PAGE = 25


def agreement(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.ADJUDICATOR)
    unfinished = request.GET.get("unfinished") == "1"
    report = agreement_report(access.project, Narrowing(unfinished=unfinished))
    disputed = disputed_sentences(access.project, list(access.project.labels.all())).count()
    context = {
        "access": access,
        "report": report,
        "figures": [
            ("Krippendorff’s alpha", report["krippendorff_alpha"]),
            ("Percent agreement", report["percent_agreement"]),
        ],
        "reading": alpha_in_words(report),
        "disputed": disputed,
        "unfinished": unfinished,
    }
    return render(request, "agreement/agreement.html", context)


def disagreements(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.ADJUDICATOR)
    disputed = disputed_sentences(access.project, list(access.project.labels.all()), reader=access.membership)
    page = Paginator(disputed, PER_PAGE).get_page(request.GET.get("page"))
    shown = with_annotations(page.object_list)
    if access.membership is not None:
        note_sightings(reader=access.membership, disagreements=shown)
    context = {"access": access, "page": page, "disagreements": shown}
    return render(request, "agreement/disagreements.html", context)
