"""The pages where a manager lists articles and checks their sentences."""

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.corpus.article_list import (
    READY_MADE,
    ArticlePaginator,
    Change,
    count_all,
    count_matches,
)
from annotator.corpus.forms import (
    ArticleForm,
    DivideForm,
    FilterForm,
    MergeForm,
    UndoForm,
)
from annotator.corpus.models import Article, SplitEdit
from annotator.corpus.segmentation.pieces import pieces
from annotator.corpus.split_editing import (
    Edited,
    SplitError,
    merge_with_next,
    open_article,
    set_excluded,
    split_sentence,
    undo_split,
)
from annotator.projects.access import Access, enter
from annotator.projects.audit import changes, log_event, write_event
from annotator.projects.models import AuditAction, Role

# Pieces of a sentence that the page offers for splitting.
MAX_PIECES = 1000


def article_list(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    form = FilterForm(request.GET, project=access.project)
    found = count_matches(form.articles()) if form.is_filtering else count_all(access.project)
    page = ArticlePaginator(access.project, form.articles(), form.order, found).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "access": access,
        "form": form,
        "found": found,
        "page": page,
        "ready": READY_MADE,
        "changes": Change.choices,
        "address": request.build_absolute_uri(f"?{query.urlencode()}"),
    }
    return render(request, "corpus/article_list.html", context)


def article(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    """Show the article. The sentence with the id `split` shows where it may be split."""
    access, shown = _enter_article(request, slug, article_id)
    return _show(request, access, shown, split=_number(request.GET.get("split")))


def article_edit(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, edited = _enter_article(request, slug, article_id)
    form = ArticleForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        about = f"{edited.external_id}: {changes(form.changed_data, form.initial)}"
        with log_event(access, request.user, AuditAction.ARTICLE_EDITED, about):
            form.save()
        return redirect("article", slug=slug, article_id=article_id)
    return render(
        request, "corpus/article_edit.html", {"access": access, "article": edited, "form": form}
    )


@require_POST
def merge_sentences(
    request: SignedInRequest, slug: str, article_id: int, sentence_id: int
) -> HttpResponse:
    access, edited = _enter_article(request, slug, article_id)
    form = MergeForm(request.POST)
    following = form.cleaned_data["following"] if form.is_valid() else 0

    return _answer(
        request,
        access,
        edited,
        lambda: merge_with_next(
            article=edited, sentence=sentence_id, following=following, by=access.membership
        ),
    )


@require_POST
def divide_sentence(
    request: SignedInRequest, slug: str, article_id: int, sentence_id: int
) -> HttpResponse:
    access, edited = _enter_article(request, slug, article_id)
    form = DivideForm(request.POST)
    at = form.cleaned_data["at"] if form.is_valid() else 0
    return _answer(
        request,
        access,
        edited,
        lambda: split_sentence(article=edited, sentence=sentence_id, at=at, by=access.membership),
    )


@require_POST
def exclude_sentence(
    request: SignedInRequest, slug: str, article_id: int, sentence_id: int
) -> HttpResponse:
    """Exclude a sentence, or restore it.

    The button sends the wanted state, so a second click changes nothing.
    """
    access, edited = _enter_article(request, slug, article_id)
    excluded = request.POST.get("excluded") == "true"
    return _answer(
        request,
        access,
        edited,
        lambda: set_excluded(
            article=edited, sentence=sentence_id, excluded=excluded, by=access.membership
        ),
    )


@require_POST
def undo_edit(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, edited = _enter_article(request, slug, article_id)
    form = UndoForm(request.POST)
    edit = form.cleaned_data["edit"] if form.is_valid() else 0
    return _answer(request, access, edited, lambda: undo_split(article=edited, edit=edit))


@require_POST
def open_for_labelling(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access, opened = _enter_article(request, slug, article_id)
    with transaction.atomic():
        if open_article(article=opened):
            write_event(access, request.user, AuditAction.ARTICLES_OPENED, opened.external_id)
    return redirect("article", slug=slug, article_id=article_id)


def _enter_article(request: SignedInRequest, slug: str, article_id: int) -> tuple[Access, Article]:
    access = enter(request.user, slug, Role.MANAGER)
    articles = Article.objects.in_project(access.project).defer("text", "search")
    return access, get_object_or_404(articles, pk=article_id)


def _answer(
    request: SignedInRequest, access: Access, edited: Article, edit: Callable[[], Edited]
) -> HttpResponse:
    """Make the edit. Htmx gets the sentences. Others are redirected to the changed sentence."""
    message, bad, fragment = "", False, ""
    try:
        with transaction.atomic():
            done = edit()
            if done.changed:
                about = f"{edited.external_id}: {done.what}"
                write_event(access, request.user, AuditAction.SENTENCES_CHANGED, about)
    except SplitError as error:
        message, bad = str(error), True
    else:
        message = f"{done.what[0].upper()}{done.what[1:]}."
        fragment = f"#s{done.sentence}"

    if request.htmx:
        edited.refresh_from_db(fields=["sentence_count", "excluded_count", "frozen_at"])
        return _show(
            request, access, edited, message=message, bad=bad, touched=_number(fragment[2:])
        )

    if bad:
        messages.error(request, message)

    return redirect(f"{reverse('article', args=[access.project.slug, edited.pk])}{fragment}")


def _show(
    request: SignedInRequest, access: Access, shown: Article, *, split: int = 0, **context: Any
) -> HttpResponse:
    """Render the page, or only its sentences for htmx."""
    sentences = list(shown.sentences.order_by("position"))
    in_pieces = next((sentence for sentence in sentences if sentence.pk == split), None)
    context |= {
        "access": access,
        "article": shown,
        # Each with the one that follows.
        "sentences": list(zip_longest(sentences, sentences[1:])),
        "undoable": None
        if shown.frozen_at
        else SplitEdit.objects.standing(shown).defer("before").first(),
        "split": split,
        "pieces": pieces(in_pieces.text, at_most=MAX_PIECES) if in_pieces else [],
    }

    return render(
        request, "corpus/_sentences.html" if request.htmx else "corpus/article.html", context
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
