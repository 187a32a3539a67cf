from django.test import Client

from annotator.corpus.models import Article
from annotator.projects.models import Membership, Project
from tests.make import make_article, make_assignment


def test_the_list_leads_to_the_first_import(as_mia: Client) -> None:
    assert "No articles yet" in as_mia.get("/p/dam/articles/").content.decode()


def test_the_list_shows_what_is_there(as_mia: Client, project: Project, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(60):
        make_article(project, f"Sentence number {number}.", title=f"Article {number}")
    with django_assert_max_num_queries(6):
        page = as_mia.get("/p/dam/articles/?page=2").content.decode()
    assert "Article 55" in page
    assert "Article 5<" not in page


def test_a_manager_excludes_and_takes_back(as_mia: Client, project: Project) -> None:
    article = make_article(project)
    sentence = article.sentences.get(position=2)
    address = f"/p/dam/articles/{article.pk}/sentences/{sentence.pk}/exclude/"
    for excluded, count in [("true", 1), ("true", 1), ("false", 0)]:
        as_mia.post(address, {"excluded": excluded})
        article.refresh_from_db()
        assert article.excluded_count == count
        assert article.sentences.get(position=2).excluded == (excluded == "true")


def test_the_split_is_frozen_once_somebody_has_the_article(as_mia: Client, ana: Membership, project: Project) -> None:
    article = make_article(project)
    make_assignment(ana)
    sentence = article.sentences.get(position=2)
    page = as_mia.post(
        f"/p/dam/articles/{article.pk}/sentences/{sentence.pk}/exclude/", {"excluded": "true"}, follow=True
    )
    assert "fixed, since somebody has begun" in page.content.decode()
    assert not article.sentences.get(position=2).excluded
    assert "Exclude" not in as_mia.get(f"/p/dam/articles/{article.pk}/").content.decode()


def test_a_draft_is_opened(as_mia: Client, project: Project) -> None:
    article = make_article(project)
    Article.objects.update(state="draft")
    as_mia.post(f"/p/dam/articles/{article.pk}/open/")
    article.refresh_from_db()
    assert article.state == "open"
