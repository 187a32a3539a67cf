"""Slow, silent and stalled clients don't block anybody else."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest

from annotator.lib.database.snapshots import MAX_READS_OF_PERSON
from tests.support.prepared import serving_prepared
from tools.crowd import SLUG, Crew, ask, hire
from tools.served import Served, wait_for

TIMEOUT = 4  # seconds: how long the served app waits for a client
IDLE = 200
MAX_BUFFERED = 4_000_000  # bytes of a connection that Linux keeps at most until they are read


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving_prepared(CLIENT_TIMEOUT=str(TIMEOUT)) as served:
        yield served


@pytest.fixture(scope="module")
def crew(served: Served) -> Crew:
    return hire(served, 1, articles=25, sentences=3000, overlap=3)


def send(served: Served, *lines: str, body: bytes = b"") -> socket.socket:
    """Open a connection and send this part of a request."""
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=30)
    head = "\r\n".join([*lines, "Host: 127.0.0.1", "", ""])
    connection.sendall(head.encode() + body)
    return connection


def is_closed(connection: socket.socket) -> bool:
    """Whether the server accepts no more bytes of the body."""
    try:
        connection.sendall(b"x")
    except OSError:
        return True
    return False


def answer_on(connection: socket.socket) -> bytes:
    """Return everything that the server sends before it closes the connection."""
    received = b""
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return received
        if not piece:
            return received
        received += piece


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def save(served: Served, crew: Crew) -> None:
    ana = crew.people[0]
    _, found = ask(served, ana, "POST", f"/api/v1/projects/{SLUG}/assignments/next/", {})
    sentence = json.loads(found)["article"]["sentences"][0]["id"]
    entry = {"submission": str(uuid4()), "sentence": sentence, "label": "claim"}
    status, _ = ask(served, ana, "POST", f"/api/v1/projects/{SLUG}/annotations/", entry)
    assert status == 200


def test_idle_connections_do_not_delay_others(served: Served, crew: Crew) -> None:
    """Clients that stop after a few bytes of a body are disconnected. Others can work meanwhile."""
    with ExitStack() as held:
        idle = [
            held.enter_context(
                send(
                    served,
                    "POST /accounts/login/ HTTP/1.1",
                    "Content-Length: 1000",
                    body=b"half of",
                )
            )
            for _ in range(IDLE)
        ]

        assert served.status("/healthz") == 200
        save(served, crew)

        answers = [answer_on(connection) for connection in idle]
        assert {status_of(answer) for answer in answers} == {408}
        assert not any(b"skepsis-reference" in answer.lower() for answer in answers)


def test_a_client_that_sends_too_slowly_is_disconnected(served: Served) -> None:
    lines = "POST /accounts/login/ HTTP/1.1", "Content-Length: 1000"
    with send(served, *lines) as connection:
        wait_for(lambda: is_closed(connection), 30)


def test_a_long_body_of_a_visitor_is_rejected_before_it_is_sent(served: Served) -> None:
    lines = "POST /accounts/login/ HTTP/1.1", "Content-Length: 200000000"
    with send(served, *lines, body=b"x") as connection:
        assert status_of(answer_on(connection)) == 413


def test_a_chunked_body_over_the_limit_is_rejected(served: Served) -> None:
    lines = "POST /api/v1/projects/ HTTP/1.1", "Transfer-Encoding: chunked"
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with send(served, *lines, body=chunk * 4) as connection:
        answer = answer_on(connection)

    assert status_of(answer) == 413
    assert b"skepsis-reference" not in answer.lower(), (
        "this is no word of the app about what was sent"
    )
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {"detail": "The request is too large."}


def test_a_chunked_body_within_the_limit_is_accepted(served: Served, crew: Crew) -> None:
    ana = crew.people[0]
    entry = json.dumps({"submission": "none", "sentence": 1}).encode()
    headers = [f"{name}: {value}" for name, value in ana.headers.items()]
    lines = [f"POST /api/v1/projects/{SLUG}/annotations/ HTTP/1.1", "Transfer-Encoding: chunked"]
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(entry), entry)

    with send(served, *lines, *headers, "Connection: close", body=body) as connection:
        answer = answer_on(connection)

    assert status_of(answer) == 400
    assert b"submission" in answer


def test_only_managers_can_send_files(served: Served, crew: Crew) -> None:
    """An annotator can send as much as an outbox has. Only a manager can send files."""
    long, longest = b" " * 9_000_000, b" " * 11_000_000
    path = f"/p/{SLUG}/import/"

    assert ask(served, crew.people[0], "POST", path, long)[0] == 403
    assert ask(served, crew.people[0], "POST", path, longest)[0] == 413
    assert ask(served, crew.manager, "POST", path, longest)[0] == 200
    assert ask(served, crew.manager, "POST", f"/p/{SLUG}/settings/", longest)[0] == 413


def test_stalled_downloads_are_ended(served: Served, crew: Crew) -> None:
    path = f"/api/v1/projects/{SLUG}/export/sentences.csv"
    headers = [f"{name}: {value}" for name, value in crew.manager.headers.items()]
    with ExitStack() as held:
        stalled = []
        for _ in range(MAX_READS_OF_PERSON):
            connection = held.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", served.port))
            head = "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""])
            connection.sendall(head.encode())
            assert connection.recv(12) == b"HTTP/1.1 200"
            stalled.append(connection)

        assert served.status("/healthz") == 200
        for connection in stalled:
            wait_for(lambda connection=connection: is_closed(connection))  # type: ignore[misc]

    def is_logged() -> bool:
        """The log comes after the connection was closed."""
        output = served.printed.read_text()
        return output.count("read nothing of its response") == MAX_READS_OF_PERSON

    wait_for(is_logged)
    status, content = ask(served, crew.manager, "GET", path)
    assert status == 200
    assert len(content) > 2 * MAX_BUFFERED, "or the system may take all of it from the server"


def test_a_header_with_an_underscore_is_ignored(served: Served) -> None:
    """Otherwise a client could set headers that only our proxy may set."""
    lines = "GET /healthz HTTP/1.1", "X_Forwarded_Host: evil.example", "Connection: close"
    with send(served, *lines) as connection:
        assert status_of(answer_on(connection)) == 200
