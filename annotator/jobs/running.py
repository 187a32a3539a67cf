"""Background work: started once, taken up again when its process died, never by two at a time.

The task queue (django-tasks) only brings a job's number to a worker. The job's row is the truth:
who runs it, how far it has come, what came of it. A killed worker leaves a task that runs for ever;
the job's heartbeat tells.
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
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.jobs.models import STALE, UNDER_WAY, Job, JobProblem, JobState
from annotator.lib.database.outage import AWAY

logger = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
# So often is a job taken up without getting further; then it stops.
MAX_TRIES = 3
FORGOTTEN = timedelta(seconds=60)

Enqueue = Callable[[int], object]


class LostJobError(Exception):
    """The job was cancelled, or another process has taken it up: what this one was about to write
    must not be.
    """


class JobError(Exception):
    """The job can't go on; the message says why, to a manager."""


class InterruptedJobError(Exception):
    """The worker is to stop: the job goes on in the next one."""


def start_job(*, job: Job, parameters: Mapping[str, Any], enqueue: Enqueue) -> bool:
    """Let a draft run, or what failed go on, with these parameters; return whether it was one of
    these. Asking twice starts it once.
    """
    with transaction.atomic():
        drafts = Job.objects.filter(pk=job.pk, state__in=[JobState.DRAFT, JobState.FAILED])
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
    """Stop a job that waits or runs, also one whose process is stuck; return whether it was one of
    these.

    What it has done stays. Its process notices when it next writes, and what it then writes is
    undone.
    """
    under_way = Job.objects.filter(pk=job.pk, state__in=UNDER_WAY)
    return under_way.update(state=JobState.CANCELLED, finished_at=timezone.now()) == 1


def take_up_stale_jobs(enqueue: Mapping[str, Enqueue]) -> int:
    """Queue again what was running in a process that is no more, and what has waited so long that
    its task may be lost (queued twice, it runs once); return how many jobs that were.
    """
    now = timezone.now()
    is_dead = Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE)
    is_forgotten = Q(state=JobState.WAITING, heartbeat_at__lt=now - FORGOTTEN)
    with transaction.atomic():
        jobs = list(Job.objects.select_for_update(skip_locked=True).filter(is_dead | is_forgotten))
        for job in jobs:
            if job.state == JobState.RUNNING:
                logger.warning(
                    "%s: its process died or hangs; %s", _in_log(job), _last_worked_on(job)
                )
            Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, heartbeat_at=now)
            enqueue[job.kind](job.pk)
    return len(jobs)


class RunningJob:
    """A job in the hands of this process."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.measure: Callable[[], int] = lambda: job.done
        self.locate: Callable[[], str] = lambda: job.working_on
        self._mine = Job.objects.filter(pk=job.pk, runner=job.runner, state=JobState.RUNNING)
        self._over = threading.Event()
        self._to_stop = threading.Event()
        self._is_lost = threading.Event()

    def check_cancelled(self) -> None:
        """Raises InterruptedJobError when the worker is to stop, LostJobError when the job was
        cancelled.
        """
        if self._to_stop.is_set():
            raise InterruptedJobError
        if self._is_lost.is_set():
            raise LostJobError

    def begin(self, working_on: str) -> None:
        """Write on what it works before it does: should that end this process, the job's row
        tells.
        """
        self.job.working_on = working_on[:500]
        self._mine.update(working_on=self.job.working_on)

    def save_progress(self, result: Mapping[str, Any], problems: Sequence[tuple[str, str]]) -> None:
        """Write what has come of it so far, in the transaction of the work itself: a job that is
        taken up again knows exactly what was done. Raises LostJobError and InterruptedJobError,
        which undo the transaction.
        """
        self.check_cancelled()
        # It got further: the tries are counted anew, from this one.
        if not self._mine.update(result=dict(result), tries=1):
            raise LostJobError
        JobProblem.objects.bulk_create(
            (JobProblem(job=self.job, place=place, reason=reason) for place, reason in problems),
            batch_size=1000,
        )

    def beat(self) -> None:
        """Until it is over: show that this process lives, and how far it has come. Runs in a thread
        of its own.
        """
        while not self._over.wait(BEAT_SECONDS):
            try:
                is_mine = self._mine.update(
                    heartbeat_at=timezone.now(),
                    done=self.measure(),
                    total=self.job.total,
                    working_on=self.locate()[:500],
                )
                if not is_mine and Job.objects.filter(pk=self.job.pk).exists():
                    self._is_lost.set()
            except Exception:  # the database is away, say: whatever it is, the heart goes on
                logger.warning("job %s: a heartbeat failed", self.job.pk, exc_info=True)
                connection.close()
        connection.close()

    def stop(self, *_: object) -> None:
        self._to_stop.set()

    def end(self, state: JobState, **fields: Any) -> None:
        self._mine.update(state=state, **fields)

    @contextmanager
    def alive(self) -> Iterator[None]:
        heart = threading.Thread(target=self.beat, name=f"job {self.job.pk}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            self._over.set()
            heart.join()


@contextmanager
def running(job_id: int, enqueue: Enqueue) -> Iterator[RunningJob | None]:
    """Take the job up, or None where it is in other hands, done, or gone. The block does it; how
    the block ends is how the job ends: done, failed, or queued again where the worker was told
    to stop.
    """
    job = _taken_up(job_id)
    if job is None:
        yield None
        return
    run = RunningJob(job)
    try:
        with run.alive(), _on_sigterm(run.stop):
            yield run
    except LostJobError:
        logger.warning("%s: cancelled, or goes on elsewhere", _in_log(job))
    except InterruptedJobError:
        with transaction.atomic():
            # To be asked to stop is no failure of the job.
            run.end(JobState.WAITING, heartbeat_at=timezone.now(), tries=max(0, job.tries - 1))
            enqueue(job_id)
    except JobError as error:
        logger.error("%s: failed; %s", _in_log(job), _last_worked_on(job))
        run.end(JobState.FAILED, error=str(error), finished_at=timezone.now())
    except AWAY:
        raise  # the database is away: the job is stale when it comes back, and taken up again
    except Exception:
        logger.exception("%s: failed; it worked on %s", _in_log(job), run.locate() or "nothing yet")
        run.end(JobState.FAILED, error="Something broke on our side.", finished_at=timezone.now())
    else:
        run.end(JobState.DONE, done=job.total, total=job.total, finished_at=timezone.now())


def _taken_up(job_id: int) -> Job | None:
    now = timezone.now()
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
    """Stop a job that ended its process each time: it would do so for ever."""
    logger.error("%s: stopped after %s tries; %s", _in_log(job), MAX_TRIES, _last_worked_on(job))
    Job.objects.filter(pk=job.pk, runner=job.runner).update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        error=f"Stopped after {MAX_TRIES} tries that got no further: {_last_worked_on(job)}.",
    )


def _in_log(job: Job) -> str:
    return f"job {job.pk} ({job.kind})"


def _last_worked_on(job: Job) -> str:
    return f"it last worked on {job.working_on or 'its beginning'}"


@contextmanager
def _on_sigterm(act: Callable[..., None]) -> Iterator[None]:
    """Also `act` when the worker is told to stop, which waits for the task to end; in the main
    thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
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
