"""The list of articles: filter, order and pages, fast for projects of any size."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db import connection, models
from django.db.models import Case, Count, F, Max, Q, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Left, NullIf
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy

from annotator.corpus.models import Article, ArticleQuerySet, ArticleState
from annotator.projects.models import Project

PER_PAGE = 50
MAX_CHOICES = 200
FEW = 1000


class Order(models.TextChoices):
    NEWEST = "newest", gettext_lazy("Newest first")
    OLDEST = "oldest", gettext_lazy("Oldest first")
    TITLE = "title", gettext_lazy("Title")
    PUBLISHED = "published", gettext_lazy("Latest published")
    SENTENCES = "sentences", gettext_lazy("Most sentences")
    EXCLUDED = "excluded", gettext_lazy("Most excluded")


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
class SearchCounts:
    """What a search found: how many articles, how many drafts among them, the newest of all, and
    all ids if few.
    """

    articles: int
    drafts: int
    newest: int | None
    few: list[int] | None = None


def count_all(project: Project) -> SearchCounts:
    """From the indexes alone."""
    articles = Article.objects.in_project(project)
    newest = articles.order_by("-pk").values_list("pk", flat=True).first()
    return SearchCounts(articles.count(), articles.drafts().count(), newest)


def count_matches(articles: ArticleQuerySet) -> SearchCounts:
    """In one pass over the articles. If few match, it returns their ids too, which saves a second
    pass.
    """
    counts = articles.aggregate(
        articles=Count("pk"),
        drafts=Count("pk", filter=Q(state=ArticleState.DRAFT)),
        newest=Max("pk"),
        few=Case(When(LessThanOrEqual(Count("pk"), FEW), then=ArrayAgg("pk"))),
    )
    return SearchCounts(**counts)


class ArticlePaginator(Paginator[Article]):
    """Pages of articles in this order; the text of the articles is not read."""

    def __init__(self, articles: ArticleQuerySet, order: Order, found: SearchCounts) -> None:
        super().__init__(articles, PER_PAGE)
        self.articles, self.order, self.found = articles, BY[order], found

    @property
    def count(self) -> int:
        return self.found.articles

    def page(self, number: int | str) -> Page[Article]:
        number = self.validate_number(number)
        first, end = (number - 1) * PER_PAGE, min(number * PER_PAGE, self.count)
        articles = (
            self.articles
            if self.found.few is None
            else Article.objects.filter(pk__in=self.found.few)
        )

        if first <= self.count / 2:
            ids = list(articles.order_by(*self.order).values_list("pk", flat=True)[first:end])
        # The last page is the first one from behind: the sort need not go through all that stands
        # before it.
        else:
            behind = articles.order_by(*(_reversed(key) for key in self.order)).values_list(
                "pk", flat=True
            )
            ids = list(behind[self.count - end : self.count - first])[::-1]

        # Sort small ids first, then read only these rows. One deleted in between is missing.
        rows = Article.objects.defer("text", "search").in_bulk(ids)
        return Page([rows[pk] for pk in ids if pk in rows], number, self)


def _reversed(key: OrderBy) -> OrderBy:
    key = key.copy()
    key.reverse_ordering()
    return key


def rounds_present(project: Project) -> list[str]:
    """The rounds that the project's articles are of."""
    rounds = Article.objects.in_project(project).order_by("round").values_list("round", flat=True)
    return list(rounds.distinct())


def values_present(project: Project, column: str) -> list[str]:
    """The values that `language` or `source` has in a project, at most 200 of them, without the
    empty one.
    """
    # One look into the index for each value: DISTINCT would read every article.
    name = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE present AS (
                SELECT min({name}) AS value FROM corpus_article WHERE project_id = %(project)s
                    AND {name} > ''
                UNION ALL
                SELECT (
                    SELECT min({name}) FROM corpus_article WHERE project_id = %(project)s
                        AND {name} > present.value
                )
                FROM present
                WHERE present.value IS NOT NULL
            )
            SELECT value FROM present WHERE value IS NOT NULL LIMIT %(most)s
            """,
            {"project": project.pk, "most": MAX_CHOICES},
        )
        return [value for (value,) in cursor.fetchall()]
