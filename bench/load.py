"""Load: a few clients that ask as fast as they are answered, bounded by time and by count.

The client is a bare socket, so that its own work weighs little on the machine it shares with the
servers: gunicorn's sync workers close every connection, so each request opens one. An answer that is
not the expected one ends the run; a server that fails fast is not fast.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from urllib.parse import urlencode

CHUNK = 1 << 18
ANSWER_SECONDS = 30


class WrongAnswer(RuntimeError):
    """A server answered something else than it was asked for."""


@dataclass(frozen=True)
class Client:
    """One client: what it sends, in turn, and what every answer must be."""

    requests: Iterator[bytes]
    status: int
    at_least: int = 0


@dataclass(frozen=True)
class Target:
    """One page for one signed-in person."""

    path: str
    cookie: str

    def head(self, method: str) -> bytes:
        """The first lines of a request, up to what depends on its body."""
        lines = (f"{method} {self.path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {self.cookie}", "Accept: text/html")
        return "\r\n".join((*lines, "Connection: close", "")).encode()


def reads(target: Target) -> Iterator[bytes]:
    """The same page, again and again."""
    return repeat(target.head("GET") + b"\r\n")


def saves(target: Target, fields: Sequence[tuple[str, str]], cell: str, revision: int) -> Iterator[bytes]:
    """Posts of all *fields*; each changes the number in *cell* and is based on the save before it."""
    fixed = urlencode([pair for pair in fields if pair[0] not in (cell, "revision")]).encode()
    head = target.head("POST") + b"Content-Type: application/x-www-form-urlencoded\r\n"
    while True:
        body = b"%b&%b=%d&revision=%d" % (fixed, cell.encode(), 100_000 + revision, revision)
        yield b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)
        revision += 1


def rate(port: int, clients: Sequence[Client], seconds: float, limit: int) -> tuple[float, int]:
    """Requests answered a second by the server on *port*, and how many; at most *limit* a client.

    Raises :class:`WrongAnswer`.
    """
    counts: list[int] = []
    failures: list[BaseException] = []
    barrier = threading.Barrier(len(clients) + 1)

    def work(client: Client) -> None:
        barrier.wait()
        until, answered = time.perf_counter() + seconds, 0
        try:
            while answered < limit and time.perf_counter() < until and not failures:
                check(client, ask(port, next(client.requests)))
                answered += 1
        except (OSError, WrongAnswer) as failure:
            failures.append(failure)
        counts.append(answered)

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if failures:
        raise failures[0]
    return sum(counts) / took, sum(counts)


def ask(port: int, request: bytes) -> bytes:
    """Send *request*; everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(request)
        return b"".join(iter(_receiver(connection), b""))


def _receiver(connection: socket.socket) -> Callable[[], bytes]:
    return lambda: connection.recv(CHUNK)


def check(client: Client, answer: bytes) -> None:
    """Raise :class:`WrongAnswer` unless *answer* has the status and the size that *client* expects."""
    if not answer.startswith(b"HTTP/1.1 %d " % client.status) or len(answer) < client.at_least:
        raise WrongAnswer(answer[:2000].decode("utf-8", "replace"))
