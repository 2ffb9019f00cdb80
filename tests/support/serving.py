"""A running server for tests that need a real one: the application in a thread of the test process."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class SilentHandler(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_request(self, *_args: object) -> None:
        """The test says what it saw."""


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """The address of *app*, served on a free port of this machine until the end."""
    server = make_server("127.0.0.1", 0, closing_its_answers(app), threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, name="live server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def closing_its_answers(app: "WSGIApplication") -> "WSGIApplication":
    """*app*, whose answers close what they hold open even where the server does not ask them to.

    Werkzeug's server reads what is left of a request before it closes the answer, and forgets to close it when a
    browser that went away makes that reading fail: the file that was being sent would stay open.
    """

    def sent(answer: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def served(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return sent(app(environ, start_response))

    return served
