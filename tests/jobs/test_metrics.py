"""What administrators can watch: jobs, metrics and slow statements."""

import urllib.error
import urllib.request
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from annotator.jobs.metrics import REGISTRY
from annotator.jobs.models import Job
from annotator.projects.models import Membership, Project
from tests.support.prepared import serving_prepared
from tools.served import Served

OF_VIEWS = "django_http_requests_total_by_view_transport_method_total"


def test_the_job_page_shows_progress_and_results(
    as_mia: Client, mia: Membership, project: Project
) -> None:
    now = timezone.now()
    files = [{"name": "dam.csv", "path": "", "size": 1}]
    under_way = {
        "state": "running",
        "runner": uuid4(),
        "heartbeat_at": now - timedelta(minutes=1),
        "done": 3,
        "total": 9,
    }
    Job.objects.create(
        project=project, kind="import", parameters={"files": files}, made_by=mia, **under_way
    )
    done = {"state": "done", "made_at": now - timedelta(seconds=8), "finished_at": now}
    Job.objects.create(project=project, kind="release", result={"number": 4}, **done)
    Job.objects.create(
        project=project, kind="import", state="failed", error="Something went wrong."
    )
    page = as_mia.get("/p/dam/jobs/").content.decode()
    assert "dam.csv" in page
    assert '<progress value="3" max="9"' in page
    assert "no response since" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Release 4" in page
    assert "8.0 s" in page
    assert "Something went wrong." in page
    assert "<h1>" not in as_mia.get("/p/dam/jobs/", headers={"hx-request": "true"}).content.decode()


def test_the_job_page_without_jobs_says_so(as_mia: Client) -> None:
    assert "No jobs yet" in as_mia.get("/p/dam/jobs/").content.decode()


def test_metrics_need_the_token(client: Client, project: Project, settings: Any) -> None:
    Job.objects.create(project=project, kind="import", state="failed")
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "of-prometheus"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer of-eve"}).status_code == 401
    metrics = client.get(
        "/metrics", headers={"authorization": "Bearer of-prometheus"}
    ).content.decode()
    assert 'skepsis_jobs{kind="import",state="failed"} 1.0' in metrics
    assert 'skepsis_jobs{kind="release",state="failed"} 0.0' in metrics


def test_requests_of_all_web_processes_are_counted() -> None:
    with serving_prepared(workers=2, METRICS_TOKEN="of-prometheus") as served:
        assert len(served.child("annotator.lib.processes.web_server").children()) >= 2
        before = counted_sign_in_pages(served)
        assert [served.status("/accounts/login/") for _ in range(20)] == [200] * 20
        assert {counted_sign_in_pages(served) for _ in range(10)} == {before + 20}


def counted_sign_in_pages(served: Served) -> float:
    address = f"http://127.0.0.1:{served.port}/metrics"
    request = urllib.request.Request(address, headers={"Authorization": "Bearer of-prometheus"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return sum(
        float(line.split()[-1])
        for line in lines
        if line.startswith(OF_VIEWS) and 'view="account_login"' in line
    )


@pytest.mark.parametrize("is_short", [False, True])
def test_a_request_is_counted_once_with_its_view(is_short: bool, rf: RequestFactory) -> None:
    from annotator.jobs.request_metrics import CountRequests

    def answer(request: HttpRequest) -> HttpResponse:
        request.resolver_match = resolve("/healthz")
        if not is_short:
            middleware.process_view(request, request.resolver_match.func, (), {})
        return HttpResponse()

    middleware = CountRequests(answer)
    labels = {"view": "healthz", "transport": "http", "method": "GET"}
    before = REGISTRY.get_sample_value(OF_VIEWS, labels) or 0
    middleware(rf.get("/healthz"))
    assert REGISTRY.get_sample_value(OF_VIEWS, labels) == before + 1


@pytest.mark.django_db
def test_slow_statements_are_logged_without_their_values(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SLOW_QUERY_MS = 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT pg_sleep(0.05), %s", ["what somebody wrote"])
    (line,) = caplog.records
    assert line.getMessage() == "slow query at default: SELECT pg_sleep(0.05), %s"
    assert line.ms >= 50  # type: ignore[attr-defined]
