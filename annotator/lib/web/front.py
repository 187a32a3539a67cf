"""The front of a web worker: it receives requests and sends answers without holding a thread.

Django answers a request in one of a few threads, and each thread holds one database connection. A
client that sends its body slowly, or reads a download slowly, must not hold one of them. So the
body is received here, in the event loop, before a thread is taken, within limits of time and size;
and a long answer is made piece by piece, each piece only when the one before it has been taken.

The server (granian) speaks ASGI to this module, and this module speaks WSGI to Django. Granian's
own protocol, RSGI, is a little faster, but its `send_bytes` of 2.8 does not wait for a slow reader:
a download would grow in memory. ASGI specification 3.0, HTTP & WebSocket; PEP 3333.
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

# A body up to this size is read for anybody, and kept in memory.
SMALL_BODY = 128_000
# A client that sends a long body more slowly than this is dropped.
LEAST_BYTES_PER_SECOND = 5_000
# The connection of a refused request is closed after so long, and the answer has so long to leave.
REFUSAL_SECONDS = 3.0
FLUSH_SECONDS = 0.2
# An answer is sent in pieces of about this size.
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
    """The body can't be received: the status and the sentence to answer with."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class FailedInput:
    """A body that could not be kept, because the disk is full: Django finds out when it reads."""

    def __init__(self, error: OSError) -> None:
        self._error = error

    def read(self, *_: object) -> bytes:
        raise self._error

    readline = read

    def close(self) -> None:
        pass


class Front:
    """Serves the WSGI application `application` with `threads` threads.

    `allowance` says how many bytes the body of a request may have; it is asked, in a thread, about
    bodies over SMALL_BODY and about bodies that do not state their size. A client is dropped when
    it sends nothing, or takes nothing of its answer, for `timeout` seconds; a small body must be
    there whole within that time.
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
        """The whole body, as a file. Raises BodyError."""
        stated = environ.get("CONTENT_LENGTH", "")
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if not is_chunked and stated in ("", "0"):
            return BytesIO()

        if stated and not (stated.isascii() and stated.isdecimal()):
            raise BodyError(400, "The Content-Length is not a number.")

        length = int(stated) if stated and not is_chunked else None
        if length is not None and length <= SMALL_BODY:
            return BytesIO(await _receive_short(receive, self._timeout))

        limit = await self._limit_of(environ)
        if length is not None and length > limit:
            raise BodyError(413, "The request is too large.")

        body, size = await _receive_long(receive, limit, self._timeout)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(size)
        return body

    async def _limit_of(self, environ: Environ) -> int:
        try:
            return await self._in_thread(self._allowance, environ)
        except Exception as error:
            logger.exception("can't tell how long the body of a request may be")
            raise BodyError(503, "Temporarily unavailable; try again.") from error

    def _answer(self, environ: Environ) -> "Answer":
        """Run the application, in a thread, until the first piece of its answer is there."""
        answer = Answer(self._application, environ)
        answer.piece = answer.next_piece()

        if not answer.is_over:
            # What is left is made without the connection that the view used: another thread may go
            # on.
            close_old_connections()
        return answer

    async def _send(self, answer: "Answer", scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer. When it can't be sent whole, the connection is cut: a client must not
        take a part for the whole.
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
    """What the application answers: its status, its headers, and its body in pieces."""

    def __init__(self, application: Callable[..., Iterable[bytes]], environ: Environ) -> None:
        self.status = 500
        self.headers: Headers = []
        self.piece = b""
        self.is_over = False
        self._body = application(environ, self._start)
        # Django says of each answer whether it is made while it is sent.
        self._is_long = getattr(self._body, "streaming", True)
        self._pieces: Iterator[bytes] = iter(self._body)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]

    def next_piece(self) -> bytes:
        """The next bytes of the body. `is_over` tells whether they are the last ones."""
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
        """End the answer: Django then gives back its database connections."""
        if self.is_over:
            return

        self.is_over = True
        close = getattr(self._body, "close", None)
        if close is not None:
            close()


def environ_of(scope: Scope) -> Environ:
    """The request as WSGI names its parts.

    A header with an underscore is left out: it would have the name of one with a dash, which a
    proxy may have set for us.
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

    if key in environ:
        separator = "; " if key == "HTTP_COOKIE" else ","
        value = f"{environ[key]}{separator}{value}"
    environ[key] = value


async def _receive_short(receive: Receive, timeout: float) -> bytes:
    """A small body, whole. Raises BodyError."""
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
    """A long body in a temporary file, and its size. Raises BodyError."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    size, is_last = 0, False
    body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=8 * SMALL_BODY)  # noqa: SIM115

    try:
        while not is_last:
            async with asyncio.timeout(timeout):
                piece, is_last = await _receive_piece(receive)

            size += len(piece)
            if size > limit:
                raise BodyError(413, "The request is too large.")
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
    """The next bytes of the body, and whether they are the last. Raises BodyError."""
    message = await receive()
    if message["type"] != "http.request":
        raise BodyError(400, "The connection ended before the request did.")
    return message.get("body", b""), not message.get("more_body", False)


async def _wait_for_end(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(scope: Scope, receive: Receive, send: Send, error: BodyError) -> None:
    """Answer, and close the connection.

    What the client still sends is thrown away for a moment: many read the answer only then.
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
    """Close the connection of this client, whatever the server still wants to do with it.

    The server has no call for this: an answer that breaks off would end as if it were whole.
    """
    with suppress(OSError, psutil.Error):
        for connection in psutil.Process().net_connections("tcp"):
            remote = connection.raddr
            if remote and (remote.ip, str(remote.port)) == (client[0], str(client[1])):
                with socket.socket(fileno=os.dup(connection.fd)) as own:
                    own.shutdown(socket.SHUT_RDWR)


def _log_broken_answer(error: Exception) -> None:
    if isinstance(error, TimeoutError):
        logger.warning("a client took nothing of its answer for too long and was dropped")
    elif isinstance(error, ConnectionResetError):
        logger.info("a client left before its answer was sent")
    else:
        logger.error("an answer broke off", exc_info=error)
