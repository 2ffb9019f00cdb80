"""Sign-in with Flask-Security: the form, the cookie session, and the row that stands behind it.

Flask-Security brings the view, the hashing and room for a second factor; who is let in is decided by
``services.sign_ins``. The cookie names a row of ``sign_in``: whoever signs out ends the row, and with
it every copy of the cookie, which Flask-Login alone would go on honouring.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, user_logged_out
from flask_security import (
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    hash_password,
    logout_user,
    user_authenticated,
    verify_password,
)
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, PasswordField, StringField

from portal.config import Settings
from portal.models import Person, db
from portal.services import rounds, sign_ins
from portal.services.sign_ins import Lifetime
from portal.web import attempts
from portal.web.own_paths import home, own_path
from portal.web.turned_away import on_signed_out

View = Callable[..., Any]

SIGN_IN = "sign_in"
TOKEN = "csrf_token"  # noqa: S105  # the name of the field, not a token


class HashedPasswords:
    """Passwords as Flask-Security hashes them: normalised, mixed with the salt, then argon2id."""

    def __init__(self) -> None:
        self._security: Security = current_app.extensions["security"]

    def matches(self, password: str, hashed: str) -> bool:
        return verify_password(self._security.password_util.normalize(password), hashed)

    def hash(self, password: str) -> str:
        return hash_password(self._security.password_util.normalize(password))

    def outdated(self, hashed: str) -> bool:
        return bool(self._security.pwd_context.needs_update(hashed))


class SignInForm(FlaskForm):  # type: ignore[misc]  # the library is untyped
    """Address and password. One sentence for whatever is wrong, so that it tells nothing about accounts."""

    email = StringField(_l("E-mail"))
    password = PasswordField(_l("Password"))
    next = HiddenField()

    user: Person | None = None
    requires_confirmation = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = own_path(self.next.data) or own_path(request.args.get("next")) or ""

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        email, password = self.email.data or "", self.password.data or ""
        if email and password:
            self.user = sign_ins.authenticate(email, password, HashedPasswords())
        if self.user is None:
            self.email.data = email if email.isprintable() else ""
            self.form_errors.append(_("The address or the password is not right."))
            self.form_errors.append(_("After ten failed attempts an account rests for 15 minutes."))
        return self.user is not None


def init_app(app: Flask, settings: Settings) -> None:
    """Put sign-in, sign-out and the loading of the signed-in person into *app*."""
    app.config.update(_security_config(settings))
    # Roles are memberships here; the datastore is never asked for one, but wants a class to be named.
    datastore = SQLAlchemyUserDatastore(db, Person, RoleMixin)
    security = Security()
    security.init_app(app, datastore, login_form=SignInForm)
    security.principal.skip_static = True
    # What a person may do stands in the grants: of Flask-Principal only the moment is used, before any view.
    security.principal.identity_loaders.clear()
    security.principal.identity_loader(_know_who_asks)
    # A script signs in through the page like everybody; tokens in headers would be sessions without a row.
    security.want_json(lambda _request: False)
    security.login_manager.unauthorized_handler(on_signed_out)
    security.login_manager.request_loader(None)
    security.login_manager.user_loader(_load_person)
    security.login_context_processor(lambda: {"round_info": rounds.current_round()})
    app.extensions["portal_lifetime"] = Lifetime(
        dt.timedelta(minutes=settings.session_idle_minutes), dt.timedelta(hours=settings.session_hours)
    )
    user_authenticated.connect(_start, app)
    user_logged_out.connect(_end, app)
    attempts.init_app(app)
    app.view_functions["security.login"] = _limited(app.view_functions["security.login"])
    app.before_request(_refuse_json)
    app.after_request(_lead_to_own_page)


def _limited(view: View) -> View:
    """*view* with a limit on how often one address posts to it; 429 from there on."""

    @wraps(view)
    def limited(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and attempts.too_many("sign-in"):
            abort(429)
        return view(*args, **kwargs)

    return limited


def _security_config(settings: Settings) -> dict[str, Any]:
    argon2 = {
        "argon2__time_cost": settings.argon2_time_cost,
        "argon2__memory_cost": settings.argon2_memory_kib,
        "argon2__parallelism": settings.argon2_parallelism,
    }
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": argon2,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGIN_USER_TEMPLATE": "security/sign_in.html",
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_FRESHNESS": dt.timedelta(seconds=-1),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SESSION_PROTECTION": None,
    }


def sign_out() -> AnyResponse:
    """End the present session and lead to the sign-in page."""
    logout_user()
    return redirect(url_for("security.login"), 303)


def _session_id() -> uuid.UUID | None:
    """The row that the cookie names. The cookie is signed, but may be one of an earlier release."""
    try:
        return uuid.UUID(session[SIGN_IN])
    except (KeyError, ValueError):
        return None


def _load_person(uniquifier: str) -> Person | None:
    sign_in_id = _session_id()
    if sign_in_id is None:
        return None
    return sign_ins.find(sign_in_id, uniquifier, current_app.extensions["portal_lifetime"])


def _know_who_asks() -> None:
    """Load the person before the request is looked at, so that what turns it away is said in their language."""
    current_user.is_authenticated  # noqa: B018  # loaded by being asked


def _start(_app: Flask, user: Person, **_extra: object) -> None:
    """Give the cookie a new session row, and a new token.

    The old token survives where the cookie belonged to the same person until the session ran out:
    pages still open in other tabs can then be saved after signing in again. Anybody else's token,
    or one planted before sign-in, ends here.
    """
    previous = _session_id()
    if previous is None or not sign_ins.was_session_of(previous, user):
        session.pop(TOKEN, None)
        g.pop(TOKEN, None)
    session[SIGN_IN] = str(sign_ins.start(user))


def _end(_app: Flask, **_extra: object) -> None:
    sign_in_id = _session_id()
    if sign_in_id:
        sign_ins.end(sign_in_id)
    session.clear()
    g.pop(TOKEN, None)


def _refuse_json() -> None:
    if request.endpoint == "security.login" and request.is_json:
        abort(415)


def _lead_to_own_page(response: Response) -> Response:
    """After signing in, go where the reader was going if that is a page of ours, else home."""
    if request.endpoint == "security.login" and response.location:
        response.location = own_path(request.values.get("next")) or home()
    return response
