"""Background jobs: one runner at a time, taken up again where they were left."""

import os
import signal
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from annotator.projects.jobs import (
    InterruptedJobError,
    LostJobError,
    running,
    start_job,
    take_up_stale_jobs,
)
from annotator.projects.models import STALE, Job, JobState, Project


class Queue(list[int]):
    """What was queued."""

    def __call__(self, job_id: int) -> None:
        self.append(job_id)


@pytest.fixture
def queue() -> Queue:
    return Queue()


def make_job(project: Project, **fields: object) -> Job:
    return Job.objects.create(project=project, kind="import", **{"state": JobState.WAITING, **fields})


def test_a_draft_starts_once(project: Project, queue: Queue) -> None:
    job = make_job(project, state=JobState.DRAFT)
    assert start_job(job=job, parameters={"a": 1}, enqueue=queue)
    assert not start_job(job=job, parameters={"a": 2}, enqueue=queue)
    job.refresh_from_db()
    assert (job.state, job.parameters, queue) == ("waiting", {"a": 1}, [job.pk])


def test_a_job_is_run_by_one(project: Project, queue: Queue) -> None:
    job = make_job(project, total=9)
    with running(job.pk, queue) as run:
        assert run is not None
        with running(job.pk, queue) as second:
            assert second is None
        run.keep({"articles": 2}, [("a.csv, line 3", "it is empty")])
    with running(job.pk, queue) as third:
        assert third is None
    job.refresh_from_db()
    assert (job.state, job.result, job.done) == ("done", {"articles": 2}, 9)
    assert str(job.problems.get()) == "a.csv, line 3: it is empty"


def test_what_goes_wrong_is_shown_as_failed(project: Project, queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    job = make_job(project)
    with running(job.pk, queue):
        raise ZeroDivisionError
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Something broke on our side.")
    assert "ZeroDivisionError" in caplog.text


def test_a_job_whose_process_died_is_taken_up_again(project: Project, queue: Queue) -> None:
    long_ago = timezone.now() - STALE - timedelta(seconds=1)
    dead = make_job(project, state=JobState.RUNNING, runner=uuid4(), heartbeat_at=long_ago)
    make_job(project, state=JobState.RUNNING, runner=uuid4(), heartbeat_at=timezone.now())
    assert take_up_stale_jobs({"import": queue}) == 1
    assert queue == [dead.pk]
    with running(dead.pk, queue) as run:
        assert run is not None


def test_who_was_only_thought_dead_writes_nothing_more(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with running(job.pk, queue) as slow:
        assert slow is not None
        Job.objects.update(runner=uuid4())
        with pytest.raises(LostJobError):
            slow.keep({"articles": 1}, [])
    job.refresh_from_db()
    assert (job.state, job.result) == ("running", {})


def test_a_worker_that_is_to_stop_leaves_the_job_to_the_next(project: Project, queue: Queue) -> None:
    job = make_job(project)
    stopped = []
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    try:
        with running(job.pk, queue) as run:
            assert run is not None
            os.kill(os.getpid(), signal.SIGTERM)
            run.keep({"articles": 1}, [])
    finally:
        signal.signal(signal.SIGTERM, before)
    job.refresh_from_db()
    assert (job.state, job.result, queue, stopped) == ("waiting", {}, [job.pk], [True])


def test_a_database_that_is_away_leaves_the_job_to_be_taken_up(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with pytest.raises(OperationalError), running(job.pk, queue):
        raise OperationalError
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.django_db(transaction=True)
def test_its_heart_beats_and_shows_how_far_it_is(queue: Queue) -> None:
    from tests.make import make_project

    job = make_job(make_project(), total=100)
    with running(job.pk, queue) as run:
        assert run is not None
        run.measure = lambda: 42
        began = Job.objects.get(pk=job.pk).heartbeat_at
        assert began is not None
        deadline = time.monotonic() + 60
        while Job.objects.get(pk=job.pk).done != 42 and time.monotonic() < deadline:
            time.sleep(0.05)
        now = Job.objects.get(pk=job.pk)
        assert now.done == 42
        assert now.heartbeat_at is not None
        assert now.heartbeat_at > began
    assert not [thread for thread in threading.enumerate() if thread.name == f"job {job.pk}"]


def test_an_interrupted_job_says_so_at_the_next_batch(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with running(job.pk, queue) as run:
        assert run is not None
        run.stop()
        with pytest.raises(InterruptedJobError):
            run.keep({}, [])


def test_a_job_whose_task_was_lost_is_queued_again(project: Project, queue: Queue) -> None:
    long_ago = timezone.now() - timedelta(minutes=2)
    forgotten = make_job(project, heartbeat_at=long_ago)
    make_job(project, heartbeat_at=timezone.now())
    assert take_up_stale_jobs({"import": queue}) == 1
    assert take_up_stale_jobs({"import": queue}) == 0
    assert queue == [forgotten.pk]
