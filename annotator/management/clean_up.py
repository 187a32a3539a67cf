"""What nobody needs any more, deleted once a day by a background worker.

Labels and decisions are never part of it: they keep their history.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from annotator.accounts.models import ApiToken
from annotator.accounts.sessions import SessionStore
from annotator.importing.job import delete_ended_imports_files, delete_old_drafts

logger = logging.getLogger(__name__)

# All workers of all nodes look at this key: the first one of the day does it.
KEY = "skepsis-cleaned-up"
EVERY = timedelta(hours=23)
# How long the queue remembers a task that has ended. What a job did stands in its own row.
TASK_DAYS = 14


def clean_up_once_a_day() -> bool:
    """Delete it, unless that was done today; return whether it was done now."""
    if not cache.add(KEY, True, EVERY.total_seconds()):
        return False

    clean_up()
    return True


def clean_up() -> None:
    """Delete expired sessions, tokens and counts of attempts, uploads of imports that are over or
    were never started, and tasks that ended long ago.
    """
    SessionStore.clear_expired()
    expired: QuerySet[ApiToken] = ApiToken.objects.filter(expiry__lt=timezone.now())
    tokens, _ = expired.delete()
    attempts = _delete_expired_cache()
    uploads = delete_ended_imports_files() + delete_old_drafts()
    call_command("prune_db_task_results", min_age_days=TASK_DAYS, verbosity=0)

    logger.info("cleaned up: %s tokens, %s attempts, %s imports", tokens, attempts, uploads)


def _delete_expired_cache() -> int:
    """Django's cache in the database deletes entries only when there are too many of them."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608
        return int(cursor.rowcount)
