"""The near-duplicates among the articles of a project."""

from collections.abc import Callable, Collection, Iterator, Sequence

from django.db.models import QuerySet

from annotator.corpus.models import Article
from annotator.corpus.near_duplicates.pairs import Pair, Text, find_pairs
from annotator.corpus.other_processes import count_cores
from annotator.projects.models import Project

# Few rows at a time: they carry the whole text of their articles.
ROWS = 500


def find_article_pairs(
    project: Project,
    articles: QuerySet[Article],
    *,
    new: Collection[int] | None = None,
    check_cancelled: Callable[[], None] = lambda: None,
) -> list[Pair]:
    """Return the near-duplicates among these articles of a project, by their keys in the database.

    With `new`, each pair has at least one of these. `check_cancelled` may raise to stop the search.

    Nothing is stored: all texts are read each time. That takes less than a millisecond an article,
    and so there is no column that could be out of date.
    """

    # The database has little to do meanwhile. With one core, others would only be in the way.
    cores = count_cores()
    processes = cores if cores > 1 else 0

    def read(rows: QuerySet[Article]) -> Iterator[Text]:
        texts = rows.order_by("pk").values_list("pk", "text")
        for number, row in enumerate(texts.iterator(chunk_size=ROWS)):
            if number % ROWS == 0:
                check_cancelled()
            yield row

    def fetch(keys: Sequence[int]) -> Iterator[Text]:
        # By their keys alone: the condition of `articles` may take long, and this is asked often.
        return read(Article.objects.in_project(project).filter(pk__in=keys))

    return find_pairs(read(articles), fetch, new=new, processes=processes)
