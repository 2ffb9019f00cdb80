"""Words of the interface in templates: looked up once for each language, not at each use.

A section's page says some eighty of them. Asking the catalogue every time took a quarter of the time that
rendering takes; what it answers does not change while the portal runs. Does not own which language is
spoken (:mod:`portal.web.language`), nor what Python code says: that is little, and asks the catalogue.
"""

from functools import lru_cache

from flask import Flask
from flask_babel import get_translations
from markupsafe import Markup

from portal.web.language import language


def init_app(app: Flask) -> None:
    """Give templates of *app* the remembering ``_``, in place of the one Flask-Babel has installed."""
    app.jinja_env.globals.update(_=word, gettext=word)


def word(msgid: str, **values: object) -> Markup:
    """*msgid* in the language of the page, with *values* (escaped) filled in."""
    return _lookup(language(), msgid) % values if values else _plain(language(), msgid)


@lru_cache(maxsize=4096)
def _lookup(_language: str, msgid: str) -> Markup:
    return Markup(get_translations().ugettext(msgid))  # noqa: S704  # catalogues are ours


@lru_cache(maxsize=4096)
def _plain(language_: str, msgid: str) -> Markup:
    """A word without values: ``%%`` is a percent sign in it all the same."""
    return _lookup(language_, msgid) % {}
