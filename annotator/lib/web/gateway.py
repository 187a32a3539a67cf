"""Receives requests and sends responses without occupying a thread, in front of Django.

Django handles requests in a few threads, and each thread has one database connection. A client
that sends or reads slowly must not occupy one of them. So this module first receives the whole
body in the event loop, within limits of time and size. Only then it uses a thread. It produces a
long response piece by piece, and starts a piece when the client has taken the one before.

The server (granian) calls this module by ASGI, and this module calls Django by WSGI. Granian's own
protocol, RSGI, is a little faster, but its `send_bytes` (2.8) doesn't wait for a slow reader, so a
download would be held in memory. See the ASGI specification 3.0, HTTP & WebSocket; PEP 3333.
"""

import asyncio
import json
import logging
import os
import socket
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from typing import IO, Any, TypeVar
from urllib.parse import unquote_to_bytes

import psutil
from django.db import close_old_connections

# A body up to this size is accepted from everyone, and kept in memory.
SMALL_BODY = 128_000
# A client that sends a long body more slowly than this is disconnected.
LEAST_BYTES_PER_SECOND = 5_000
# After a refusal, the client may still send for this long before the connection is
# closed.
REFUSAL_SECONDS = 3.0
# The time for the server to send the refusal itself.
FLUSH_SECONDS = 0.2
# A response is sent in pieces of about this size in bytes, or of what was ready after
# this time.
PIECE = 256_000
PIECE_SECONDS = 0.25

TOO_SLOW = "The request took too long to arrive."

Environ = dict[str, Any]
Headers = list[tuple[bytes, bytes]]
Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
T = TypeVar("T")

logger = logging.getLogger(__name__)


class BodyError(Exception):
    """The body can't be received. It has the status and the message of the response."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class FailedInput:
    """A body that couldn't be stored because the disk is full.

    It raises the error when Django reads it, so that Django makes the error page.
    """

    def __init__(self, error: OSError) -> None:
        self._error = error

    def read(self, *_: object) -> bytes:
        raise self._error

    readline = read

    def close(self) -> None:
        pass


class Gateway:
    """Serves the WSGI application `application` with `threads` threads.

    `allowance` returns how many bytes the body of a request may have. It is called, in a thread,
    for bodies over SMALL_BODY and for bodies of unknown size. A client is disconnected if it sends
    or reads nothing for `timeout` seconds. A small body must arrive completely within that time.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        *,
        threads: int,
        allowance: Callable[[Environ], int],
        timeout: float,
    ) -> None:
        self._application = application
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The server also calls this once at its start and at its end.
        if scope["type"] != "http":
            return

        environ = environ_of(scope)
        body: Any = None

        try:
            body = environ["wsgi.input"] = await self._receive(environ, receive)
            answer = await self._in_thread(self._answer, environ)
        except BodyError as error:
            await _refuse(scope, receive, send, error)
            return
        finally:
            if body is not None:
                body.close()

        await self._send(answer, scope, receive, send)

    def _in_thread(self, function: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    async def _receive(self, environ: Environ, receive: Receive) -> Any:
        """Return the whole body as a file. Raises BodyError."""
        stated = environ.get("CONTENT_LENGTH", "")
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if not is_chunked and stated in ("", "0"):
            return BytesIO()

        if stated and not (stated.isascii() and stated.isdecimal()):
            raise BodyError(400, "The Content-Length is not a number.")

        # A chunked body has no reliable length, so it is counted while it arrives.
        length = int(stated) if stated and not is_chunked else None
        if length is not None and length <= SMALL_BODY:
            return BytesIO(await _receive_short(receive, self._timeout))

        # A body that is too long is rejected before it is received.
        limit = await self._limit_of(environ)
        if length is not None and length > limit:
            raise BodyError(413, "The request is too large.")

        # Django only reads a body with a Content-Length. The size is known now.
        body, size = await _receive_long(receive, limit, self._timeout)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(size)
        return body

    async def _limit_of(self, environ: Environ) -> int:
        try:
            return await self._in_thread(self._allowance, environ)
        except Exception as error:
            # The database may be unavailable.
            logger.exception("can't determine how long the body of a request may be")
            raise BodyError(503, "Temporarily unavailable; try again.") from error

    def _answer(self, environ: Environ) -> "Answer":
        """Run the application until it has the first piece of its response. Runs in a thread."""
        answer = Answer(self._application, environ)
        answer.piece = answer.next_piece()

        if not answer.is_over:
            # Another thread may produce the rest, so this thread's connection goes back
            # to the pool.
            close_old_connections()
        return answer

    async def _send(self, answer: "Answer", scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response.

        If it can't be sent completely, the connection is closed, so that the client can't mistake a
        part for the whole.
        """
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": answer.headers,
            }
        )
        if answer.is_over:
            await send({"type": "http.response.body", "body": answer.piece})
            return

        # A client that disconnects ends a response that nobody reads any more.
        leaving = asyncio.ensure_future(_wait_for_end(receive))
        try:
            while not answer.is_over:
                if leaving.done():
                    raise ConnectionResetError
                await self._send_piece(answer.piece, send, is_last=False)
                answer.piece = await self._in_thread(answer.next_piece)
            await self._send_piece(answer.piece, send, is_last=True)
        except Exception as error:
            _cut(scope["client"])
            _log_broken_answer(error)
        finally:
            leaving.cancel()
            await self._in_thread(answer.close)

    async def _send_piece(self, piece: bytes, send: Send, *, is_last: bool) -> None:
        async with asyncio.timeout(self._timeout):
            await send({"type": "http.response.body", "body": piece, "more_body": not is_last})


class Answer:
    """The response of the application: its status, its headers, and its body in pieces."""

    def __init__(self, application: Callable[..., Iterable[bytes]], environ: Environ) -> None:
        self.status = 500
        self.headers: Headers = []
        self.piece = b""
        self.is_over = False
        self._body = application(environ, self._start)
        # Django's responses say whether they are produced while they are sent.
        self._is_long = getattr(self._body, "streaming", True)
        self._pieces: Iterator[bytes] = iter(self._body)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]

    def next_piece(self) -> bytes:
        """Return the next bytes of the body. Then `is_over` is set if they are the last ones."""
        pieces: list[bytes] = []
        size = 0
        deadline = time.monotonic() + PIECE_SECONDS

        try:
            for piece in self._pieces:
                pieces.append(piece)
                size += len(piece)
                if self._is_long and size and (size >= PIECE or time.monotonic() > deadline):
                    return b"".join(pieces)
        except BaseException:
            self.close()
            raise

        self.close()
        return b"".join(pieces)

    def close(self) -> None:
        """End the response, so that Django releases its database connections."""
        if self.is_over:
            return

        self.is_over = True
        close = getattr(self._body, "close", None)
        if close is not None:
            close()


def environ_of(scope: Scope) -> Environ:
    """Return the WSGI environment of the request.

    Headers with an underscore are left out. WSGI would give them the same name as the header with
    a dash, so a client could pretend to be our proxy.
    """
    server, port = scope["server"]
    client, client_port = scope["client"]
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }

    for name, value in scope["headers"]:
        if b"_" not in name:
            _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))

    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"

    # A header may be repeated. WSGI has one value for each name.
    if key in environ:
        separator = "; " if key == "HTTP_COOKIE" else ","
        value = f"{environ[key]}{separator}{value}"
    environ[key] = value


async def _receive_short(receive: Receive, timeout: float) -> bytes:
    """Return a small body. Raises BodyError."""
    body = b""
    try:
        async with asyncio.timeout(timeout):
            while True:
                piece, is_last = await _receive_piece(receive)
                body += piece
                if is_last:
                    return body
    except TimeoutError:
        raise BodyError(408, TOO_SLOW) from None


async def _receive_long(receive: Receive, limit: int, timeout: float) -> tuple[Any, int]:
    """Return a long body as a temporary file, and its size. Raises BodyError."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    size, is_last = 0, False
    body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=8 * SMALL_BODY)  # noqa: SIM115

    try:
        while not is_last:
            async with asyncio.timeout(timeout):
                piece, is_last = await _receive_piece(receive)

            size += len(piece)
            # A client may send more than the Content-Length that it declared.
            if size > limit:
                raise BodyError(413, "The request is too large.")
            # The timeout above doesn't stop a client that sends a few bytes every
            # second.
            if size < (loop.time() - began - timeout) * LEAST_BYTES_PER_SECOND:
                raise BodyError(408, TOO_SLOW)
            body.write(piece)
        body.seek(0)
    except TimeoutError:
        body.close()
        raise BodyError(408, TOO_SLOW) from None
    except OSError as error:
        body.close()
        return FailedInput(error), size
    except BaseException:
        body.close()
        raise

    return body, size


async def _receive_piece(receive: Receive) -> tuple[bytes, bool]:
    """Return the next bytes of the body, and whether they are the last. Raises BodyError."""
    message = await receive()
    if message["type"] != "http.request":
        raise BodyError(400, "The connection ended before the request did.")
    return message.get("body", b""), not message.get("more_body", False)


async def _wait_for_end(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(scope: Scope, receive: Receive, send: Send, error: BodyError) -> None:
    """Send the refusal and close the connection.

    Many clients read the response only after they have sent their body, so for a moment it is
    received and discarded.
    """
    if scope["path"].startswith("/api/"):
        content_type, text = b"application/json", json.dumps({"detail": str(error)})
    else:
        content_type, text = b"text/plain; charset=utf-8", f"{error}\n"

    headers = [(b"content-type", content_type), (b"connection", b"close"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})

    with suppress(Exception):
        async with asyncio.timeout(REFUSAL_SECONDS):
            while not (await _receive_piece(receive))[1]:
                pass

    await asyncio.sleep(FLUSH_SECONDS)
    _cut(scope["client"])


def _cut(client: tuple[str, str | int]) -> None:
    """Close the client's connection at once.

    ASGI has no way to do this. The server would end an incomplete response as if it were complete.
    """
    with suppress(OSError, psutil.Error):
        for connection in psutil.Process().net_connections("tcp"):
            remote = connection.raddr
            if remote and (remote.ip, str(remote.port)) == (client[0], str(client[1])):
                # A copy of the descriptor, so that closing it doesn't close the
                # server's.
                with socket.socket(fileno=os.dup(connection.fd)) as own:
                    own.shutdown(socket.SHUT_RDWR)


def _log_broken_answer(error: Exception) -> None:
    if isinstance(error, TimeoutError):
        logger.warning("a client read nothing of its response for too long: disconnected")
    elif isinstance(error, ConnectionResetError):
        logger.info("a client disconnected before its response was complete")
    else:
        logger.error("a response ended early", exc_info=error)
