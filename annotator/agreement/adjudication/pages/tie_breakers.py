"""Asking one more annotator: the one that the app prefers, or one from the list."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.pages.entering import enter_article, stream_of
from annotator.agreement.adjudication.tie_breakers.asking import ask_annotator
from annotator.agreement.adjudication.tie_breakers.ranking import disputed_labels, rank_candidates
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.tie_breaks import latest_tie_breaks, take_back
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction


def ask_for_one_more(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Show who can be asked, and why others can't; or ask the one that was chosen."""
    access, article = enter_article(request, slug, article_id)
    if request.method == "POST":
        return _ask(request, access, article)

    labels = disputed_labels(article)
    ranked = rank_candidates(article, labels, viewer=access.membership)
    stream = stream_of(request, access)
    context = {
        "access": access,
        "article": article,
        "disputed_labels": labels,
        "available": [one for one in ranked if one.candidate.is_available],
        "others": [one for one in ranked if not one.candidate.is_available],
        "tie_break": latest_tie_breaks([article.pk]).get(article.pk),
        "query": stream.query if stream else "",
    }
    return render(request, "agreement/one_more.html", context)


@require_POST
def take_back_tie_break(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Take back a tie-break of which nothing is labelled."""
    access, article = enter_article(request, slug, article_id)
    try:
        with transaction.atomic():
            assignment = take_back(article=article)
            details = f"{article.external_id}: {assignment.annotator.pseudonym}"
            write_event(access, request.user, AuditAction.TIE_BREAK_WITHDRAWN, details)
    except AssignError as error:
        messages.error(request, str(error))
    else:
        pseudonym = assignment.annotator.pseudonym
        messages.success(request, _("%(person)s is no longer asked.") % {"person": pseudonym})
    return _back(request, article)


def _ask(request: SignedInRequest, access: Access, article: Article) -> HttpResponse:
    try:
        with transaction.atomic():
            assignment, is_new = ask_annotator(
                access, article, pseudonym=request.POST.get("annotator", "")
            )
            # While a tie-break is in progress, a second request returns it and is no
            # event of its own.
            if is_new:
                details = f"{article.external_id}: {assignment.annotator.pseudonym}"
                write_event(access, request.user, AuditAction.TIE_BREAK_ASKED, details)
    except AssignError as error:
        messages.error(request, str(error))
        return _back(request, article)

    person = assignment.annotator.pseudonym
    if is_new:
        messages.success(request, _("Assigned to %(person)s as tie-breaker.") % {"person": person})
    else:
        text = _("%(person)s is asked already. Take that back to ask somebody else.")
        messages.error(request, text % {"person": person})
    return _back(request, article)


def _back(request: SignedInRequest, article: Article) -> HttpResponse:
    """Go back to the article, and into the stream if the reviewer came from there."""
    query = QueryDict(request.GET.urlencode())
    address = reverse("adjudicate", args=[request.resolver_match.kwargs["slug"], article.pk])
    return redirect(f"{address}?{query.urlencode()}" if query else address)
