"""Settling an article: the labelling page's keys, with everybody's labels beside each sentence."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication import AdjudicationError, adjudicate, undo_adjudication
from annotator.agreement.forms import DecisionForm
from annotator.agreement.review import article_to_review, reviewed
from annotator.corpus.models import Article
from annotator.labelling.models import Assignment, Sighting, SkipReason
from annotator.labelling.places import AssignError
from annotator.labelling.tie_breaks import ask_one_more
from annotator.projects.access import Access, enter
from annotator.projects.models import Role


def adjudicate_article(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """The article with all labels. Having seen them is recorded: the queue never gives the article to this person."""
    access, article = _enter_article(request, slug, article_id)
    if access.membership is not None:
        if Assignment.objects.open().filter(annotator=access.membership, article=article).exists():
            messages.error(request, "You have this article open yourself: submit it first, without others’ labels.")
            return redirect("disagreements", slug=slug)
        Sighting.objects.get_or_create(project=access.project, article=article, reviewer=access.membership, defaults={})
    return _show(request, access, article)


@require_POST
def decide(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, article = _enter_article(request, slug, article_id)
    form = DecisionForm(request.POST)
    said, sentence = "", 0
    try:
        if not form.is_valid():
            raise AdjudicationError("This can’t be decided so.")
        sentence = form.cleaned_data["sentence"]
        adjudicate(
            sentence=get_object_or_404(article.sentences.select_related("article"), pk=sentence),
            adjudicator=access.annotator,
            **form.decision(),
        )
    except AdjudicationError as error:
        said = str(error)
    return _answer(request, access, article, said=said, after=sentence)


@require_POST
def undo_decision(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, article = _enter_article(request, slug, article_id)
    undone = undo_adjudication(article=article, adjudicator=access.annotator)
    said = "" if undone else "Nothing to undo."
    return _answer(request, access, article, said=said, at=undone.sentence_id if undone else 0)


@require_POST
def ask_for_one_more(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Let one more annotator label the article, instead of deciding or before it."""
    _, article = _enter_article(request, slug, article_id)
    try:
        assignment = ask_one_more(article=article)
    except AssignError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{assignment.annotator.pseudonym} gets this article as one more annotator.")
    return redirect("adjudicate", slug=slug, article_id=article.pk)


def _enter_article(request: SignedInRequest, slug: str, article_id: int) -> tuple[Access, Article]:
    access = enter(request.user, slug, Role.ADJUDICATOR)
    return access, article_to_review(access, article_id)


def _answer(request: SignedInRequest, access: Access, article: Article, *, said: str, **place: int) -> HttpResponse:
    if request.htmx:
        return _show(request, access, article, said=said, **place)
    if said:
        messages.error(request, said)
    return redirect("adjudicate", slug=access.project.slug, article_id=article.pk)


def _show(
    request: SignedInRequest, access: Access, article: Article, *, after: int = 0, at: int = 0, **said: Any
) -> HttpResponse:
    """All of the page, or only its sentences when htmx asks. Lit is the sentence `at`, or the next open one."""
    sentences = reviewed(article)
    open_ones = [item.sentence.pk for item in sentences if item.is_open]
    order = {item.sentence.pk: index for index, item in enumerate(sentences)}
    later = [pk for pk in open_ones if order[pk] > order.get(after, -1)]
    disputed = [item for item in sentences if item.is_disputed or item.decision]
    context = {
        "access": access,
        "article": article,
        "sentences": sentences,
        "lit": at or next(iter([*later, *open_ones]), 0),
        "left": len(open_ones),
        "disputed": len(disputed),
        "labels": list(access.project.labels.all()),
        "skip_reasons": SkipReason.choices,
        **said,
    }
    return render(request, "agreement/_adjudicate.html" if request.htmx else "agreement/adjudicate.html", context)
