"""The list of articles: what is looked for, in which order, and one page of it at any size of project."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import connection, models
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Cast, Left, NullIf

from annotator.corpus.models import Article, ArticleQuerySet, ArticleState
from annotator.projects.models import Project

PER_PAGE = 50
MOST_CHOICES = 200


class Order(models.TextChoices):
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    TITLE = "title", "Title"
    PUBLISHED = "published", "Published, latest first"
    SENTENCES = "sentences", "Most sentences"
    EXCLUDED = "excluded", "Most excluded"


SHARE = Cast(F("excluded_count"), models.FloatField()) / NullIf(F("sentence_count"), 0)
BY = {
    Order.NEWEST: (F("pk").desc(),),
    Order.OLDEST: (F("pk").asc(),),
    # A title may be of any length: its beginning is enough to sort by.
    Order.TITLE: (Left("title", 200).asc(), F("pk").asc()),
    Order.PUBLISHED: (F("published").desc(nulls_last=True), F("pk").desc()),
    Order.SENTENCES: (F("sentence_count").desc(), F("pk").desc()),
    Order.EXCLUDED: (SHARE.desc(nulls_last=True), F("pk").desc()),
}


@dataclass(frozen=True)
class Found:
    """What a search found: how many articles, how many drafts among them, and the newest of all."""

    articles: int
    drafts: int
    newest: int | None


def count_found(articles: ArticleQuerySet) -> Found:
    """In one pass over the articles."""
    drafts = Count("pk", filter=Q(state=ArticleState.DRAFT))
    return Found(**articles.aggregate(articles=Count("pk"), drafts=drafts, newest=Max("pk")))


class ArticlePaginator(Paginator[Article]):
    """Pages of articles in this order; the text of the articles is not read."""

    def __init__(self, articles: ArticleQuerySet, order: Order, found: Found) -> None:
        super().__init__(articles.order_by(*BY[order]).defer("text", "search"), PER_PAGE)
        self.found = found

    @property
    def count(self) -> int:
        return self.found.articles


def values_present(project: Project, column: str) -> list[str]:
    """The values that a column, `language` or `source`, has in a project, at most 200 of them, without the empty one."""
    # One look into the index for each value: DISTINCT would read every article.
    name = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE present AS (
                SELECT min({name}) AS value FROM corpus_article WHERE project_id = %(project)s AND {name} > ''
                UNION ALL
                SELECT (SELECT min({name}) FROM corpus_article WHERE project_id = %(project)s AND {name} > present.value)
                FROM present
                WHERE present.value IS NOT NULL
            )
            SELECT value FROM present WHERE value IS NOT NULL LIMIT %(most)s
            """,
            {"project": project.pk, "most": MOST_CHOICES},
        )
        return [value for (value,) in cursor.fetchall()]
