"""Pages for adjudication: the disagreements, and an article with everybody's labels."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.decisions import (
    AdjudicationError,
    adjudicate,
    undo_adjudication,
)
from annotator.agreement.adjudication.disagreements import with_annotations
from annotator.agreement.adjudication.forms import DecisionForm, DisagreementForm
from annotator.agreement.adjudication.review import load_review, review
from annotator.agreement.adjudication.sightings import record_sightings
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.tie_breaks import ask_one_more
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Sighting
from annotator.projects.access import Access, enter
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Role

PER_PAGE = 25


def adjudicate_article(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Show the article with all labels; `at` in the address is the sentence to begin with."""
    access, article = _enter_article(request, slug, article_id)
    at = request.GET.get("at", "")
    # `int` raises ValueError for thousands of digits; no id is that long.
    return _show(
        request,
        access,
        article,
        at=int(at) if at.isascii() and at.isdecimal() and len(at) < 19 else 0,
    )


@require_POST
def decide(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, article = _enter_article(request, slug, article_id)
    form = DecisionForm(request.POST)

    try:
        if not form.is_valid():
            raise AdjudicationError(_("Couldn’t save this decision."))
        sentence = form.cleaned_data["sentence"]
        adjudicate(
            sentence=get_object_or_404(article.sentences.select_related("article"), pk=sentence),
            adjudicator=access.annotator,
            **form.decision(article),
        )
    except AdjudicationError as error:
        # Show the same sentence with what was typed, so that no other is decided by
        # mistake.
        at = form.cleaned_data.get("sentence") or 0
        typed = {name: request.POST.get(name, "") for name in ("reason", "target")}
        return _answer(request, access, article, message=str(error), at=at, typed=typed)

    return _answer(request, access, article, after=sentence)


@require_POST
def undo_decision(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, article = _enter_article(request, slug, article_id)
    undone = undo_adjudication(article=article, adjudicator=access.annotator)
    message = "" if undone else _("Nothing to undo.")
    return _answer(
        request, access, article, message=message, at=undone.sentence_id if undone else 0
    )


@require_POST
def ask_for_one_more(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Assign the article to one more annotator, as a tie-breaker."""
    access, article = _enter_article(request, slug, article_id)
    try:
        with transaction.atomic():
            assignment, is_new = ask_one_more(article=article)
            # While a tie-break is in progress, a second request returns it and is no
            # event of its own.
            if is_new:
                details = f"{article.external_id}: {assignment.annotator.pseudonym}"
                write_event(access, request.user, AuditAction.TIE_BREAK_ASKED, details)
    except AssignError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Assigned to %(pseudonym)s as tie-breaker.")
            % {"pseudonym": assignment.annotator.pseudonym},
        )

    return redirect("adjudicate", slug=slug, article_id=article.pk)


def _enter_article(request: SignedInRequest, slug: str, article_id: int) -> tuple[Access, Article]:
    """Return the article for an adjudicator, and record that they see all its labels."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    article = load_review(access, article_id)
    # So the queue never gives them the article. A superuser who isn't a member gets no
    # articles.
    if access.membership is not None:
        Sighting.objects.get_or_create(
            project=access.project, article=article, reviewer=access.membership, defaults={}
        )
    return access, article


def _answer(
    request: SignedInRequest,
    access: Access,
    article: Article,
    *,
    message: str = "",
    at: int = 0,
    **extra: Any,
) -> HttpResponse:
    """Return the new state: as a part of the page for htmx, else by a redirect."""
    if request.htmx:
        return _show(request, access, article, message=message, at=at, **extra)
    if message:
        messages.error(request, message)
    address = reverse("adjudicate", args=[access.project.slug, article.pk])
    return redirect(f"{address}?at={at}#s{at}" if at else address)


def _show(
    request: SignedInRequest,
    access: Access,
    article: Article,
    *,
    after: int = 0,
    at: int = 0,
    **extra: Any,
) -> HttpResponse:
    """Return the whole page, or only its sentences for htmx.

    The sentence `at` is highlighted, or else the next one after `after` that is left to decide.
    """
    sentences = review(article, asked=at)

    undecided = [item.sentence.pk for item in sentences if item.is_open]
    order = {item.sentence.pk: index for index, item in enumerate(sentences)}
    later = [pk for pk in undecided if order[pk] > order.get(after, -1)]

    labels = list(access.project.labels.active())
    disputed = [item for item in sentences if item.is_to_decide]
    context = {
        "access": access,
        "article": article,
        "sentences": sentences,
        "lit": at if at in order else next(iter([*later, *undecided]), 0),
        "left": len(undecided),
        "disputed": len(disputed),
        "labels": labels,
        "has_targets": any(label.takes_target for label in labels),
        "skip_reasons": SkipReason.choices,
        **extra,
    }

    return render(
        request,
        "agreement/_adjudicate.html" if request.htmx else "agreement/adjudicate.html",
        context,
    )


def disagreements(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the disagreements, and record that the viewer has seen others' labels on them."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = DisagreementForm(request.GET, project=access.project)

    page = Paginator(form.sentences(viewer=access.membership), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = with_annotations(page.object_list)
    if access.membership is not None:
        record_sightings(viewer=access.membership, disagreements=shown)

    context = {"access": access, "form": form, "page": page, "disagreements": shown}
    return render(request, "agreement/disagreements.html", context)
