"""What the live server of the tests adds to Werkzeug's: answers that end whole, and before the server does."""

import gc
import socket
import struct
import threading
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

from tests.support.serving import Served, serve

REQUEST = b"GET /static/vendor/bootstrap-icons/fonts/bootstrap-icons.woff2 HTTP/1.1\r\nHost: tests\r\n\r\n"
PATIENCE = 20
#: Longer than the server takes to hear that it is to end.
MOMENT = 1.5
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


class Slow:
    """An application that answers when it is told to, and knows how often it was asked."""

    def __init__(self) -> None:
        self.asked, self.answered, self.may_answer = threading.Event(), False, threading.Event()
        self.times = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.times += 1
        self.asked.set()
        assert self.may_answer.wait(PATIENCE)
        self.answered = True
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


def test_the_end_waits_for_an_answer_that_is_under_way() -> None:
    slow = Slow()
    with serve(slow) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        browser = socket.create_connection((host, int(port)), PATIENCE)
        browser.sendall(REQUEST)
        assert slow.asked.wait(PATIENCE)
        threading.Timer(MOMENT, slow.may_answer.set).start()
    assert slow.answered
    with browser, browser.makefile("rb") as answer:
        assert answer.readline().split()[1] == b"200"


def test_after_the_end_nothing_more_is_asked() -> None:
    slow = Slow()
    served = Served(slow)
    served.end()
    assert run_wsgi_app(served, create_environ())[1] == "503 Service Unavailable"
    assert slow.times == 0
