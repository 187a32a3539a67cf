from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.corpus.models import Article, Sentence
from annotator.corpus.splitting import FrozenError, open_article, set_excluded
from annotator.projects.access import enter
from annotator.projects.models import Role

PER_PAGE = 50


def article_list(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    articles = Article.objects.in_project(access.project).defer("text").order_by("pk")
    page = Paginator(articles, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "corpus/article_list.html", {"access": access, "page": page})


def article(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    shown = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    context = {"access": access, "article": shown, "sentences": shown.sentences.order_by("position")}
    return render(request, "corpus/article.html", context)


@require_POST
def exclude_sentence(request: SignedInRequest, slug: str, article_id: int, sentence_id: int) -> HttpResponse:
    """Set a sentence aside, or take it back: what the button says is what is asked for, so that twice is once."""
    access = enter(request.user, slug, Role.MANAGER)
    sentence = get_object_or_404(Sentence.objects.in_project(access.project), pk=sentence_id, article_id=article_id)
    try:
        set_excluded(sentence=sentence, excluded=request.POST.get("excluded") == "true")
    except FrozenError as error:
        messages.error(request, str(error))
    return redirect("article", slug=slug, article_id=article_id)


@require_POST
def open_for_labelling(request: SignedInRequest, slug: str, article_id: int) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    open_article(article=get_object_or_404(Article.objects.in_project(access.project), pk=article_id))
    return redirect("article", slug=slug, article_id=article_id)
