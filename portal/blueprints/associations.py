"""The associations: their profiles, and their import from a workbook."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.guards import Policy, allow

blueprint = Blueprint("associations", __name__, url_prefix="/associations")


@blueprint.get("/")
@allow(Policy.ADMINISTRATES)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
