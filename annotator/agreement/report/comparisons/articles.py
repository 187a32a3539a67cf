"""The articles that the figures rest on, those with the least agreement first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.http import QueryDict

from annotator.agreement.report.counted_sentences import sentences_address
from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.statistics.disputes import count_disputes
from annotator.agreement.statistics.sums import article_sums
from annotator.corpus.models import Article
from annotator.projects.models import Project


@dataclass(frozen=True)
class ArticleFigures:
    """An article, by id, with its labelled sentences, and those of them with two labels.

    `agreement` is the percent agreement on these, None if there are none.
    """

    article: int
    sentences: int
    pairable: int
    agreement: float | None
    disputed: int


@dataclass(frozen=True)
class ArticleRow:
    """An article with its figures. `address` has its disputed sentences."""

    article: Article
    figures: ArticleFigures
    address: str


def articles_by_agreement(project: Project, report_filter: ReportFilter) -> list[ArticleFigures]:
    """Return the articles that have annotations which the filter leaves."""
    labels = list(project.labels.all())
    counted = load_counted_annotations(project, labels, report_filter).annotations
    if not len(counted):
        return []

    each = article_sums(counted).each()
    disputed = count_disputes(counted).of_article
    rows = [
        ArticleFigures(
            pk,
            int(sentences),
            int(pairable),
            agreement / pairable if pairable else None,
            number,
        )
        for pk, sentences, pairable, agreement, number in zip(
            counted.articles.tolist(),
            each.sentences.tolist(),
            each.label.pairable.tolist(),
            each.label.agreement.tolist(),
            disputed.tolist(),
            strict=True,
        )
    ]
    return sorted(
        rows, key=lambda row: (np.inf if row.agreement is None else row.agreement, row.article)
    )


def article_rows(
    project: Project, figures: Sequence[ArticleFigures], filters: QueryDict
) -> list[ArticleRow]:
    """Return these articles for a page."""
    articles = Article.objects.in_project(project).in_bulk([each.article for each in figures])
    return [
        ArticleRow(
            articles[each.article],
            each,
            sentences_address(project, filters, of_article=each.article),
        )
        for each in figures
        # It may have been deleted since.
        if each.article in articles
    ]
