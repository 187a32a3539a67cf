"""The page of an article with everybody's labels, alone or as a part of the stream."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.articles.review import ReviewedSentence, review
from annotator.agreement.adjudication.decisions import AdjudicationError, adjudicate
from annotator.agreement.adjudication.forms import DecisionForm
from annotator.agreement.adjudication.pages.entering import (
    enter_article,
    id_from,
    is_blind,
    open_review,
    stream_of,
)
from annotator.agreement.adjudication.stream import ReviewStream
from annotator.agreement.adjudication.undoing import undo_adjudication, undo_newest
from annotator.corpus.models import Article, Sentence
from annotator.labelling.assignments.tie_breaks import latest_tie_breaks
from annotator.labelling.choices import SkipReason
from annotator.projects.access import Access, enter
from annotator.projects.models import Role


def adjudicate_article(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Show the article with all labels; `at` in the address is the sentence to begin with."""
    access, article = enter_article(request, slug, article_id)
    return _show(request, access, article, at=id_from(request.GET.get("at", "")))


def review_next(request: SignedInRequest, slug: str) -> HttpResponse:
    """Go to the first sentence of the stream, the next one `after` one, or the one `before` it."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    stream = ReviewStream(request.GET, project=access.project, viewer=access.membership)
    after, before = (id_from(request.GET.get(name, "")) for name in ("after", "before"))

    found: int | None
    if before:
        found = stream.previous(before) or before
    else:
        found = stream.next_open(after) if after else stream.first()

    if found is None:
        return _end(request, access, stream, after)
    sentence = Sentence.objects.in_project(access.project).filter(pk=found).first()
    if sentence is None:
        return redirect("disagreements", slug=slug)
    return _go_to(request, access, sentence, stream)


@require_POST
def decide(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, article = enter_article(request, slug, article_id)
    form = DecisionForm(request.POST)

    try:
        if not form.is_valid():
            raise AdjudicationError(_("Couldn’t save this decision."))
        sentence = form.cleaned_data["sentence"]
        adjudicate(
            sentence=get_object_or_404(article.sentences.select_related("article"), pk=sentence),
            adjudicator=access.adjudicator,
            **form.decision(article),
        )
    except AdjudicationError as error:
        # Show the same sentence with what was typed, so that no other is decided by
        # mistake.
        at = form.cleaned_data.get("sentence") or 0
        typed = {name: request.POST.get(name, "") for name in ("reason", "target")}
        return _answer(request, access, article, message=str(error), at=at, typed=typed)

    stream = stream_of(request, access)
    if stream is None:
        return _answer(request, access, article, after=sentence)

    found = stream.next_open(sentence)
    if found is None:
        return _answer(request, access, article, at=sentence)
    sentences = Sentence.objects.in_project(access.project).select_related("article")
    following = sentences.get(pk=found)
    return _go_to(request, access, following, stream)


@require_POST
def undo_decision(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Undo one's last decision on the article; in the stream, on any article."""
    access, article = enter_article(request, slug, article_id)
    stream = stream_of(request, access)
    if stream is None:
        undone = undo_adjudication(article=article, adjudicator=access.adjudicator)
    else:
        undone = undo_newest(adjudicator=access.adjudicator)

    if undone is None:
        at = id_from(request.GET.get("at", ""))
        return _answer(request, access, article, message=_("Nothing to undo."), at=at)
    if stream is not None:
        stream.reopen(undone.sentence_id)
        return _go_to(request, access, undone.sentence, stream)
    return _answer(request, access, article, at=undone.sentence_id)


def _go_to(
    request: SignedInRequest, access: Access, sentence: Sentence, stream: ReviewStream
) -> HttpResponse:
    """Show the article of this sentence, with the sentence lit."""
    address = address_in_stream(access, sentence.article_id, sentence.pk, stream)
    if not request.htmx:
        return redirect(address)

    article = open_review(access, sentence.article_id)
    return _show(request, access, article, at=sentence.pk, stream=stream)


def address_in_stream(access: Access, article: int, sentence: int, stream: ReviewStream) -> str:
    path = reverse("adjudicate", args=[access.project.slug, article])
    return f"{path}?at={sentence}&{stream.form.query}#s{sentence}"


def _end(
    request: SignedInRequest, access: Access, stream: ReviewStream, after: int
) -> HttpResponse:
    """Say that nothing is left: on the article where the reviewer is, else on a page."""
    sentence = Sentence.objects.in_project(access.project).filter(pk=after).first()
    if sentence is not None:
        return _go_to(request, access, sentence, stream)

    context = {"access": access, "stream": stream, "progress": stream.progress(0)}
    return render(request, "agreement/reviewed.html", context)


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

    stream = stream_of(request, access)
    if stream is not None and at:
        return redirect(address_in_stream(access, article.pk, at, stream))
    address = reverse("adjudicate", args=[access.project.slug, article.pk])
    return redirect(f"{address}?at={at}#s{at}" if at else address)


def _show(
    request: SignedInRequest,
    access: Access,
    article: Article,
    *,
    after: int = 0,
    at: int = 0,
    stream: ReviewStream | None = None,
    **extra: Any,
) -> HttpResponse:
    """Return the whole page, or only its changing part for htmx.

    The sentence `at` is lit, or else the next one after `after` that is left to decide.
    """
    stream = stream or stream_of(request, access)
    blind = is_blind(request)
    sentences = review(article, asked=at, blind=blind)
    lit = _lit(sentences, at=at, after=after)

    labels = list(access.project.labels.active())
    context = {
        "access": access,
        "article": article,
        "sentences": sentences,
        "lit": lit,
        "left": sum(item.is_open for item in sentences),
        "disputed": sum(item.is_to_decide for item in sentences),
        "stream": stream,
        "progress": stream.progress(lit) if stream else None,
        "query": stream.form.query if stream else "",
        "address": address_in_stream(access, article.pk, lit, stream) if stream else "",
        "blind": blind,
        "tie_break": latest_tie_breaks(access.project, [article.pk]).get(article.pk),
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


def _lit(sentences: list[ReviewedSentence], *, at: int, after: int) -> int:
    undecided = [item.sentence.pk for item in sentences if item.is_open]
    order = {item.sentence.pk: index for index, item in enumerate(sentences)}
    if at in order:
        return at
    later = [pk for pk in undecided if order[pk] > order.get(after, -1)]
    return next(iter([*later, *undecided]), 0)
