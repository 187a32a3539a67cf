"""What the queue has for a member, read without reserving anything.

Somebody else may take an article before they ask for it, so all of it is said with "about".
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from annotator.labelling.assignments.offers import (
    expired_sql,
    new_to_sql,
    resumable_sql,
    retestable_sql,
)
from annotator.labelling.assignments.queue import KEYS
from annotator.labelling.progress.reading_time import reading_minutes
from annotator.projects.models import Membership

# More articles than this are not counted: it takes long, and nobody needs the number.
MAX_COUNTED = 100
# Among begun articles the queue chooses at random, so the typical length of some of them is shown.
MAX_LOOKED_AT = 20

# The members are of many projects, so no value names one.
PROJECT = "article.project_id"
NEW = new_to_sql("article", "member.id", PROJECT)
FREE = f"""FROM corpus_article article
    WHERE article.project_id = member.project_id AND article.state = 'open' AND {{condition}}
    AND article.sentence_count > article.excluded_count AND {NEW}"""
# One condition for each index of the queue.
FOR_EVERYONE = FREE.format(condition="article.overlap IS NULL")
BEGUN = FREE.format(condition="article.free > 0 AND article.free < article.overlap")
UNTOUCHED = FREE.format(condition="article.free = article.overlap")
MINE = """FROM labelling_assignment mine JOIN corpus_article article ON article.id = mine.article_id
    WHERE mine.annotator_id = member.id"""
RETESTED = "%(now)s::timestamptz - project.retest_after"
RETESTABLE = retestable_sql("mine", "article", PROJECT, "project.retest_share", RETESTED)
RETESTS = f"{MINE} AND {RETESTABLE}"
RESUMED = f"{MINE} AND {resumable_sql('mine', 'article', PROJECT)}"
EXPIRED = f"""FROM labelling_assignment lease
    JOIN corpus_article article ON article.id = lease.article_id
    JOIN projects_membership holder ON holder.id = lease.annotator_id
    WHERE lease.project_id = member.project_id
    AND {expired_sql("lease", "holder", "article", PROJECT, "%(now)s")} AND {NEW}"""

# The parts of the queue in its order. The lowest shelf that has an article gives the next one.
FROM_MY_START = f"article.queue_key >= member.id * 2654435761 %% {KEYS}"
SHELVES = f"""
    (SELECT 1 AS shelf, article.id {RETESTS} ORDER BY mine.submitted_at LIMIT 1)
    UNION ALL (SELECT 2, article.id {RESUMED} ORDER BY mine.began_at LIMIT 1)
    UNION ALL (SELECT 3, article.id {FOR_EVERYONE} ORDER BY article.queue_key LIMIT 1)
    UNION ALL (SELECT 4, article.id {BEGUN} ORDER BY article.queue_key LIMIT {MAX_LOOKED_AT})
    UNION ALL (
        SELECT 5, article.id {UNTOUCHED} AND {FROM_MY_START} ORDER BY article.queue_key LIMIT 1
    )
    UNION ALL (SELECT 6, article.id {UNTOUCHED} ORDER BY article.queue_key LIMIT 1)
    UNION ALL (SELECT 7, article.id {EXPIRED} ORDER BY lease.expires_at LIMIT 1)
"""
# An article with a free place may have an expired lease too, and counts once.
SOME_OF_EACH = " UNION ALL ".join(
    f"(SELECT article.id {part} LIMIT {MAX_COUNTED})"
    for part in (RETESTS, RESUMED, FOR_EVERYONE, BEGUN, UNTOUCHED, EXPIRED)
)
LEFT = f"SELECT count(DISTINCT id) AS articles FROM ({SOME_OF_EACH}) some_of_each"  # noqa: S608
UPCOMING = f"""
    SELECT member.id, counted.articles, queued.shelf, article.language,
        article.sentence_count - article.excluded_count,
        char_length(article.text) * (article.sentence_count - article.excluded_count)
            / article.sentence_count
    FROM projects_membership member
    JOIN projects_project project ON project.id = member.project_id
    CROSS JOIN LATERAL ({LEFT}) counted
    CROSS JOIN LATERAL ({SHELVES}) queued
    JOIN corpus_article article ON article.id = queued.id
    WHERE member.id = ANY(%(members)s) AND project.is_open
"""  # noqa: S608


@dataclass(frozen=True)
class Upcoming:
    """How many articles the queue has for a person, and how long the next one is.

    If the next one isn't known, its length is the median of those that it may be.
    """

    articles: int
    sentences: int
    minutes: int

    @property
    def has_more(self) -> bool:
        """Whether there are more articles than were counted."""
        return self.articles >= MAX_COUNTED


def upcoming_for(members: Iterable[Membership]) -> dict[int, Upcoming]:
    """Return what is left for each of these members, in one statement.

    A member without an entry can get no article now: none is left, or the project is closed.
    """
    values: dict[str, Any] = {"members": [member.pk for member in members], "now": timezone.now()}
    counts: dict[int, int] = {}
    candidates: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))

    with connection.cursor() as cursor:
        cursor.execute(UPCOMING, values)
        for member, articles, shelf, language, sentences, characters in cursor.fetchall():
            counts[member] = min(articles, MAX_COUNTED)
            minutes = reading_minutes(characters, language)
            candidates[member][shelf].append((sentences, minutes))

    return {
        member: _upcoming(counts[member], shelves[min(shelves)])
        for member, shelves in candidates.items()
    }


def _upcoming(articles: int, lengths: list[tuple[int, int]]) -> Upcoming:
    sentences, minutes = zip(*lengths, strict=True)
    return Upcoming(articles, round(median(sentences)), round(median(minutes)))
