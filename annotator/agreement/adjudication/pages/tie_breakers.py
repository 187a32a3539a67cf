"""Asking one more annotator: the one that the app prefers, or one from the list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.pages.entering import enter_article, stream_of
from annotator.agreement.adjudication.tie_breakers import asking
from annotator.agreement.adjudication.tie_breakers.ranking import disputed_labels, rank_candidates
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.tie_breaks import latest_tie_breaks
from annotator.projects.access import Access


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
        "others": sorted(
            (one.candidate for one in ranked if not one.candidate.is_available),
            key=lambda candidate: candidate.member.pseudonym,
        ),
        "tie_break": latest_tie_breaks(access.project, [article.pk]).get(article.pk),
        "query": stream.form.query if stream else "",
    }
    return render(request, "agreement/one_more.html", context)


@require_POST
def take_back_tie_break(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Take back a tie-break of which nothing is labelled."""
    access, article = enter_article(request, slug, article_id)
    try:
        assignment = asking.take_back_tie_break(access, request.user, article)
    except AssignError as error:
        messages.error(request, str(error))
    else:
        pseudonym = assignment.annotator.pseudonym
        messages.success(request, _("%(person)s is no longer asked.") % {"person": pseudonym})
    return _back(request, slug, article)


def _ask(request: SignedInRequest, access: Access, article: Article) -> HttpResponse:
    try:
        assignment, is_new = asking.ask_annotator(
            access, request.user, article, pseudonym=request.POST.get("annotator", "")
        )
    except AssignError as error:
        messages.error(request, str(error))
        return _back(request, access.project.slug, article)

    person = assignment.annotator.pseudonym
    if is_new:
        messages.success(request, _("Assigned to %(person)s as tie-breaker.") % {"person": person})
    else:
        text = _("%(person)s is asked already. Take that back to ask somebody else.")
        messages.error(request, text % {"person": person})
    return _back(request, access.project.slug, article)


def _back(request: SignedInRequest, slug: str, article: Article) -> HttpResponse:
    """Go back to the article, and into the stream if the reviewer came from there."""
    address = reverse("adjudicate", args=[slug, article.pk])
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)
