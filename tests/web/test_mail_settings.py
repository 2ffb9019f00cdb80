"""Settings of mail: what must be said before any mail is handed to a server."""

import secrets
from pathlib import Path

import pytest

from portal.config import Settings, SettingsError

SERVER = {"PORTAL_SMTP_HOST": "mail.example.org"}
SENDER = {"PORTAL_SMTP_FROM": "portal@example.org"}
ADDRESS = {"PORTAL_PUBLIC_URL": "https://returns.example.org/"}
PRODUCTION = {
    "PORTAL_ENVIRONMENT": "production",
    "PORTAL_SECRET_KEY": secrets.token_hex(32),
    "PORTAL_PASSWORD_SALT": secrets.token_urlsafe(40),
    "PORTAL_TRUSTED_HOSTS": "returns.example.org",
}
DEVELOPMENT = {"PORTAL_ENVIRONMENT": "development"}


def read(folder: Path, *parts: dict[str, str]) -> Settings:
    environ = {"PORTAL_INSTANCE": str(folder)}
    for part in parts:
        environ |= part
    return Settings.read(environ)


def test_without_a_server_nothing_needs_to_be_said(tmp_path: Path) -> None:
    assert read(tmp_path, DEVELOPMENT).smtp_from
    assert read(tmp_path, PRODUCTION).smtp_host == ""


def test_a_server_needs_a_sender_and_in_production_the_address_of_links(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PORTAL_SMTP_FROM is required"):
        read(tmp_path, DEVELOPMENT, SERVER)
    with pytest.raises(SettingsError, match="PORTAL_PUBLIC_URL is required in production"):
        read(tmp_path, PRODUCTION, SERVER, SENDER)
    assert read(tmp_path, DEVELOPMENT, SERVER, SENDER).smtp_port == 587
    settings = read(tmp_path, PRODUCTION, SERVER, SENDER, ADDRESS)
    assert (settings.public_url, settings.smtp_starttls) == ("https://returns.example.org", True)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_SMTP_FROM", "the portal"),
        ("PORTAL_SMTP_FROM", "a@example.org, b@example.org"),
        ("PORTAL_SMTP_FROM", "a@example.org\r\nBcc: b@example.org"),
        ("PORTAL_SMTP_PORT", "0"),
        ("PORTAL_SMTP_STARTTLS", "maybe"),
        ("PORTAL_WORKER_SECONDS", "0"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        read(tmp_path, DEVELOPMENT, {variable: value})
