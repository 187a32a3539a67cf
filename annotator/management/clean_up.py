"""Deletes expired data once a day, in a background worker.

Labels and decisions are never deleted.
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

# All workers on all nodes share this key, so only the first one of the day cleans up.
KEY = "skepsis-cleaned-up"
EVERY = timedelta(hours=23)
# The queue keeps an ended task for this long. The result of a job is in its own row.
TASK_DAYS = 14


def clean_up_once_a_day() -> bool:
    """Clean up, unless that was done today. Return whether it was done now."""
    # `add` does nothing if the key exists, so of several workers only one gets True.
    if not cache.add(KEY, True, EVERY.total_seconds()):
        return False

    clean_up()
    return True


def clean_up() -> None:
    """Delete what has expired, uploads that are no longer needed, and old tasks.

    Sessions, tokens and counts of attempts expire. Uploads are no longer needed if their import has
    ended, or was never started.
    """
    SessionStore.clear_expired()
    expired: QuerySet[ApiToken] = ApiToken.objects.filter(expiry__lt=timezone.now())
    tokens, _ = expired.delete()
    attempts = _delete_expired_cache()
    uploads = delete_ended_imports_files() + delete_old_drafts()
    call_command("prune_db_task_results", min_age_days=TASK_DAYS, verbosity=0)

    logger.info("cleaned up: %s tokens, %s attempts, %s imports", tokens, attempts, uploads)


def _delete_expired_cache() -> int:
    """Delete expired cache entries, and return their number.

    Django's database cache only deletes them when it has too many entries.
    """
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608
        return int(cursor.rowcount)
