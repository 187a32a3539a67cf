import threading
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from annotator.export.releases.job import run_preview, run_release
from annotator.export.releases.previews import delete_old_previews
from annotator.importing.job import run_import
from annotator.jobs.models import JobKind
from annotator.jobs.running import take_up_stale_jobs
from annotator.lib.processes.command import AppCommand
from annotator.lib.processes.repeating import repeat
from annotator.lib.processes.supervision import show_pulse_to_parent
from annotator.lib.web.probes import show_pulse
from annotator.management.clean_up import clean_up_once_a_day
from annotator.people.reminding.job import run_reminders

LOOK_SECONDS = 5
ENQUEUE = {
    JobKind.IMPORT.value: run_import.enqueue,
    JobKind.RELEASE.value: run_release.enqueue,
    JobKind.PREVIEW.value: run_preview.enqueue,
    JobKind.REMINDERS.value: run_reminders.enqueue,
}


class Command(AppCommand, WorkerCommand):
    help = _("Run the background worker, and resume jobs whose process died.")

    def handle(self, *args: Any, **options: Any) -> None:
        show_pulse_to_parent()
        # The worker itself may be busy for hours with one job, so other jobs are
        # watched in a thread.
        threading.Thread(target=_look_after_jobs, name="stale jobs", daemon=True).start()
        super().handle(*args, **options)


def _look_after_jobs() -> None:
    """Repeat for as long as the worker runs: show that it runs, resume jobs, clean up."""

    def look() -> None:
        show_pulse()
        take_up_stale_jobs(ENQUEUE)
        clean_up_once_a_day()
        delete_old_previews()
        # The thread uses the database for a moment every few seconds.
        connection.close()

    repeat(look, seconds=LOOK_SECONDS, name="the watch over jobs", is_over=threading.Event())
