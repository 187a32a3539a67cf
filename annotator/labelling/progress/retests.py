"""How many articles are to come back to an annotator, who labels them again."""

from typing import Any

from django.db import connection
from django.utils import timezone

from annotator.labelling.assignments.offers import retestable_sql
from annotator.projects.models import Project

DUE = f"""
    SELECT count(*)
    FROM labelling_assignment mine
    JOIN corpus_article article
        ON article.id = mine.article_id AND article.project_id = mine.project_id
    JOIN projects_membership member
        ON member.id = mine.annotator_id AND member.project_id = mine.project_id
    WHERE mine.project_id = %(project)s
      AND member.suspended_at IS NULL AND member.left_at IS NULL AND member.user_id IS NOT NULL
      AND {retestable_sql("mine", "article", "%(project)s", "%(share)s", "%(before)s")}
"""  # noqa: S608  # no part of it comes from users


def count_due_retests(project: Project) -> int:
    """Return how many retests would begin now if every annotator asked for articles."""
    # Most projects have no retests, and needn't read their assignments for that.
    if not project.retest_share:
        return 0

    values: dict[str, Any] = {
        "project": project.pk,
        "share": project.retest_share,
        "before": timezone.now() - project.retest_after,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, values)
        count: int = cursor.fetchone()[0]
    return count
