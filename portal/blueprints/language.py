"""Choosing the language, on every page but those that save what was typed first (``web.section_views``)."""

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from portal.web.guards import Policy, allow
from portal.web.language import LANGUAGES, set_language
from portal.web.own_paths import home, own_path

blueprint = Blueprint("language", __name__)


@blueprint.post("/language/<code>")
@allow(Policy.PUBLIC)
def choose(code: str) -> ResponseReturnValue:
    """Remember the language and go back to where the reader was."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(own_path(request.form.get("next")) or home(), 303)
    set_language(response, code)
    return response
