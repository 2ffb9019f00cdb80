"""The portal: :func:`create_app` puts configuration, extensions, pages and error pages together."""

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined, Undefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import blueprints, cli
from portal.blueprints import health
from portal.blueprints import language as language_pages
from portal.config import REPOSITORY, Settings
from portal.exchange.file_store import FileStore
from portal.extensions import csrf, migrate
from portal.models import db
from portal.models.database import end_reading
from portal.web import (
    errors,
    explaining_boxes,
    filters,
    language,
    main_nav,
    own_paths,
    quick_urls,
    request_limits,
    request_log,
    security_headers,
    signing_in,
    turned_away,
    words,
)
from portal.web.guards import deny_by_default
from portal.web.quick_templates import QuickEnvironment


class Portal(Flask):
    """Flask with the quicker templates."""

    jinja_environment = QuickEnvironment


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """The WSGI application as *settings* (by default the process environment) say.

    *overrides* are Flask configuration values, for tests. Raises ``SettingsError`` when the settings
    do not allow to start.
    """
    settings = settings or Settings.read()
    app = Portal(__name__, instance_path=str(settings.instance))
    app.config.update(flask_config(settings) | overrides)
    app.jinja_options = {
        **app.jinja_options,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": StrictUndefined if settings.testing else Undefined,
    }
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]

    request_log.init_app(app, settings)
    security_headers.init_app(app, https=settings.production)
    request_limits.init_app(app, settings.upload_max_mb)
    db.init_app(app)
    app.teardown_appcontext(end_reading)
    migrate.init_app(app, db, directory=str(REPOSITORY / "migrations"))
    csrf.init_app(app)
    language.init_app(app)
    words.init_app(app)
    filters.init_app(app)
    own_paths.init_app(app)
    main_nav.init_app(app)
    quick_urls.init_app(app)
    explaining_boxes.init_app(app)
    errors.init_app(app)
    turned_away.init_app(app)
    signing_in.init_app(app, settings)
    app.extensions["portal_file_store"] = FileStore.open(settings.file_store)
    app.context_processor(lambda: {"demonstration": not settings.production})

    app.before_request(deny_by_default)
    blueprints.register(app)
    cli.register(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(language_pages.blueprint)
    return app


def flask_config(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions are told; sign-in, languages and limits add their own."""
    return {
        "PORTAL": settings,
        "TESTING": settings.testing,
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": "portal_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.production,
        # A page left open over lunch must still save; the token ends with the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # Parameters are people's answers and addresses: they do not belong into a log.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
    }
