"""The list of articles: searches, stages, orders, counts and pages."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from annotator.corpus.article_list import (
    ArticlePaginator,
    Order,
    SearchCounts,
    count_all,
    count_matches,
    values_present,
)
from annotator.corpus.models import Article, Stage
from annotator.projects.models import Project
from tests.support.make import make_article, make_project


def change(article: Article, **fields: object) -> None:
    Article.objects.filter(pk=article.pk).update(**fields)


def test_a_search_ends_at_the_title(project: Project) -> None:
    make_article(project, external_id="a", title="Dam", source="Bugle")
    assert Article.objects.mentioning("dam").count() == 1
    assert not Article.objects.mentioning("dama").exists()


@pytest.mark.parametrize("words", ["floods", "FLOODS", " ÜBER ", "wire/7", "bugle", "100%"])
def test_search_looks_into_title_identifier_and_source(
    as_mia: Client, project: Project, words: str
) -> None:
    make_article(
        project, external_id="wire/7", title="Floods über 100% of it", source="The Daily Bugle"
    )
    make_article(project, "Nothing of that sort.", title="Elsewhere", source="The Other 1000")
    page = as_mia.get("/p/dam/articles/", {"q": words}).content.decode()
    assert "Floods" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("stage", Stage)
def test_an_article_is_at_one_stage(project: Project, stage: Stage) -> None:
    now = timezone.now()
    for name, fields in {
        "draft": {"state": "draft"},
        "open": {},
        "begun": {"frozen_at": now},
        "done": {"frozen_at": now, "done_at": now},
        "withdrawn": {"state": "withdrawn", "frozen_at": now, "done_at": now},
    }.items():
        change(make_article(project, f"It is {name}.", external_id=f"the-{name}-one"), **fields)
    found = Article.objects.in_project(project).at_stage(stage).get()
    assert found.stage == stage
    assert found.external_id == f"the-{stage}-one"


@pytest.mark.parametrize(
    "query", ["state=lost", "excluded=x", "sort=x", "page=-1", "page=x", "q=%00", "language=%00"]
)
def test_invalid_filters_are_ignored(as_mia: Client, project: Project, query: str) -> None:
    make_article(project, title="The dam")
    assert "The dam" in as_mia.get(f"/p/dam/articles/?{query}").content.decode()


def test_the_filters_offer_the_languages_and_sources_of_the_project(project: Project) -> None:
    for number, language in enumerate(["fr", "de", "fr", "ar"]):
        make_article(project, f"Number {number}.", language=language, source="AP" if number else "")
    make_article(make_project("other"), language="nl", source="ANP")
    assert values_present(project, "language") == ["ar", "de", "fr"]
    assert values_present(project, "source") == ["AP"]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        (Order.NEWEST, "CAB"),
        (Order.OLDEST, "BAC"),
        (Order.TITLE, "ABC"),
        (Order.PUBLISHED, "ACB"),
        (Order.SENTENCES, "CAB"),
        (Order.EXCLUDED, "BCA"),
    ],
)
def test_each_order_sorts_all_pages(
    project: Project, order: Order, titles: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title, published, count, excluded in [
        ("B", None, 1, 1),
        ("A", 2026, 4, 0),
        ("C", 2025, 5, 1),
    ]:
        day = published and date(published, 1, 1)
        article = make_article(project, f"This is {title}.", title=title, published=day)
        change(article, sentence_count=count, excluded_count=excluded)
    found = count_all(project)
    articles = Article.objects.in_project(project)
    assert "".join(a.title for a in ArticlePaginator(articles, order, found).get_page(1)) == titles
    monkeypatch.setattr("annotator.corpus.article_list.PER_PAGE", 1)
    pages = ArticlePaginator(articles, order, found)
    assert "".join(page[0].title for page in pages) == titles, "from either end"


def test_counting_returns_the_ids_of_few_matches(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_article(project), make_article(project, "Another one.")
    change(first, state="draft")
    articles = Article.objects.in_project(project)
    assert count_all(project) == SearchCounts(2, 1, second.pk)
    found = count_matches(articles.mentioning(first.external_id))
    assert found == SearchCounts(1, 1, first.pk, [first.pk])
    assert count_matches(articles.filter(title="x")) == SearchCounts(0, 0, None, None)
    monkeypatch.setattr("annotator.corpus.article_list.FEW", 1)
    assert count_matches(articles) == SearchCounts(2, 1, second.pk)


def test_articles_are_filtered_by_the_least_share_of_excluded_sentences(project: Project) -> None:
    change(make_article(project, "One. Two. Three. Four."), excluded_count=1)
    assert Article.objects.excluding_at_least(25).count() == 1
    assert not Article.objects.excluding_at_least(26).exists()
