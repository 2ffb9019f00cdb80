"""What every answer carries, and which hosts are answered at all."""

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal import create_app
from portal.config import PRODUCTION, Settings
from portal.models import db
from portal.web.security_headers import CONTENT_SECURITY_POLICY
from tests.support.client import PageClient
from tests.support.people import PASSWORD, People

HOST = "returns.example.org"


@pytest.fixture
def production(settings: Settings, app: Flask) -> Iterator[Flask]:
    """The application as it runs in production, on the database of *app*."""
    strong = {"secret_key": secrets.token_hex(32), "trusted_hosts": (HOST,)}
    application = create_app(replace(settings, environment=PRODUCTION, **strong))  # type: ignore[arg-type]
    yield application
    with application.app_context():
        db.engine.dispose()
    del app


@pytest.mark.parametrize(
    ("path", "status"), [("/sign-in", 200), ("/healthz", 200), ("/", 302), ("/nothing", 404), ("/sign-out", 405)]
)
def test_every_answer_carries_the_security_headers(client: PageClient, path: str, status: int) -> None:
    headers = client.get(path, expect=status).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    sources = {word for part in CONTENT_SECURITY_POLICY.split(";") for word in part.split()[1:]}
    assert sources == {"'none'", "'self'"}


def test_a_static_file_asked_for_by_version_is_kept_for_ever_and_any_other_is_asked_for_again(
    app: Flask, client: PageClient
) -> None:
    with app.test_request_context():
        address = app.url_for("static", filename="portal.css")
    assert "?v=" in address
    with client.get(address) as by_version, client.get("/static/portal.css") as plain:
        assert "immutable" in by_version.headers["Cache-Control"]
        assert plain.headers["Cache-Control"] == "no-cache"
    assert "immutable" not in client.get("/static/none.css?v=1", expect=404).headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: PageClient, people: People) -> None:
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"email": people.alice.email, "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("portal_session=")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax"))
    assert "Expires" not in cookie


def test_machines_that_ask_for_health_get_no_cookie(client: PageClient) -> None:
    answer = client.get("/healthz")
    assert answer.json == {"status": "ok"}
    assert "Set-Cookie" not in answer.headers


def test_production_insists_on_encryption(production: Flask) -> None:
    answer = production.test_client().get("/sign-in", base_url=f"https://{HOST}")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", f"evil{HOST}", "127.0.0.1"])
def test_production_answers_to_its_own_names_only(production: Flask, host: str) -> None:
    answer = production.test_client().get("/sign-in", headers={"Host": host, "X-Forwarded-Host": HOST})
    assert answer.status_code == 400
    assert host not in answer.text


def test_forwarding_headers_are_believed_only_behind_the_stated_proxies(settings: Settings, app: Flask) -> None:
    seen: list[str | None] = []
    for proxies in (0, 1):
        application = create_app(replace(settings, proxies=proxies))

        @application.before_request
        def note() -> None:
            from flask import request

            seen.append(request.remote_addr)

        application.test_client().get("/healthz", headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.9"})
        with application.app_context():
            db.engine.dispose()
    assert seen == ["127.0.0.1", "192.0.2.9"]
    assert app.testing
