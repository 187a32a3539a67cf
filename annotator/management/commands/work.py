import logging
import threading
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands.db_worker import Command as WorkerCommand
from psycopg_pool import PoolTimeout

from annotator.export.release_job import run_release
from annotator.labelling.import_job import run_import
from annotator.lib.readiness import show_pulse
from annotator.lib.supervision import show_pulse_to_parent
from annotator.management.clean_up import clean_up_once_a_day
from annotator.projects.jobs import take_up_stale_jobs
from annotator.projects.models import JobKind

logger = logging.getLogger(__name__)
LOOK_SECONDS = 5
ENQUEUE = {JobKind.IMPORT.value: run_import.enqueue, JobKind.RELEASE.value: run_release.enqueue}


class Command(WorkerCommand):
    help = "Run the background worker: tasks as they come, and jobs again whose process died."

    def handle(self, *args: Any, **options: Any) -> None:
        show_pulse_to_parent()
        threading.Thread(target=_look_after_jobs, name="stale jobs", daemon=True).start()
        super().handle(*args, **options)


def _look_after_jobs() -> None:
    waiting, seconds = threading.Event(), 0
    while not waiting.wait(seconds):
        seconds = LOOK_SECONDS
        try:
            show_pulse()
            take_up_stale_jobs(ENQUEUE)
            clean_up_once_a_day()
        except (DatabaseError, PoolTimeout):
            logger.warning("can't look after jobs: the database is away")
        finally:
            connection.close()
