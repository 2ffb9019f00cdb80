"""Which language a page is in: chosen by the person, the cookie, the browser, in that order; else Chinese.

Owns the choice and its memory. The official wording of the form is not translated here: the
definition carries both languages (``form.wording``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.config import REPOSITORY
from portal.services import sign_ins

LANGUAGES = ("zh", "en")
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
COOKIE = "language"
COOKIE_SECONDS = 365 * 24 * 3600


class Catalogue(Domain):
    """The words of the interface in the language that is spoken.

    Flask-Babel works out at each word which locale that is; here the language is known already.
    """

    def get_translations(self) -> NullTranslations:
        if not has_app_context():
            return NullTranslations()
        code = language()
        if code not in self.cache:
            self.cache[code] = Translations.load(self.translation_directories[0], [code], self.domain[0])
        found: NullTranslations = self.cache[code]
        return found


class Speaking(Babel):
    """Flask-Babel with that catalogue."""

    @cached_property
    def domain_instance(self) -> Catalogue:
        return Catalogue(domain=self.domain)  # type: ignore[no-untyped-call]  # the library is untyped


def init_app(app: Flask) -> None:
    """Let every page and message of *app* be in the language of its reader."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(REPOSITORY / "translations")
    locales = {code: Locale.parse(code) for code in LANGUAGES}
    Speaking(  # type: ignore[no-untyped-call]  # the library is untyped
        app, default_locale="zh", default_timezone="Asia/Shanghai", locale_selector=lambda: locales[language()]
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.context_processor(lambda: {"language": language(), "html_language": HTML_LANGUAGES[language()]})


def language() -> str:
    """``zh`` or ``en``: the language of the present request, or what is spoken; else Chinese."""
    try:
        chosen: str = g.portal_language
    except AttributeError:
        # Asked a hundred times for a page: looking first whether it is there would cost as much again.
        if not has_request_context():
            return LANGUAGES[0]
        chosen = g.portal_language = _chosen()
    except RuntimeError:
        chosen = LANGUAGES[0]
    return chosen


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Inside, words and moments are in *code* (Chinese if it is no language of the portal): for mails."""
    spoken = code if code in LANGUAGES else LANGUAGES[0]
    before = g.get("portal_language")
    g.portal_language = spoken
    try:
        with force_locale(spoken):
            yield
    finally:
        g.pop("portal_language")
        if before is not None:
            g.portal_language = before


def _chosen() -> str:
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0])


def set_language(response: Response, code: str) -> None:
    """Remember *code* in the browser by *response*, and with the person if somebody is signed in.

    A code that is not a language of the portal changes nothing.
    """
    if code not in LANGUAGES:
        return
    if current_user.is_authenticated:
        sign_ins.choose_language(current_user, code)
    response.set_cookie(
        COOKIE,
        code,
        max_age=COOKIE_SECONDS,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )
