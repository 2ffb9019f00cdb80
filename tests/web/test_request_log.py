"""What is logged of a request, and what is not."""

import json
import logging
import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal import create_app
from portal.config import PRODUCTION, Settings
from portal.models import db
from portal.web.request_log import PortalHandler
from tests.support.client import PageClient
from tests.support.people import PASSWORD, People

HOST = "returns.example.org"


@pytest.fixture
def lines(settings: Settings, app: Flask, capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """The log lines of a failed and a good request to the portal in production."""
    strong = replace(settings, environment=PRODUCTION, secret_key=secrets.token_hex(32), trusted_hosts=(HOST,))
    portal = create_app(strong)

    @portal.before_request
    def fail() -> None:
        from flask import request

        if "fail" in request.args:
            raise RuntimeError("nobody foresaw this")

    client = portal.test_client()
    capsys.readouterr()
    client.get("/sign-in?next=/filings/&fail=1", base_url=f"https://{HOST}")
    client.get("/sign-in?next=/filings/", base_url=f"https://{HOST}")
    yield capsys.readouterr().err.splitlines()
    with portal.app_context():
        db.engine.dispose()
    assert app.testing


def test_production_logs_json_lines_that_share_the_id_of_their_request(lines: list[str]) -> None:
    logged = [json.loads(line) for line in lines]
    failure = next(entry for entry in logged if "nobody foresaw this" in entry.get("exception", ""))
    requests = [entry for entry in logged if entry["event"] == "request"]
    assert [(r["endpoint"], r["status"]) for r in requests] == [("security.login", 500), ("security.login", 200)]
    assert failure["request_id"] == requests[0]["request_id"] != requests[1]["request_id"]


def test_no_address_password_or_query_is_logged(
    client: PageClient, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="portal"):
        client.get("/sign-in")
        client.post("/sign-in?next=/filings/", data={"email": people.alice.email, "password": "not " + PASSWORD})
        client.post("/sign-in?next=/filings/", data={"email": people.alice.email, "password": PASSWORD})
    text = " ".join(str(record.msg) for record in caplog.records)
    assert text.count("security.login") == 3
    assert not any(word in text for word in (people.alice.email, PASSWORD, "Alice", "next="))


def test_another_application_in_the_same_process_does_not_log_twice(app: Flask, settings: Settings) -> None:
    again = create_app(settings)
    assert app is not again
    assert len([h for h in logging.getLogger().handlers if isinstance(h, PortalHandler)]) == 1
    with again.app_context():
        db.engine.dispose()
