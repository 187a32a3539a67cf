"""The list of articles with its order and its pages, fast for projects of any size."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db import connection, models
from django.db.models import Case, Count, F, Max, Q, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Left, NullIf
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy

from annotator.corpus.models import Article, ArticleQuerySet, ArticleState, Stage
from annotator.projects.models import Project

PER_PAGE = 50
# Values of a filter that are offered.
MAX_CHOICES = 200
# Up to so many matches, their ids are read together with their number.
FEW = 1000


class Order(models.TextChoices):
    NEWEST = "newest", gettext_lazy("Newest first")
    OLDEST = "oldest", gettext_lazy("Oldest first")
    TITLE = "title", gettext_lazy("Title")
    PUBLISHED = "published", gettext_lazy("Latest published")
    SENTENCES = "sentences", gettext_lazy("Most sentences")
    EXCLUDED = "excluded", gettext_lazy("Most excluded")


class Change(models.TextChoices):
    """What the list offers to do with many articles; `labelling` does it."""

    OPEN = "open", gettext_lazy("Release to annotators")
    WITHDRAW = "withdraw", gettext_lazy("Withdraw")
    REINSTATE = "reinstate", gettext_lazy("Reinstate")
    OVERLAP = "overlap", gettext_lazy("Set overlap")
    ROUND = "round", gettext_lazy("Set round")


# Filters that the page offers as links: their query and their name.
READY_MADE = [
    (f"state={Stage.DRAFT}", gettext_lazy("Drafts to check")),
    (f"state={Stage.OPEN}", gettext_lazy("Not started")),
    (f"state={Stage.BEGUN}", gettext_lazy("In progress")),
    (f"state={Stage.DONE}", gettext_lazy("Complete")),
    ("labelled=1", gettext_lazy("Labelled by one annotator only")),
    ("excluded=50&sort=excluded", gettext_lazy("Half excluded")),
    (f"state={Stage.WITHDRAWN}", gettext_lazy("Withdrawn")),
]
EXCLUDED_SHARE = Cast(F("excluded_count"), models.FloatField()) / NullIf(F("sentence_count"), 0)
ORDERINGS = {
    Order.NEWEST: (F("pk").desc(),),
    Order.OLDEST: (F("pk").asc(),),
    # A title may have any length. Its beginning is enough to sort by, and is in an
    # index.
    Order.TITLE: (Left("title", 200).asc(), F("pk").asc()),
    Order.PUBLISHED: (F("published").desc(nulls_last=True), F("pk").desc()),
    Order.SENTENCES: (F("sentence_count").desc(), F("pk").desc()),
    Order.EXCLUDED: (EXCLUDED_SHARE.desc(nulls_last=True), F("pk").desc()),
}


@dataclass(frozen=True)
class SearchCounts:
    """The result of a search: the number of articles and of drafts, and the newest article.

    `few` has the ids if there are few.
    """

    articles: int
    drafts: int
    newest: int | None
    few: list[int] | None = None


def count_all(project: Project) -> SearchCounts:
    """Count all articles of the project."""
    # These queries read only indexes, while the one for a search reads all articles.
    articles = Article.objects.in_project(project)
    newest = articles.order_by("-pk").values_list("pk", flat=True).first()
    return SearchCounts(articles.count(), articles.drafts().count(), newest)


def count_matches(articles: ArticleQuerySet) -> SearchCounts:
    """Count the articles of a search, and return their ids if they are few."""
    # The ids come from the same pass over the articles, so that the page needs no
    # second one.
    counts = articles.aggregate(
        articles=Count("pk"),
        drafts=Count("pk", filter=Q(state=ArticleState.DRAFT)),
        newest=Max("pk"),
        few=Case(When(LessThanOrEqual(Count("pk"), FEW), then=ArrayAgg("pk"))),
    )
    return SearchCounts(**counts)


class ArticlePaginator(Paginator[Article]):
    """Pages of articles in this order, without their texts."""

    def __init__(
        self, project: Project, articles: ArticleQuerySet, order: Order, found: SearchCounts
    ) -> None:
        super().__init__(articles, PER_PAGE)
        self.all_articles = Article.objects.in_project(project)
        self.articles, self.order, self.found = articles, ORDERINGS[order], found

    @property
    def count(self) -> int:
        return self.found.articles

    def page(self, number: int | str) -> Page[Article]:
        number = self.validate_number(number)
        first, end = (number - 1) * PER_PAGE, min(number * PER_PAGE, self.count)
        articles = (
            self.articles
            if self.found.few is None
            else self.all_articles.filter(pk__in=self.found.few)
        )

        if first <= self.count / 2:
            ids = list(articles.order_by(*self.order).values_list("pk", flat=True)[first:end])
        # Late pages are read from the end, because PostgreSQL sorts and skips all rows
        # before a page.
        else:
            from_end = articles.order_by(*(_reverse(key) for key in self.order)).values_list(
                "pk", flat=True
            )
            ids = list(from_end[self.count - end : self.count - first])[::-1]

        # Only ids are sorted, and then only the rows of this page are read. An article
        # that was deleted in the meantime is missing.
        rows = self.all_articles.defer("text", "search").with_labelled_by().in_bulk(ids)
        return Page([rows[pk] for pk in ids if pk in rows], number, self)


def _reverse(key: OrderBy) -> OrderBy:
    # Reversing changes the object, which all requests share.
    key = key.copy()
    key.reverse_ordering()
    return key


def rounds_present(project: Project) -> list[str]:
    """Return the rounds of the project's articles."""
    rounds = Article.objects.in_project(project).order_by("round").values_list("round", flat=True)
    return list(rounds.distinct())


def values_present(project: Project, column: str) -> list[str]:
    """Return the first 200 values of `language` or `source` in a project, without ""."""
    # This looks into the index once for each value. DISTINCT would read every article.
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
