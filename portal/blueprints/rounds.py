"""Rounds: created, opened, changed, closed; extensions; progress."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.guards import Policy, allow

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")


@blueprint.get("/")
@allow(Policy.ADMINISTRATES)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
