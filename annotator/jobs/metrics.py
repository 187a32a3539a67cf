"""Metrics for Prometheus: the requests of this node by view, the background jobs, the replica."""

import os
from collections.abc import Iterator
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from annotator.jobs.models import UNDER_WAY, Job, JobKind, JobState
from annotator.lib.processes.options import METRICS_FOLDER


class Jobs(Collector):
    """The background jobs in the database. Every node reports the same."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        counts = dict.fromkeys(
            ((kind, state) for kind in JobKind.values for state in JobState.values), 0
        )
        counts |= {
            (kind, state): count
            for kind, state, count in Job.objects.values_list("kind", "state").annotate(Count("pk"))
        }
        family = GaugeMetricFamily("skepsis_jobs", "Background jobs", labels=["kind", "state"])
        for key, count in counts.items():
            family.add_metric(key, count)
        yield family

        under_way = Job.objects.filter(state__in=UNDER_WAY)
        oldest = under_way.aggregate(oldest=Min("heartbeat_at"))["oldest"]
        seconds = (timezone.now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily(
            "skepsis_jobs_silent_seconds", "Longest time without a heartbeat of a job", seconds
        )


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """404 if METRICS_TOKEN isn't set, 401 if the request doesn't send it as a bearer token."""
    if not settings.METRICS_TOKEN:
        raise Http404

    # This comparison takes the same time for every wrong token, so nobody can guess it
    # by timing.
    if not compare_digest(
        request.headers.get("Authorization", "").encode(),
        f"Bearer {settings.METRICS_TOKEN}".encode(),
    ):
        return HttpResponse(
            "bearer token required\n",
            status=401,
            content_type="text/plain",
            headers={"WWW-Authenticate": "Bearer"},
        )

    jobs = CollectorRegistry()
    jobs.register(Jobs())
    counted = REGISTRY

    # Each web process counts its own requests, so the sums come from the files of all
    # of them.
    if METRICS_FOLDER in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]

    return HttpResponse(
        generate_latest(counted) + generate_latest(jobs), content_type=CONTENT_TYPE_LATEST
    )
