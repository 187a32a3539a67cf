"""Two nodes behind one PostgreSQL with a streaming replica."""

import json
import os
import re
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.faults.storm import PEOPLE, SENTENCES, Storm
from tests.security.test_brute_force import guess
from tools.cluster import Cluster, cluster, query
from tools.crowd import SLUG, Crew, Hired, ask, hire, stored
from tools.served import Served, gone, wait_for

AWAY_SECONDS = float(os.environ.get("FAULTS_AWAY", "4"))  # `make faults` has 30


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    with cluster() as started:
        yield started


@pytest.fixture(scope="module")
def crew(running: Cluster) -> Crew:
    return hire(running.nodes[0], PEOPLE, articles=40, sentences=SENTENCES, overlap=3)


def decided(node: Served, person: Hired) -> int:
    """The number of decided sentences on their progress page."""
    status, page = ask(node, person, "GET", f"/p/{SLUG}/")
    assert status == 200
    found = re.search(r"([\d,]+)\s+sentences? labelled", page.decode())
    return int(found[1].replace(",", "")) if found else 0


def label_all(running: Cluster, person: Hired) -> Iterator[int]:
    """Save one label after the other, at both nodes in turn. Return their number."""
    api = f"/api/v1/projects/{SLUG}"
    done = decided(running.nodes[0], person)
    while (answer := ask(running.nodes[0], person, "POST", f"{api}/assignments/next/", {}))[
        0
    ] == 200:
        assignment = json.loads(answer[1])
        for number, sentence in enumerate(assignment["article"]["sentences"]):
            entry = {"submission": str(uuid4()), "sentence": sentence["id"], "label": "claim"}
            assert (
                ask(running.nodes[number % 2], person, "POST", f"{api}/annotations/", entry)[0]
                == 200
            )
            yield (done := done + 1)
        assert (
            ask(
                running.nodes[1],
                person,
                "POST",
                f"{api}/assignments/{assignment['id']}/submit/",
                {},
            )[0]
            == 200
        )


def reads_of(running: Cluster) -> int:
    """How often tables of the replica were read."""
    asked = (
        "SELECT sum(idx_scan + seq_scan)::bigint FROM pg_stat_user_tables WHERE relname LIKE "
        "'labelling%'"
    )
    return int(query(running.standby, asked))


def test_the_replica_serves_progress_with_every_saved_label(running: Cluster, crew: Crew) -> None:
    before = reads_of(running)
    person = crew.people[0]
    for number, count in enumerate(label_all(running, person)):
        assert decided(running.nodes[number % 2], person) == count
        if count == 2 * SENTENCES:
            break
    wait_for(lambda: decided(running.nodes[0], person) == count and reads_of(running) > before)


def test_a_replica_that_is_behind_is_not_used(running: Cluster, crew: Crew) -> None:
    person = crew.people[1]
    query(running.standby, "SELECT pg_wal_replay_pause()")
    try:
        for _, count in zip(range(5), label_all(running, person), strict=False):
            assert [decided(node, person) for node in running.nodes] == [count, count]
    finally:
        query(running.standby, "SELECT pg_wal_replay_resume()")


def test_a_replica_that_is_unavailable_is_not_used(running: Cluster, crew: Crew) -> None:
    person = crew.people[2]
    count = next(label_all(running, person))
    running.stop(running.standby)
    assert [decided(node, person) for node in running.nodes] == [count, count]
    assert ask(running.nodes[1], crew.manager, "GET", f"/p/{SLUG}/agreement/")[0] == 200
    running.standby.join()
    before = reads_of(running)
    wait_for(lambda: decided(running.nodes[0], person) == count and reads_of(running) > before)


def test_exports_and_agreement_come_from_the_replica_too(running: Cluster, crew: Crew) -> None:
    report = f"/api/v1/projects/{SLUG}/agreement/?unfinished=1"
    download = f"/api/v1/projects/{SLUG}/export/annotations.csv"
    before = reads_of(running)
    labelled = len(stored(running.nodes[0])["annotations"])

    def served_by_replica() -> bool:  # which on a crowded machine is behind for a while
        for node in running.nodes:
            assert json.loads(ask(node, crew.manager, "GET", report)[1])["annotations"] == labelled
            assert ask(node, crew.manager, "GET", download)[1].count(b"\n") == 1 + labelled
        return reads_of(running) > before

    wait_for(served_by_replica)
    wait_for(
        lambda: (
            query(running.standby, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            == "0"
        )
    )


def test_guesses_at_both_nodes_are_counted_together(running: Cluster, crew: Crew) -> None:
    results = [guess(node, f"guess {number}") for number in range(6) for node in running.nodes]
    assert results == ["wrong"] * 5 + ["not looked at"] * 7


def test_an_unavailable_database_is_reported_until_it_is_back(running: Cluster, crew: Crew) -> None:
    storm = Storm(running.nodes)
    with storm.at_work(crew):
        storm.wait_for_labels(100)
        running.stop(running.primary)
        for node in running.nodes:
            wait_for(lambda node=node: node.status("/healthz") == 503)  # type: ignore[misc]
            assert node.status("/readyz") == 503
            assert ask(node, crew.people[0], "GET", f"/p/{SLUG}/")[0] == 503
        time.sleep(AWAY_SECONDS)
        running.primary.join()
        storm.wait_for_labels(100)
    assert storm.findings() == []


def test_a_node_that_dies_loses_nothing(running: Cluster, crew: Crew) -> None:
    storm = Storm(running.nodes)
    second = running.nodes[1]
    with storm.at_work(crew):
        storm.wait_for_labels(100)
        processes = second.processes()
        second.process.kill()
        second.process.wait()
        wait_for(lambda: gone(processes))
        storm.wait_for_labels(100)
        second.start()
        storm.wait_for_labels(100)
    assert storm.findings() == []
