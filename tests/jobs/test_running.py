"""Background jobs: one process runs a job, and another one continues it if that process dies."""

import os
import signal
import threading
import time
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone

from annotator.jobs.models import STALE, Job, JobState
from annotator.jobs.running import (
    MAX_TRIES,
    InterruptedJobError,
    JobError,
    LostJobError,
    cancel_job,
    running,
    start_job,
    take_up_stale_jobs,
)
from annotator.projects.models import Project
from tests.support.make import make_project


class Queue(list[int]):
    """The jobs that were queued."""

    def __call__(self, job_id: int) -> None:
        self.append(job_id)


@pytest.fixture
def queue() -> Queue:
    return Queue()


def make_job(project: Project, **fields: object) -> Job:
    return Job.objects.create(
        project=project, kind="import", **{"state": JobState.WAITING, **fields}
    )


def test_a_draft_can_be_started_once(project: Project, queue: Queue) -> None:
    job = make_job(project, state=JobState.DRAFT)
    assert start_job(job=job, parameters={"a": 1}, enqueue=queue)
    assert not start_job(job=job, parameters={"a": 2}, enqueue=queue)
    job.refresh_from_db()
    assert (job.state, job.parameters, queue) == ("waiting", {"a": 1}, [job.pk])


def test_only_one_process_runs_a_job(project: Project, queue: Queue) -> None:
    job = make_job(project, total=9)
    with running(job.pk, queue) as run:
        assert run is not None
        with running(job.pk, queue) as second:
            assert second is None
        run.save_progress({"articles": 2}, [("a.csv, line 3", "it is empty", False)])
    with running(job.pk, queue) as third:
        assert third is None
    job.refresh_from_db()
    assert (job.state, job.result, job.done) == ("done", {"articles": 2}, 9)
    assert str(job.problems.get()) == "a.csv, line 3: it is empty"


def test_a_job_with_an_error_has_failed(
    project: Project, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    job = make_job(project)
    with running(job.pk, queue):
        raise ZeroDivisionError
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Something went wrong.")
    assert "ZeroDivisionError" in caplog.text


def test_a_job_is_queued_again_after_its_process_died(project: Project, queue: Queue) -> None:
    long_ago = timezone.now() - STALE - timedelta(seconds=1)
    dead = make_job(project, state=JobState.RUNNING, runner=uuid4(), heartbeat_at=long_ago)
    make_job(project, state=JobState.RUNNING, runner=uuid4(), heartbeat_at=timezone.now())
    assert take_up_stale_jobs({"import": queue}) == 1
    assert queue == [dead.pk]
    with running(dead.pk, queue) as run:
        assert run is not None


def test_a_process_that_lost_its_job_writes_nothing_more(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with running(job.pk, queue) as slow:
        assert slow is not None
        Job.objects.update(runner=uuid4())
        with pytest.raises(LostJobError):
            slow.save_progress({"articles": 1}, [])
    job.refresh_from_db()
    assert (job.state, job.result) == ("running", {})


def test_a_stopped_worker_leaves_its_job_to_the_next_one(project: Project, queue: Queue) -> None:
    job = make_job(project)
    stopped = []
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    try:
        with running(job.pk, queue) as run:
            assert run is not None
            os.kill(os.getpid(), signal.SIGTERM)
            run.save_progress({"articles": 1}, [])
    finally:
        signal.signal(signal.SIGTERM, before)
    job.refresh_from_db()
    assert (job.state, job.result, queue, stopped) == ("waiting", {}, [job.pk], [True])


@pytest.mark.parametrize(
    "error", [OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError]
)
def test_a_job_is_taken_over_after_the_database_was_unavailable(
    error: type[Exception], project: Project, queue: Queue
) -> None:
    job = make_job(project)

    with pytest.raises(error), running(job.pk, queue):
        raise error

    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.django_db(transaction=True)
def test_a_running_job_stores_its_heartbeat_and_progress(queue: Queue) -> None:
    from tests.support.make import make_project

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


def test_a_stopped_job_ends_at_its_next_batch(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with running(job.pk, queue) as run:
        assert run is not None
        run.stop()
        with pytest.raises(InterruptedJobError):
            run.save_progress({}, [])


def test_a_job_whose_task_was_lost_is_queued_again(project: Project, queue: Queue) -> None:
    long_ago = timezone.now() - timedelta(minutes=2)
    forgotten = make_job(project, heartbeat_at=long_ago)
    make_job(project, heartbeat_at=timezone.now())
    assert take_up_stale_jobs({"import": queue}) == 1
    assert take_up_stale_jobs({"import": queue}) == 0
    assert queue == [forgotten.pk]


def die(job: Job) -> None:
    """Leave a job as a killed process leaves it."""
    long_ago = timezone.now() - STALE - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=long_ago)


def take_up(job: Job, queue: Queue, *, working_on: str = "", brought: int | None = None) -> bool:
    """Take the job in a process that dies at once. Return whether it was free."""
    with running(job.pk, queue) as run:
        if run is None:
            return False
        if working_on:
            run.begin(working_on)
        if brought is not None:
            run.save_progress({"articles": brought}, [])
        raise OperationalError


def test_a_job_that_kills_its_process_fails_after_three_tries(
    project: Project, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    job = make_job(project)
    for _ in range(MAX_TRIES):
        with pytest.raises(OperationalError):
            take_up(job, queue, working_on="dashes.txt")
        die(job)
        take_up_stale_jobs({"import": queue})

    assert not take_up(job, queue)

    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error == "Stopped after 3 tries without progress. Last item: dashes.txt."
    assert "its process died or hangs; it last worked on dashes.txt" in caplog.text
    assert f"job {job.pk} (import): stopped after 3 tries" in caplog.text
    assert take_up_stale_jobs({"import": queue}) == 0


def test_a_job_that_makes_progress_has_unlimited_tries(project: Project, queue: Queue) -> None:
    job = make_job(project)
    for number in range(3 * MAX_TRIES):
        with pytest.raises(OperationalError):
            take_up(job, queue, brought=number)
        die(job)

    with running(job.pk, queue) as run:
        assert run is not None


def test_stopping_the_worker_does_not_count_as_a_try(project: Project, queue: Queue) -> None:
    job = make_job(project)
    for _ in range(2 * MAX_TRIES):
        with running(job.pk, queue) as run:
            assert run is not None
            run.stop()
            run.check_cancelled()

    job.refresh_from_db()
    assert (job.state, job.tries) == ("waiting", 0)


def test_restarting_a_failed_job_resets_its_tries(project: Project, queue: Queue) -> None:
    job = make_job(project, state=JobState.FAILED, tries=MAX_TRIES + 1, error="Stopped.")

    start_job(job=job, parameters={}, enqueue=queue)

    with running(job.pk, queue) as run:
        assert run is not None
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")


def test_a_job_can_fail_with_its_own_message(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with running(job.pk, queue):
        raise JobError("The uploaded file a.csv is gone.")

    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "The uploaded file a.csv is gone.")


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_a_queued_or_running_job_can_be_cancelled(
    project: Project, queue: Queue, state: JobState
) -> None:
    job = make_job(project, state=state, runner=uuid4(), heartbeat_at=timezone.now())

    assert cancel_job(job=job)
    assert not cancel_job(job=job)

    job.refresh_from_db()
    assert job.state == "cancelled"
    with running(job.pk, queue) as run:
        assert run is None


def test_a_cancelled_job_writes_nothing_more(project: Project, queue: Queue) -> None:
    job = make_job(project)
    with running(job.pk, queue) as run:
        assert run is not None
        run.save_progress({"articles": 1}, [])
        cancel_job(job=job)
        run.save_progress({"articles": 2}, [])

    job.refresh_from_db()
    assert (job.state, job.result) == ("cancelled", {"articles": 1})


@pytest.mark.django_db(transaction=True)
def test_a_running_job_notices_that_it_was_cancelled(transactional_db: None) -> None:
    queue = Queue()
    job = make_job(make_project())
    noticed = False
    with running(job.pk, queue) as run:
        assert run is not None
        cancel_job(job=job)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                run.check_cancelled()
            except LostJobError:
                noticed = True
                break
            time.sleep(0.05)

    assert noticed


def test_a_manager_cancels_a_job_on_its_page(as_mia: Client, project: Project) -> None:
    job = make_job(project)
    assert "Cancel" in as_mia.get(f"/p/dam/import/{job.pk}/").content.decode()

    page = as_mia.post(f"/p/dam/jobs/{job.pk}/cancel/", follow=True).content.decode()

    assert f"Import {job.pk} cancelled. What it has done so far stays." in page
    assert "The import was cancelled" in as_mia.get(f"/p/dam/import/{job.pk}/").content.decode()
