"""Every setting of the portal: where it is read from, what it means, and what is refused at start.

A setting ``PORTAL_<NAME>`` is taken from the environment, else from ``<name>`` in ``settings.toml`` of
the instance directory, else its default. :data:`SETTINGS` is the one list of them; the README's table
is held equal to it. Not responsible for what Flask and its extensions are told: see ``portal/__init__.py``.
"""

import math
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

PREFIX = "PORTAL_"
PRODUCTION, DEVELOPMENT, TEST = "production", "development", "test"
REPOSITORY = Path(__file__).resolve().parent.parent

LOCAL_SENDER = "portal@example.org"
ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
SECRET_LENGTH = 32
SECRET_BITS = 96
WELL_KNOWN = (
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "password",
    "default",
    "development",
    "example",
    "qwerty",
    "abcdefgh",
    "01234567",
    "12345678",
)


class SettingsError(Exception):
    """The portal cannot start as it is set up; the text names every setting at fault, one a line."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name without prefix in lower case, its default as text, what it means."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """Name of the environment variable."""
        return PREFIX + self.name.upper()


def _text(raw: str) -> str:
    return raw


def _names(raw: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in raw.split(",") if part.strip())


def _choice(*choices: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"is {raw!r}, but must be one of {', '.join(choices)}")
        return raw

    return read


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not (raw.isascii() and raw.isdigit() and low <= int(raw) <= high):
            raise ValueError(f"is {raw!r}, but must be a whole number from {low} to {high}")
        return int(raw)

    return read


def _database(raw: str) -> str:
    """PostgreSQL is always spoken to by psycopg 3, whatever spelling of the scheme a host hands out."""
    for scheme in ("postgresql://", "postgres://"):
        if raw.startswith(scheme):
            return "postgresql+psycopg://" + raw.removeprefix(scheme)
    if raw and not raw.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return raw


def _public_url(raw: str) -> str:
    if raw and not raw.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
    return raw.rstrip("/")


def _address(raw: str) -> str:
    if raw and not ADDRESS.fullmatch(raw):
        raise ValueError(f"is {raw!r}, but must be one e-mail address")
    return raw


def _yes(raw: str) -> bool:
    return _choice("yes", "no")(raw) == "yes"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "environment",
        PRODUCTION,
        "`production`, `development` or `test`. Production refuses weak secrets and demonstration data.",
        _choice(PRODUCTION, DEVELOPMENT, TEST),
    ),
    Setting("instance", "instance", "Directory of everything the portal keeps outside a database server.", _text),
    Setting("secret_key", "", "Signs cookies. Required in production; otherwise generated once and kept.", _text),
    Setting("password_salt", "", "Goes into every password hash. As the secret key, and different from it.", _text),
    Setting("database_url", "", "SQLite file in the instance directory, or a `postgresql://` address.", _database),
    Setting("file_store", "", "`files` in the instance directory, another directory, or `s3://bucket/prefix`.", _text),
    Setting("trusted_hosts", "", "Host names the portal answers to, with commas. Required in production.", _names),
    Setting(
        "public_url",
        "",
        "Address people use, for links in mails. Production needs it to send mail.",
        _public_url,
    ),
    Setting("smtp_host", "", "Server that takes mail. Without one, each is a file in `mail` of the instance.", _text),
    Setting("smtp_port", "587", "Its port.", _between(1, 65535)),
    Setting("smtp_user", "", "Account there; without one, mail is handed over without signing in.", _text),
    Setting("smtp_password", "", "Password of that account.", _text),
    Setting("smtp_starttls", "yes", "`yes` or `no`: whether nothing is said before the line is encrypted.", _yes),
    Setting("smtp_from", "", "Sender of every mail. Required with a server.", _address),
    Setting("worker_seconds", "20", "Seconds between two looks of the worker at what is due.", _between(1, 3600)),
    Setting(
        "proxies", "0", "Number of reverse proxies in front whose forwarding headers are believed.", _between(0, 5)
    ),
    Setting("session_idle_minutes", "30", "A session ends after so many minutes without a request.", _between(1, 1440)),
    Setting("session_hours", "12", "A session ends so many hours after signing in, used or not.", _between(1, 168)),
    Setting("upload_types", "docx,pdf", "Kinds of file accepted as work summary.", _names),
    Setting("upload_max_mb", "20", "Largest file, in MB (1,048,576 bytes).", _between(1, 200)),
    Setting("upload_max_files", "10", "Files a filing may list.", _between(1, 100)),
    Setting("log_level", "INFO", "Least level that is logged.", _choice("DEBUG", "INFO", "WARNING", "ERROR")),
    # Two cores serve every request beside the hashing, so a hash keeps to one of them (parallelism 1)
    # and may take a few tens of milliseconds: 24 ms were measured. 19 MiB and two passes is the least
    # that is advised for argon2id; 64 MiB took 107 ms, so nine guesses a second would fill a core.
    Setting("argon2_time_cost", "2", "Passes of argon2id over its memory.", _between(1, 20)),
    Setting("argon2_memory_kib", "19456", "Memory of one argon2id hash, in KiB.", _between(8, 1048576)),
    Setting("argon2_parallelism", "1", "Lanes of one argon2id hash.", _between(1, 16)),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one application, read and checked."""

    environment: str
    instance: Path
    secret_key: str
    password_salt: str
    database_url: str
    file_store: str
    trusted_hosts: tuple[str, ...]
    public_url: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_starttls: bool
    smtp_from: str
    worker_seconds: int
    proxies: int
    session_idle_minutes: int
    session_hours: int
    upload_types: tuple[str, ...]
    upload_max_mb: int
    upload_max_files: int
    log_level: str
    argon2_time_cost: int
    argon2_memory_kib: int
    argon2_parallelism: int

    @property
    def production(self) -> bool:
        return self.environment == PRODUCTION

    @property
    def testing(self) -> bool:
        return self.environment == TEST

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read and check every setting; *environ* stands in for the process environment.

        Creates the instance directory, and outside production the two secrets in it.
        Raises :class:`SettingsError`.
        """
        environ = os.environ if environ is None else environ
        instance = Path(environ.get("PORTAL_INSTANCE") or REPOSITORY / "instance").resolve()
        kept = _kept(instance / "settings.toml")
        values: dict[str, Any] = {}
        faults = [f"settings.toml: no setting is called {name!r}" for name in sorted(kept.keys() - _known())]
        for setting in SETTINGS:
            raw = environ.get(setting.variable) or kept.get(setting.name) or setting.default
            try:
                values[setting.name] = setting.read(raw)
            except ValueError as error:
                faults.append(f"{setting.variable} {error}")
        values["instance"] = instance
        if not faults:
            faults = _complete(values, instance)
        if faults:
            raise SettingsError("The portal is not set up to start:\n" + "\n".join(f"- {fault}" for fault in faults))
        return cls(**values)


def _known() -> set[str]:
    return {setting.name for setting in SETTINGS} - {"instance"}


def _kept(path: Path) -> dict[str, str]:
    """The settings file as texts; empty when there is none."""
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    return {k: ",".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in found.items()}


def _complete(values: dict[str, Any], instance: Path) -> list[str]:
    """Fill in what depends on the instance directory; the faults that only the whole shows."""
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return [f"PORTAL_INSTANCE: {error}"]
    values["database_url"] = values["database_url"] or f"sqlite:///{instance / 'portal.sqlite'}"
    values["file_store"] = values["file_store"] or str(instance / "files")
    faults = _faults_of_mail(values)
    values["smtp_from"] = values["smtp_from"] or LOCAL_SENDER
    if values["environment"] != PRODUCTION:
        for name in ("secret_key", "password_salt"):
            values[name] = values[name] or _kept_secret(instance / name.replace("_", "-"))
        return faults
    faults += [
        f"{PREFIX}{name.upper()} {fault}"
        for name in ("secret_key", "password_salt")
        if (fault := weakness(values[name]))
    ]
    if values["secret_key"] and values["secret_key"] == values["password_salt"]:
        faults.append("PORTAL_PASSWORD_SALT must differ from PORTAL_SECRET_KEY")
    if not values["trusted_hosts"]:
        faults.append("PORTAL_TRUSTED_HOSTS is required in production")
    return faults


def _faults_of_mail(values: Mapping[str, Any]) -> list[str]:
    """What mail still needs before a server may be given any: a wrong link or sender is worse than none."""
    if not values["smtp_host"]:
        return []
    faults = [] if values["smtp_from"] else ["PORTAL_SMTP_FROM is required with PORTAL_SMTP_HOST"]
    if values["environment"] == PRODUCTION and not values["public_url"]:
        faults.append("PORTAL_PUBLIC_URL is required in production with PORTAL_SMTP_HOST")
    return faults


def weakness(secret: str) -> str:
    """What is wrong with a secret for production, or an empty text."""
    if not secret:
        return "is required in production"
    if len(secret) < SECRET_LENGTH:
        return f"is shorter than {SECRET_LENGTH} characters"
    if any(word in secret.lower() for word in WELL_KNOWN):
        return "holds a well-known word; use a random text"
    counts = [secret.count(character) for character in set(secret)]
    bits = sum(count * math.log2(len(secret) / count) for count in counts)
    return "" if bits >= SECRET_BITS else "is too regular; use a random text"


def _kept_secret(path: Path) -> str:
    """A secret generated at the first start; several processes starting at once agree on one."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                path.hardlink_to(draft.name)
    return path.read_text(encoding="ascii").strip()
