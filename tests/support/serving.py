"""A running server for tests that need a real one: the application in a thread of the test process."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


#: Seconds to wait for an answer that is under way at the end.
PATIENCE = 20


class SilentHandler(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_request(self, *_args: object) -> None:
        """The test says what it saw."""


class Served:
    """An application as a test server calls it: its answers are closed, and waited for at the end.

    Werkzeug's server reads what is left of a request before it closes the answer, and forgets to close it when a
    browser that went away makes that reading fail: the file that was being sent would stay open. Nor does it wait
    for a request that a page sends as it is closed: its connection to the database would outlive the application.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._under_way = 0
        self._ended = False
        self._changed = threading.Condition()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._changed:
            if self._ended:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return ()
            self._under_way += 1
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            self._done()
            raise
        return self._sent(answer)

    def _sent(self, answer: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from answer
        finally:
            try:
                if hasattr(answer, "close"):
                    answer.close()
            finally:
                self._done()

    def _done(self) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def end(self) -> None:
        """Ask the application nothing more, and wait for what it was asked. Raises TimeoutError."""
        with self._changed:
            self._ended = True
            if not self._changed.wait_for(lambda: self._under_way == 0, PATIENCE):
                raise TimeoutError(f"{self._under_way} answers are still under way")


@contextmanager
def serve(app: "WSGIApplication") -> Iterator[str]:
    """The address of *app*, served on a free port of this machine until the end."""
    served = Served(app)
    server = make_server("127.0.0.1", 0, served, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, name="live server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        served.end()
