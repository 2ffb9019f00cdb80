"""A running server for tests that need a real one: the application in a thread of the test process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class SilentHandler(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_request(self, *_args: object) -> None:
        """The test says what it saw."""


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """The address of *app*, served on a free port of this machine until the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, name="live server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
