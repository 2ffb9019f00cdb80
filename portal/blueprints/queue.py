"""The list of returns that a coordinator works through."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.guards import Policy, allow

blueprint = Blueprint("queue", __name__, url_prefix="/review")


@blueprint.get("/")
@allow(Policy.WATCHES)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
