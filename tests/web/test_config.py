"""Settings: where they are read from, and what is refused at start."""

import secrets
import stat
from pathlib import Path

import pytest

from portal.config import REPOSITORY, SETTINGS, Settings, SettingsError, weakness

KEY, SALT = secrets.token_hex(32), secrets.token_urlsafe(40)


def environ(instance: Path, **more: str) -> dict[str, str]:
    return {"PORTAL_INSTANCE": str(instance), "PORTAL_ENVIRONMENT": "development", **more}


def production(instance: Path, **more: str) -> dict[str, str]:
    secret = {"PORTAL_SECRET_KEY": KEY, "PORTAL_PASSWORD_SALT": SALT, "PORTAL_TRUSTED_HOSTS": "returns.example.org"}
    return {"PORTAL_INSTANCE": str(instance), **secret, **more}


def test_without_a_setting_it_is_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read({"PORTAL_INSTANCE": str(tmp_path)})
    for variable in ("PORTAL_SECRET_KEY", "PORTAL_PASSWORD_SALT", "PORTAL_TRUSTED_HOSTS"):
        assert f"{variable} is required in production" in str(caught.value)


def test_production_starts_with_strong_secrets_and_its_hosts(tmp_path: Path) -> None:
    settings = Settings.read(production(tmp_path, PORTAL_TRUSTED_HOSTS="Returns.example.org, 10.0.0.1"))
    assert settings.production
    assert settings.trusted_hosts == ("returns.example.org", "10.0.0.1")


@pytest.mark.parametrize(
    ("secret", "fault"),
    [
        ("", "is required"),
        (secrets.token_hex(15), "shorter than 32"),
        ("a" * 64, "too regular"),
        ("ab" * 32, "too regular"),
        ("changeme-" + secrets.token_hex(16), "well-known"),
        ("MySecretKey" + secrets.token_hex(16), "well-known"),
        ("abcdefghijklmnopqrstuvwxyz543210", "well-known"),
    ],
    ids=["none", "short", "one letter", "two letters", "change me", "secret key", "alphabet"],
)
def test_production_refuses_a_weak_secret(tmp_path: Path, secret: str, fault: str) -> None:
    assert fault in weakness(secret)
    with pytest.raises(SettingsError, match="PORTAL_SECRET_KEY"):
        Settings.read(production(tmp_path, PORTAL_SECRET_KEY=secret))


@pytest.mark.parametrize("make", [secrets.token_hex, secrets.token_urlsafe])
def test_a_generated_secret_is_strong(make: object) -> None:
    assert callable(make)
    assert [weakness(make(32)) for _ in range(50)] == [""] * 50


def test_production_refuses_one_text_for_both_secrets(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PORTAL_PASSWORD_SALT must differ"):
        Settings.read(production(tmp_path, PORTAL_PASSWORD_SALT=KEY))


def test_outside_production_secrets_are_generated_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first, second = Settings.read(environ(tmp_path)), Settings.read(environ(tmp_path))
    assert (first.secret_key, first.password_salt) == (second.secret_key, second.password_salt)
    assert first.secret_key != first.password_salt
    assert weakness(first.secret_key) == ""
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret-key", "password-salt")}
    assert modes == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["password-salt", "secret-key"]


def test_the_environment_comes_before_the_settings_file_and_that_before_the_default(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("upload_max_mb = 5\nsession_hours = 3\nupload_types = ['docx']\n")
    settings = Settings.read(environ(tmp_path, PORTAL_SESSION_HOURS="8"))
    assert (settings.upload_max_mb, settings.session_hours, settings.session_idle_minutes) == (5, 8, 30)
    assert settings.upload_types == ("docx",)


def test_an_unknown_name_in_the_settings_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("upload_max = 5\n")
    with pytest.raises(SettingsError, match="no setting is called 'upload_max'"):
        Settings.read(environ(tmp_path))


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("upload_max_mb =\n")
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be read"):
        Settings.read(environ(tmp_path))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_ENVIRONMENT", "staging"),
        ("PORTAL_DATABASE_URL", "mysql://db/portal"),
        ("PORTAL_PUBLIC_URL", "returns.example.org"),
        ("PORTAL_UPLOAD_MAX_MB", "0"),
        ("PORTAL_UPLOAD_MAX_MB", "-1"),
        ("PORTAL_UPLOAD_MAX_MB", "２０"),
        ("PORTAL_SESSION_IDLE_MINUTES", "1e3"),
        ("PORTAL_PROXIES", "many"),
        ("PORTAL_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.read(environ(tmp_path) | {variable: value})


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environ(tmp_path, PORTAL_PROXIES="many", PORTAL_LOG_LEVEL="loud"))
    assert str(caught.value).count("\n- PORTAL_") == 2


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_psycopg_however_it_is_spelt(tmp_path: Path, scheme: str) -> None:
    settings = Settings.read(environ(tmp_path, PORTAL_DATABASE_URL=f"{scheme}://portal@db/portal"))
    assert settings.database_url == "postgresql+psycopg://portal@db/portal"


def test_database_and_files_lie_in_the_instance_directory_by_default(tmp_path: Path) -> None:
    settings = Settings.read(environ(tmp_path / "new"))
    assert settings.instance == tmp_path / "new"
    assert settings.database_url == f"sqlite:///{tmp_path / 'new' / 'portal.sqlite'}"
    assert settings.file_store == str(tmp_path / "new" / "files")


def test_every_setting_has_a_meaning_and_a_place() -> None:
    assert {setting.name for setting in SETTINGS} == set(Settings.__dataclass_fields__)
    assert [setting.name for setting in SETTINGS if not setting.meaning.endswith(".")] == []


def test_the_default_instance_directory_lies_in_the_repository() -> None:
    assert (REPOSITORY / "portal" / "config.py").is_file()
