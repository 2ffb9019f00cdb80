"""People and what they may do: memberships, invitations, handing over."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.guards import Policy, allow

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("/")
@allow(Policy.INVITES)
def index() -> ResponseReturnValue:
    """The list."""
    return ""
