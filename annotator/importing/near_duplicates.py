"""Near-duplicates among the articles that an import added, which are offered as groups."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.corpus.near_duplicates.grouping import find_ungrouped, group_near_duplicates
from annotator.importing.account.result import ImportResult
from annotator.jobs.models import Job
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Project


def find_new_near_duplicates(
    project: Project, since: datetime, *, check_cancelled: Callable[[], None] = lambda: None
) -> list[list[str]]:
    """Return the sets of near-duplicates with an article that was added since then.

    Each has the IDs of its articles, the oldest first. Nothing is written: whether they become a
    group is for a person to decide.
    """
    added = Article.objects.in_project(project).filter(created_at__gte=since)
    return find_ungrouped(
        project, new=set(added.values_list("pk", flat=True)), check_cancelled=check_cancelled
    )


def group_found(access: Access, user: User | AnonymousUser, job: Job) -> int:
    """Put each set of near-duplicates that the import found into one group.

    Return how many articles got a group.
    """
    sets = ImportResult.from_json(job.result).near_duplicates
    with transaction.atomic():
        count = group_near_duplicates(project=access.project, sets=sets)
        if count:
            about = f"group of {count} near-duplicates (import {job.pk})"
            write_event(access, user, AuditAction.ARTICLE_EDITED, about)
    return count
