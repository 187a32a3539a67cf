"""Background work: started once, taken up again when its process died, never by two at a time.

The task queue (django-tasks) only brings a job's number to a worker. The job's row is the truth: who runs it, how far
it has come, what came of it. A killed worker leaves a task that runs for ever; the job's heartbeat tells.
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

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from annotator.projects.models import STALE, Job, JobProblem, JobState

logger = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
FORGOTTEN = timedelta(seconds=60)

Enqueue = Callable[[int], object]


class LostJobError(Exception):
    """Another process has taken the job up: whatever this one was about to write must not be."""


class InterruptedJobError(Exception):
    """The worker is to stop: the job goes on in the next one."""


def start_job(*, job: Job, parameters: Mapping[str, Any], enqueue: Enqueue) -> bool:
    """Let a draft run, or what failed go on, with these parameters; return whether it was one of these. Asking twice
    starts it once.
    """
    with transaction.atomic():
        drafts = Job.objects.filter(pk=job.pk, state__in=[JobState.DRAFT, JobState.FAILED])
        started = drafts.update(state=JobState.WAITING, parameters=parameters, heartbeat_at=timezone.now()) == 1
        if started:
            enqueue(job.pk)
    return started


def take_up_stale_jobs(enqueue: Mapping[str, Enqueue]) -> int:
    """Queue again what was running in a process that is no more, and what has waited so long that its task may be lost
    (queued twice, it runs once); return how many jobs that were.
    """
    now = timezone.now()
    is_dead = Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE)
    is_forgotten = Q(state=JobState.WAITING, heartbeat_at__lt=now - FORGOTTEN)
    with transaction.atomic():
        jobs = list(Job.objects.select_for_update(skip_locked=True).filter(is_dead | is_forgotten))
        for job in jobs:
            Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, heartbeat_at=now)
            enqueue[job.kind](job.pk)
    return len(jobs)


class RunningJob:
    """A job in the hands of this process."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.measure: Callable[[], int] = lambda: job.done
        self._mine = Job.objects.filter(pk=job.pk, runner=job.runner, state=JobState.RUNNING)
        self._over = threading.Event()
        self._to_stop = threading.Event()

    def check(self) -> None:
        """Raises InterruptedJobError when the worker is to stop."""
        if self._to_stop.is_set():
            raise InterruptedJobError

    def keep(self, result: Mapping[str, Any], problems: Sequence[tuple[str, str]]) -> None:
        """Write what has come of it so far, in the transaction of the work itself: a job that is taken up again knows
        exactly what was done. Raises LostJobError and InterruptedJobError, which undo the transaction.
        """
        self.check()
        if not self._mine.update(result=dict(result)):
            raise LostJobError
        JobProblem.objects.bulk_create(
            (JobProblem(job=self.job, place=place, reason=reason) for place, reason in problems), batch_size=1000
        )

    def beat(self) -> None:
        """Until it is over: show that this process lives, and how far it has come. Runs in a thread of its own."""
        while not self._over.wait(BEAT_SECONDS):
            try:
                self._mine.update(heartbeat_at=timezone.now(), done=self.measure(), total=self.job.total)
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
    """Take the job up, or None where it is in other hands, done, or gone. The block does it; how the block ends is how
    the job ends: done, failed, or queued again where the worker was told to stop.
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
        logger.warning("job %s goes on elsewhere", job_id)
    except InterruptedJobError:
        with transaction.atomic():
            run.end(JobState.WAITING, heartbeat_at=timezone.now())
            enqueue(job_id)
    except OperationalError:
        raise  # the database is away: the job is stale when it comes back, and taken up again
    except Exception:
        logger.exception("job %s failed", job_id)
        run.end(JobState.FAILED, error="Something broke on our side.", finished_at=timezone.now())
    else:
        run.end(JobState.DONE, done=job.total, total=job.total, finished_at=timezone.now())


def _taken_up(job_id: int) -> Job | None:
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, heartbeat_at__lt=now - STALE)
    taken = Job.objects.filter(free, pk=job_id).update(state=JobState.RUNNING, runner=uuid4(), heartbeat_at=now)
    return Job.objects.select_related("project").get(pk=job_id) if taken else None


@contextmanager
def _on_sigterm(act: Callable[..., None]) -> Iterator[None]:
    """Also `act` when the worker is told to stop, which waits for the task to end; in the main thread only."""
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
