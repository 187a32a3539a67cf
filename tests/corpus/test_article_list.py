"""The list of articles: searches, stages, orders, counts and pages."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from annotator.corpus.article_list import (
    READY_MADE,
    ArticlePaginator,
    Order,
    SearchCounts,
    count_all,
    count_matches,
    values_present,
)
from annotator.corpus.forms import FilterForm
from annotator.corpus.models import Article, Stage
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
)


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
    assert (
        "".join(a.title for a in ArticlePaginator(project, articles, order, found).get_page(1))
        == titles
    )
    monkeypatch.setattr("annotator.corpus.article_list.PER_PAGE", 1)
    pages = ArticlePaginator(project, articles, order, found)
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


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("round=pilot", "B"),
        ("round=none", ""),
        ("source=courier", "AB"),
        ("source=THE+C", "A"),
        ("source=100%25", ""),
        ("labelled=0", "C"),
        ("labelled=1", "B"),
        ("labelled=2", "A"),
        ("labelled=4", ""),
        ("labelled=x", "ABC"),
        ("source=courier&round=main&labelled=2", "A"),
    ],
)
def test_articles_are_filtered_by_round_source_and_annotators(
    as_mia: Client, project: Project, ana: Membership, ben: Membership, query: str, titles: str
) -> None:
    first = make_article(project, "It is A.", title="Title A", source="The Courier")
    second = make_article(
        project, "It is B.", title="Title B", source="Evening courier", round="pilot"
    )
    make_article(project, "It is C.", title="Title C", source="1000 words")
    label_article(ana, "claim", article=first)
    label_article(ben, "claim", article=first)
    label_article(ben, "claim", article=second)
    page = as_mia.get(f"/p/dam/articles/?sort=title&{query}").content.decode()
    shown = re.findall(r">Title (\w)</a>", page)
    assert "".join(shown) == titles
    answer = as_mia.get(f"/api/v1/projects/dam/articles/?{query}").json()
    assert {row["title"] for row in answer["results"]} == {f"Title {name}" for name in titles}


def test_articles_of_four_annotators_or_more(project: Project) -> None:
    article = make_article(project, "The dam held.", overlap=5)
    for number in range(5):
        assert Article.objects.labelled_by(4, or_more=True).exists() == (number >= 4)
        label_article(make_member(project, f"m{number}"), "claim", article=article)
    assert not Article.objects.labelled_by(4).exists()


def test_labelled_by_counts_what_counts_for_the_final_label(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, "The dam held.")
    label_article(ana, "claim", article=article)
    label_article(ben, "claim", article=article)
    make_assignment(make_member(project, "cem"))
    suspend(membership=ben, reason="gone")
    counted = Assignment.objects.counted(tie_breaks=True).filter(article=article).count()
    assert Article.objects.with_labelled_by().get().labelled_by == counted == 1


def test_each_ready_made_filter_is_one(as_mia: Client, project: Project) -> None:
    make_article(project)
    page = as_mia.get("/p/dam/articles/").content.decode()
    for query, name in READY_MADE:
        assert f'<a href="?{query.replace("&", "&amp;")}">{name}</a>' in page
        assert FilterForm(QueryDict(query), project=project).is_filtering


def test_the_address_of_a_filter_can_be_copied(as_mia: Client, project: Project) -> None:
    make_article(project, title="Dam")
    page = as_mia.get("/p/dam/articles/?q=dam&page=1").content.decode()
    assert ">http://testserver/p/dam/articles/?q=dam</code>" in page
    assert "Address of this filter" not in as_mia.get("/p/dam/articles/").content.decode()
