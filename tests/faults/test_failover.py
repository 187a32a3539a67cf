"""The primary of two PostgreSQLs is killed while twenty people label; Patroni promotes the other.

Two nodes of the app reach it by PgBouncer and HAProxy. It needs programs that the app doesn't:

    apt-get install etcd-server haproxy pgbouncer python3-venv
    python3 -m venv /opt/patroni
    /opt/patroni/bin/pip install --require-hashes -r docs/deploy/patroni-requirements.txt
    PATH=$PATH:/opt/patroni/bin python -m pytest tests/faults/test_failover.py -v -s
"""

import time
from collections.abc import Iterator

import pytest

from tests.faults.storm import PEOPLE, SENTENCES, Storm
from tools.crowd import Crew, hire
from tools.failover_cluster import FailoverCluster, failover_cluster, missing
from tools.served import wait_for

# What people may wait until labels are saved again.
BACK_SECONDS = 30


@pytest.fixture(scope="module")
def running() -> Iterator[FailoverCluster]:
    why = missing()
    if why:
        pytest.skip(why)
    with failover_cluster() as started:
        yield started


@pytest.fixture(scope="module")
def crew(running: FailoverCluster) -> Crew:
    return hire(running.nodes[0], PEOPLE, articles=200, sentences=SENTENCES, overlap=3)


def test_the_standby_takes_over(running: FailoverCluster, crew: Crew) -> None:
    primary = running.primary()
    standby = running.other(primary)
    storm = Storm(running.nodes)
    with storm.at_work(crew):
        storm.wait_for_labels(100)
        back = fail_over(running, storm)
        storm.wait_for_labels(100)
    report(storm)
    assert standby.is_("primary")
    assert storm.findings() == []
    assert storm.tried["500"] == 0
    assert back < BACK_SECONDS


def test_the_old_primary_comes_back_as_standby_and_takes_over(
    running: FailoverCluster, crew: Crew
) -> None:
    primary = running.primary()
    returned = running.other(primary)
    storm = Storm(running.nodes)
    with storm.at_work(crew):
        storm.wait_for_labels(20)
        running.start_member(returned)
        wait_for(lambda: returned.is_("synchronous"))
        storm.wait_for_labels(100)
        back = fail_over(running, storm)
        storm.wait_for_labels(100)
    report(storm)
    assert returned.is_("primary")
    assert storm.findings() == []
    assert storm.tried["500"] == 0
    assert back < BACK_SECONDS


def test_a_primary_without_patroni_is_replaced_too(running: FailoverCluster, crew: Crew) -> None:
    """It still runs and takes itself for the primary, but nobody is led to it."""
    primary = running.primary()
    standby = running.other(primary)
    storm = Storm(running.nodes)
    with storm.at_work(crew):
        storm.wait_for_labels(20)
        running.start_member(standby)
        wait_for(lambda: standby.is_("synchronous"))
        storm.wait_for_labels(100)
        back = fail_over(running, storm, with_server=False)
        assert primary.processes()
        storm.wait_for_labels(100)
        running.start_member(primary)
        wait_for(lambda: primary.is_("synchronous"))
        storm.wait_for_labels(20)
    report(storm)
    assert standby.is_("primary")
    assert storm.findings() == []
    assert storm.tried["500"] == 0
    assert back < BACK_SECONDS


def fail_over(running: FailoverCluster, storm: Storm, *, with_server: bool = True) -> float:
    """Kill the primary. Return the seconds until labels are acknowledged again."""
    killed = running.primary()
    began = time.monotonic()
    killed.kill(with_server=with_server)
    # The killed one answers nobody any more, so whatever is acknowledged now is by the other.
    wait_for(lambda: running.other(killed).is_("primary"))
    promoted = time.monotonic() - began
    storm.wait_for_labels(1)
    back = time.monotonic() - began
    print(f"\npromoted after {promoted:.1f} s, labels saved again after {back:.1f} s")  # noqa: T201
    return back


def report(storm: Storm) -> None:
    requests = ", ".join(f"{what}: {count:,}" for what, count in sorted(storm.tried.items()))
    print(f"{len(storm.acknowledged):,} labels acknowledged; {requests}")  # noqa: T201
