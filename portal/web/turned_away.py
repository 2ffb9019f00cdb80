"""Answers to those who are turned away before any view: not signed in, or without a valid token.

What was typed into a section is never dropped here: such a post is answered by the page that holds it.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from portal.web.errors import Words, error_answer, holds_typed_text, wants_json
from portal.web.held import held_page
from portal.web.own_paths import here, home, own_path

STALE = Words(
    _l("This page was opened in another session"),
    _l("So that nobody else can act in your name, it was not accepted. Nothing was changed."),
    (_l("Go back, reload the page and try again."),),
)


def init_app(app: Flask) -> None:
    """Answer requests without a valid token; :func:`on_signed_out` is hooked in at sign-in."""
    app.register_error_handler(CSRFError, on_stale_token)


def on_signed_out(*_args: object, **_kwargs: object) -> ResponseReturnValue:
    """The answer to a request that needs somebody signed in."""
    if wants_json():
        return _signed_out_json()
    if holds_typed_text():
        return held_page(401)
    if request.method in ("GET", "HEAD"):
        return redirect(sign_in_url())
    return error_answer(401)


def on_stale_token(error: CSRFError) -> ResponseReturnValue:
    """The answer to a post whose token is missing, or of another session."""
    current_app.logger.info("token refused: %s", error.description)
    if request.endpoint == "security.logout" and not current_user.is_authenticated:
        return redirect(url_for("security.login"), 303)
    if wants_json():
        return error_answer(400, STALE, "stale_token") if current_user.is_authenticated else _signed_out_json()
    return held_page(400) if holds_typed_text() else error_answer(400, STALE)


def _signed_out_json() -> ResponseReturnValue:
    message = _("Your session ended. Nothing you typed is lost; sign in and carry on.")
    return jsonify(error="signed_out", message=message, sign_in=sign_in_url()), 401


def sign_in_url() -> str:
    """The sign-in page, leading back to where the reader is."""
    where = here()
    if where == home():
        referrer = urlsplit(request.referrer or "")
        where = (referrer.netloc == request.host and own_path(referrer.path)) or where
    return url_for("security.login", next=where)
