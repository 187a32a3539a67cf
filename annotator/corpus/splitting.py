"""Checking the split of an article before anyone labels it."""

from django.db import transaction
from django.db.models import F

from annotator.corpus.models import Article, ArticleState, Sentence


class FrozenError(Exception):
    """Somebody has this article: its sentences can't change any more."""


def set_excluded(*, sentence: Sentence, excluded: bool) -> Sentence:
    """Set a sentence aside as boilerplate, or take it back among those to label. Raises FrozenError."""
    with transaction.atomic():
        # The article's row is the lock: its first assignment, which freezes the split, takes it too.
        article = Article.objects.select_for_update().get(pk=sentence.article_id)
        if article.frozen_at is not None:
            raise FrozenError("The sentences of this article are fixed, since somebody has begun to label it.")
        changed = Sentence.objects.filter(pk=sentence.pk, excluded=not excluded).update(excluded=excluded)
        step = changed if excluded else -changed
        Article.objects.filter(pk=article.pk).update(excluded_count=F("excluded_count") + step)
    sentence.excluded = excluded
    return sentence


def open_article(*, article: Article) -> None:
    """Let a draft be labelled: its sentences have been checked."""
    Article.objects.filter(pk=article.pk, state=ArticleState.DRAFT).update(state=ArticleState.OPEN)
