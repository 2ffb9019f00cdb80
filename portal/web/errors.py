"""Error answers: one page for all of them, or JSON for scripts, in both languages.

Says what is the case and what to do next. Nothing of the request is echoed, so that the 404 of a
foreign id is the same as that of an address that never existed. Who is not signed in, or posts
without a valid token, is answered by ``web.turned_away``.
"""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from portal.exchange.file_store import FileStoreError
from portal.form.addresses import NoSuchAddress
from portal.services.comments import NoSuchComment, NotYourTurn
from portal.services.locked_filings import CameFirst, NoSuchFiling, NotYours
from portal.services.sections import NotEditable
from portal.services.transitions import NotPossible
from portal.web.held import held_page
from portal.web.own_paths import home

Lazy = Any


@dataclass(frozen=True)
class Words:
    """What an error page says: what is the case, and what can be done."""

    title: Lazy
    text: Lazy
    advice: tuple[Lazy, ...] = ()


NOT_UNDERSTOOD = Words(
    _l("This request cannot be answered"),
    _l("Something in it is missing or malformed. Nothing was changed."),
    (_l("Go back, reload the page and try again."),),
)
FAILED = Words(
    _l("Something went wrong on our side"),
    _l("What was saved before is safe. What you sent just now may not have been saved."),
    (
        _l("If you were filling in a page, go back in the browser: your text is usually still there."),
        _l("Try again in a few minutes. If it happens again, tell the national office the reference below."),
    ),
)
WORDS: dict[int, Words] = {
    400: NOT_UNDERSTOOD,
    401: Words(
        _l("Your session ended"),
        _l("What you sent just now was not carried out."),
        (_l("Sign in and do it once more."),),
    ),
    403: Words(
        _l("Not part of your role"),
        _l("You may know of this return, but not read or change what you asked for."),
        (
            _l("The answers of a return are read by its association alone until it submits them."),
            _l("If you think this is wrong, ask the national administrator to look at your account."),
        ),
    ),
    404: Words(
        _l("Page not found"),
        _l("The address may be incomplete, or this return is not one of yours."),
        (
            _l("If you came from an e-mail, sign in with the account that received it."),
            _l("If you typed the address, check that nothing is missing."),
            _l("Nothing you entered is lost. It is all in your task list."),
        ),
    ),
    405: Words(
        _l("This address cannot be used in this way"),
        _l("It belongs to a button of another page. Nothing was changed."),
        (_l("Go back to that page and press the button there."),),
    ),
    409: Words(
        _l("Something else came first"),
        _l("What you wanted to change has changed meanwhile, or cannot be changed any more. Nothing was overwritten."),
        (_l("Reload the page to see how it stands now, then decide."),),
    ),
    413: Words(
        _l("Too much at once"),
        _l("What you sent is larger than the portal accepts. Nothing was changed."),
        (_l("Upload large files one by one, and split or shrink a file that is too large."),),
    ),
    429: Words(
        _l("Too many attempts to sign in"),
        _l("More attempts came from your network within a minute than we accept. No account was locked by this."),
        (_l("Wait a minute, then try again."),),
    ),
    500: FAILED,
    503: Words(
        _l("The portal cannot be reached for the moment"),
        _l("What was saved before is safe. What you sent just now was not saved."),
        (
            _l("If you were filling in a page, go back in the browser: your text is usually still there."),
            _l("Try again in a few minutes."),
        ),
    ),
}


#: What a verb refuses, where the view has nothing better to say.
REFUSALS: dict[type[Exception], int] = {
    NoSuchFiling: 404,
    NoSuchComment: 404,
    NoSuchAddress: 404,
    NotYours: 403,
    NotYourTurn: 409,
    NotEditable: 409,
    CameFirst: 409,
    NotPossible: 409,
}


def init_app(app: Flask) -> None:
    """Answer every error of *app* by a page of ours."""
    app.register_error_handler(HTTPException, on_http_error)
    for refusal, status in REFUSALS.items():
        app.register_error_handler(refusal, partial(on_refusal, status))
    for kind in (exc.OperationalError, exc.TimeoutError, FileStoreError):
        app.register_error_handler(kind, on_unavailable)


def on_refusal(status: int, error: Exception) -> AnyResponse:
    """The answer to a verb's refusal that no view has words of its own for."""
    return error_answer(status)


def wants_json() -> bool:
    """Whether the request was made by a script that reads JSON."""
    return request.accept_mimetypes.best == "application/json"


def on_http_error(error: HTTPException) -> AnyResponse | HTTPException:
    """The answer to any HTTP error, raised on purpose or made from an exception nobody caught."""
    if error.code is None or error.response is not None:
        return error
    answer = _held(error.code) if isinstance(error, InternalServerError) else None
    answer = answer or error_answer(error.code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def on_unavailable(error: Exception) -> AnyResponse:
    """The database or the file store does not answer: worth another try later, and never a 500."""
    current_app.logger.error("unavailable", exc_info=error)
    answer = _held(ServiceUnavailable.code) or error_answer(ServiceUnavailable.code)
    answer.headers["Retry-After"] = "30"
    return answer


def error_answer(status: int, words: Words | None = None, code: str = "") -> Response:
    """Page or JSON for *status*; *words* and the short *code* say more than the status alone."""
    words = words or WORDS.get(status) or (FAILED if status >= 500 else NOT_UNDERSTOOD)
    if request_ctx.url_adapter is None:
        # The host is none of ours: a page would need addresses, and there is none to build them on.
        return Response(HTTPStatus(status).phrase, status, mimetype="text/plain")
    forget_person_not_loaded()
    reference = g.get("request_id", "") if status >= 500 else ""
    if wants_json():
        message = _("%(title)s. %(text)s", title=words.title, text=words.text)
        body = {"error": code or HTTPStatus(status).name.lower(), "message": message}
        return make_response(jsonify(body | ({"reference": reference} if reference else {})), status)
    page = render_template("errors/error.html", status=status, words=words, reference=reference, here=home)
    return make_response(page, status)


def holds_typed_text() -> bool:
    """Whether the present request posts text somebody typed into a section."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method == "POST" and getattr(view, "holds_typed_text", False)


def _held(status: int) -> AnyResponse | None:
    """The page that keeps what was typed, if something was; None where there is nothing to keep."""
    if not holds_typed_text() or wants_json():
        return None
    forget_person_not_loaded()
    return make_response(held_page(status))


def forget_person_not_loaded() -> None:
    """Render for nobody in particular where the person could not be loaded, instead of failing again."""
    if "_login_user" not in g:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
