"""Words of the interface in templates: looked up once for each language, not at each use.

A section's page says some eighty of them. Asking the catalogue every time took a quarter of the time that
rendering takes; what it answers does not change while the portal runs. Does not own which language is
spoken (:mod:`portal.web.language`), nor what Python code says: that is little, and asks the catalogue.
"""

from collections.abc import Callable
from functools import cache, lru_cache

from flask import Flask
from flask_babel import get_translations
from markupsafe import Markup

from portal.web.language import language


def init_app(app: Flask) -> None:
    """Give templates of *app* the remembering ``_`` and ``ngettext``, in place of those Flask-Babel has installed.

    A page is given the one of its language; parts that are imported without the page's context, the general one.
    """
    app.jinja_env.globals.update(_=word, gettext=word, ngettext=counted_word)
    app.context_processor(lambda: {"_": speaker(language())})


def word(msgid: str, **values: object) -> Markup:
    """*msgid* in the language of the page, with *values* (escaped) filled in."""
    return speaker(language())(msgid, **values)


def counted_word(singular: str, plural: str, num: int, **values: object) -> Markup:
    """The message for *num* things in the language of the page, with *num* and *values* (escaped) filled in."""
    return _lookup_counted(language(), singular, plural, num) % {"num": num, **values}


@cache
def speaker(language_: str) -> Callable[..., Markup]:
    """:func:`word` for a page in *language_*: the language is asked for once, not at each word."""
    known: dict[str, Markup] = {}

    def say(msgid: str, **values: object) -> Markup:
        if values:
            return _lookup(language_, msgid) % values
        if msgid not in known:
            # Without values ``%%`` is a percent sign all the same.
            known[msgid] = _lookup(language_, msgid) % {}
        return known[msgid]

    return say


@lru_cache(maxsize=4096)
def _lookup(_language: str, msgid: str) -> Markup:
    return Markup(get_translations().ugettext(msgid))  # noqa: S704  # catalogues are ours


@lru_cache(maxsize=4096)
def _lookup_counted(_language: str, singular: str, plural: str, num: int) -> Markup:
    return Markup(get_translations().ungettext(singular, plural, num))  # noqa: S704  # catalogues are ours
