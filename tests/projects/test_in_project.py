"""What Django asks for by an id alone names the project as well."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet, prefetch_related_objects
from django.test.utils import CaptureQueriesContext

from annotator.corpus.models import Article, Sentence
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import KeyInProject, Membership, Project
from tests.support.make import make_article, make_assignment, make_project


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, "The dam held. It did not fail.")


@pytest.fixture
def sent() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        yield queries


def conditions(sent: Any) -> str:
    (query,) = sent.captured_queries
    return str(query["sql"].partition(" WHERE ")[2] or query["sql"])


def test_a_row_is_saved_in_its_project(article: Article, sent: Any) -> None:
    article.save(update_fields=["title"])

    assert f'"corpus_article"."project_id" = {article.project_id}' in conditions(sent)


def test_a_row_is_loaded_again_from_its_project(article: Article, sent: Any) -> None:
    article.refresh_from_db(fields=["title"])

    assert f'"corpus_article"."project_id" = {article.project_id}' in conditions(sent)


def test_a_deferred_field_is_loaded_from_the_project(article: Article) -> None:
    partial = Article.objects.defer("text").get(pk=article.pk)

    with CaptureQueriesContext(connection) as sent:
        assert partial.text == article.text

    assert f'"corpus_article"."project_id" = {article.project_id}' in conditions(sent)


def test_the_project_itself_can_be_deferred(article: Article) -> None:
    partial = Article.objects.only("title").get(pk=article.pk)

    assert partial.project_id == article.project_id


def test_a_related_row_is_loaded_from_the_project(article: Article) -> None:
    sentence = Sentence.objects.filter(article=article)[0]

    with CaptureQueriesContext(connection) as sent:
        assert sentence.article == article

    assert f'"corpus_article"."project_id" = {article.project_id}' in conditions(sent)


def test_the_rows_of_a_row_are_loaded_from_the_project(article: Article, sent: Any) -> None:
    assert len(article.sentences.all()) == 2

    assert f'"corpus_sentence"."project_id" = {article.project_id}' in conditions(sent)


@pytest.mark.parametrize("relation", ["article", "annotator"])
def test_related_rows_are_prefetched_from_the_project(
    relation: str, article: Article, ana: Membership
) -> None:
    make_assignment(ana)
    rows = list(Assignment.objects.all())

    with CaptureQueriesContext(connection) as sent:
        prefetch_related_objects(rows, relation)

    assert f'"project_id" = {article.project_id}' in conditions(sent)


def test_rows_of_rows_are_prefetched_from_the_project(article: Article, sent: Any) -> None:
    prefetch_related_objects([article], "sentences")

    assert f'"corpus_sentence"."project_id" = {article.project_id}' in conditions(sent)
    assert len(article.sentences.all()) == 2


def test_rows_of_several_projects_can_be_prefetched(article: Article) -> None:
    other = make_article(make_project("other"), "One sentence.")

    prefetch_related_objects([article, other], "sentences")

    assert [len(each.sentences.all()) for each in (article, other)] == [2, 1]


@pytest.mark.parametrize(
    "rows",
    [
        Sentence.objects.filter(article__title="x"),
        Article.objects.filter(sentences__position=1),
        Sentence.objects.select_related("article"),
    ],
)
def test_tables_are_joined_by_the_project_too(rows: QuerySet[Any]) -> None:
    names = {'"corpus_sentence"."project_id"', '"corpus_article"."project_id"'}
    joined = str(rows.query).partition(" ON ")[2]

    assert all(name in joined for name in names)


def test_annotations_are_joined_by_the_article_too() -> None:
    joined = str(Annotation.objects.filter(sentence__position=1).query).partition(" ON ")[2]

    for column in ("id", "project_id", "article_id"):
        assert f'"corpus_sentence"."{column}"' in joined


def test_migrations_see_a_plain_foreign_key() -> None:
    field = Sentence._meta.get_field("article")

    assert isinstance(field, KeyInProject)
    assert field.deconstruct()[1] == "django.db.models.ForeignKey"


def test_every_relation_within_a_project_is_such_a_key() -> None:
    models = [model for model in apps.get_models() if hasattr(model, "project_id")]
    plain = [
        str(field)
        for model in models
        for field in model._meta.concrete_fields
        if hasattr(field.related_model, "project_id") and not isinstance(field, KeyInProject)
    ]

    assert len(models) > 10
    assert plain == []
