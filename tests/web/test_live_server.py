"""What the live server of the tests adds to Werkzeug's: answers that end whole."""

import gc
import socket
import struct
import warnings

from flask import Flask
from flask.testing import FlaskClient

from tests.support.serving import serve

REQUEST = b"GET /static/vendor/bootstrap-icons/fonts/bootstrap-icons.woff2 HTTP/1.1\r\nHost: tests\r\n\r\n"
RESET = struct.pack("ii", 1, 0)


def test_a_browser_that_goes_away_leaves_no_file_open(app: Flask, client: FlaskClient) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always", ResourceWarning)
        with serve(app) as address:
            host, _, port = address.removeprefix("http://").partition(":")
            for _ in range(60):
                with socket.create_connection((host, int(port))) as browser:
                    browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    browser.sendall(REQUEST)
                    browser.recv(100)
        assert client.get("/healthz").status_code == 200
        gc.collect()
    assert [str(warning.message) for warning in seen] == []
