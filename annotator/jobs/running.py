"""Running background jobs: started once, resumed if a process dies, never run by two at once.

The task queue (django-tasks) only gives a worker the job's number. Everything else is in the
job's row: who runs it, its progress and its result. If a worker is killed, its task looks as
if it ran for ever, so the job has a heartbeat.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.jobs.models import STALE, UNDER_WAY, Job, JobProblem, JobState
from annotator.lib.database.outage import AWAY
from annotator.lib.processes.repeating import repeat

logger = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
# A job that was started this often without any progress fails.
MAX_TRIES = 3
# A job that waits for this long is queued again, because its task may be lost.
FORGOTTEN = timedelta(seconds=60)

Enqueue = Callable[[int], object]


class LostJobError(Exception):
    """The job was cancelled or taken over, so this process must not write any more."""


class JobError(Exception):
    """The job can't continue. The message gives managers the reason."""


class InterruptedJobError(Exception):
    """The worker must stop. The job continues in the next one."""


def start_job(*, job: Job, parameters: Mapping[str, Any], enqueue: Enqueue) -> bool:
    """Start a draft, or resume a failed job, with these parameters.

    Returns whether the job was started. Calling it twice starts the job once.
    """
    # The task is queued in the same transaction, so there is never one without the
    # other.
    with transaction.atomic():
        # The condition on the state lets only one of two clicks start the job.
        drafts = _row(job).filter(state__in=[JobState.DRAFT, JobState.FAILED])
        now = timezone.now()
        started = (
            drafts.update(
                state=JobState.WAITING,
                parameters=parameters,
                heartbeat_at=now,
                started_at=now,
                finished_at=None,
                error="",
                tries=0,
            )
            == 1
        )
        if started:
            enqueue(job.pk)

    return started


def cancel_job(*, job: Job) -> bool:
    """Cancel a job that is queued or running, even if its process is stuck.

    Returns whether it was cancelled. What it has done stays. Its process notices when it next
    writes, and that write is rolled back.
    """
    under_way = _row(job).filter(state__in=UNDER_WAY)
    return under_way.update(state=JobState.CANCELLED, finished_at=timezone.now()) == 1


def take_up_stale_jobs(enqueue: Mapping[str, Enqueue]) -> int:
    """Queue jobs again whose process is gone, and jobs whose task may be lost.

    A job that is queued twice runs once. Returns the number of jobs.
    """
    now = timezone.now()
    is_dead = Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE)
    is_forgotten = Q(state=JobState.WAITING, heartbeat_at__lt=now - FORGOTTEN)

    with transaction.atomic():
        # Every worker does this, so each skips the jobs that another one is queueing.
        jobs = list(Job.objects.select_for_update(skip_locked=True).filter(is_dead | is_forgotten))
        for job in jobs:
            if job.state == JobState.RUNNING:
                logger.warning(
                    "%s: its process died or hangs; %s", _in_log(job), _last_worked_on(job)
                )
            _row(job).update(state=JobState.WAITING, heartbeat_at=now)
            enqueue[job.kind](job.pk)

    return len(jobs)


class RunningJob:
    """A job that this process runs."""

    def __init__(self, job: Job) -> None:
        self.job = job
        # The work can replace these two. The heartbeat calls them to store the progress
        # and the item that is being worked on.
        self.measure: Callable[[], int] = lambda: job.done
        self.locate: Callable[[], str] = lambda: job.working_on
        # Every write goes through this filter, so it has no effect once another process
        # has the job.
        self._mine = _row(job).filter(runner=job.runner, state=JobState.RUNNING)
        self._over = threading.Event()
        # Not an event: its lock isn't for signal handlers.
        self._is_to_stop = False
        self._is_lost = threading.Event()

    def check_cancelled(self) -> None:
        """Stop the work if it must not continue.

        Raises InterruptedJobError if the worker must stop, and LostJobError if the job was
        cancelled.
        """
        if self._is_to_stop:
            raise InterruptedJobError
        if self._is_lost.is_set():
            raise LostJobError

    def begin(self, working_on: str) -> None:
        """Store the item before working on it. If it ends this process, the row names it."""
        self.job.working_on = working_on[:500]
        self._mine.update(working_on=self.job.working_on)

    def save_progress(
        self, result: Mapping[str, Any], problems: Sequence[tuple[str, str, bool]]
    ) -> None:
        """Store the result so far, in the transaction of the work itself.

        A problem is its location, its reason and whether it is only a warning.

        So a job that is resumed knows exactly what was done. Raises LostJobError or
        InterruptedJobError, which roll the transaction back.
        """
        self.check_cancelled()
        self.save_result(result, problems)

    def save_result(
        self, result: Mapping[str, Any], problems: Sequence[tuple[str, str, bool]]
    ) -> None:
        """Store the result also if the worker must stop: for what can't be rolled back.

        Raises LostJobError.
        """
        # There was progress, so the count of tries starts again.
        if not self._mine.update(result=dict(result), tries=1):
            raise LostJobError

        JobProblem.objects.bulk_create(
            (
                JobProblem(job=self.job, location=location, reason=reason, is_warning=is_warning)
                for location, reason, is_warning in problems
            ),
            batch_size=1000,
        )

    def beat(self) -> None:
        """Update the heartbeat and the progress until the job ends. Runs in its own thread."""
        name = f"the heartbeat of job {self.job.pk}"
        repeat(self._beat_once, seconds=BEAT_SECONDS, name=name, is_over=self._over)
        connection.close()

    def _beat_once(self) -> None:
        is_mine = self._mine.update(
            heartbeat_at=timezone.now(),
            done=self.measure(),
            total=self.job.total,
            working_on=self.locate()[:500],
        )
        if not is_mine and _row(self.job).exists():
            self._is_lost.set()

    def stop(self, *_: object) -> None:
        self._is_to_stop = True

    def end(self, state: JobState, **fields: Any) -> None:
        self._mine.update(state=state, **fields)

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Keep the heartbeat going while the block runs."""
        heart = threading.Thread(target=self.beat, name=f"job {self.job.pk}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            self._over.set()
            heart.join()


@contextmanager
def running(job_id: int, enqueue: Enqueue) -> Iterator[RunningJob | None]:
    """Take the job and yield it; yield None if someone else has it or it has ended.

    The job ends as the block does: done, failed, or queued again if the worker must stop.
    """
    job = _take(job_id)
    if job is None:
        yield None
        return

    run = RunningJob(job)
    try:
        with run.alive(), _on_sigterm(run.stop):
            yield run
    except LostJobError:
        logger.warning("%s: cancelled, or continues in another process", _in_log(job))
    except InterruptedJobError:
        with transaction.atomic():
            # The job didn't fail because the worker was stopped.
            run.end(JobState.WAITING, heartbeat_at=timezone.now(), tries=max(0, job.tries - 1))
            enqueue(job_id)
    except JobError as error:
        logger.error("%s: failed; %s", _in_log(job), _last_worked_on(job))
        run.end(JobState.FAILED, error=str(error), finished_at=timezone.now())
    except AWAY:
        # The database is unavailable. Later the job has no heartbeat and is taken over.
        raise
    except Exception:
        logger.exception("%s: failed; it worked on %s", _in_log(job), run.locate() or "nothing yet")
        run.end(JobState.FAILED, error=_("Something went wrong."), finished_at=timezone.now())
    else:
        run.end(JobState.DONE, done=job.total, total=job.total, finished_at=timezone.now())


def _take(job_id: int) -> Job | None:
    """Take the job for this process. Return None if it isn't free, or has failed too often."""
    now = timezone.now()
    # The new `runner` makes every further write of an earlier process fail, should it
    # still run.
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING,
        runner=uuid4(),
        heartbeat_at=now,
        started_at=Coalesce(F("started_at"), now),
        tries=F("tries") + 1,
    )
    if not taken:
        return None

    job = Job.objects.select_related("project").get(pk=job_id)
    if job.tries > MAX_TRIES:
        _give_up(job)
        return None
    return job


def _give_up(job: Job) -> None:
    """Fail a job that ended its process in each try. It would do so for ever."""
    logger.error("%s: stopped after %s tries; %s", _in_log(job), MAX_TRIES, _last_worked_on(job))
    _row(job).filter(runner=job.runner).update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        error=_("Stopped after %(tries)s tries without progress. Last item: %(item)s.")
        % {"tries": MAX_TRIES, "item": job.working_on or _("none")},
    )


def _row(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(project=job.project_id, pk=job.pk)


def _in_log(job: Job) -> str:
    return f"job {job.pk} ({job.kind})"


def _last_worked_on(job: Job) -> str:
    return f"it last worked on {job.working_on or 'its beginning'}"


@contextmanager
def _on_sigterm(act: Callable[..., None]) -> Iterator[None]:
    """Also call `act` when the worker is told to stop.

    The worker itself waits for the task to end. This works in the main thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    # The worker's own handler must be called too, or the worker would never stop.
    before = signal.getsignal(signal.SIGTERM)

    def both(number: int, frame: FrameType | None) -> None:
        act()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, both)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
