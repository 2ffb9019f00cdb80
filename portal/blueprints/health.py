"""Whether this process can serve: asked by machines, so it answers without a session."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.services.health import database_answers
from portal.web.guards import Policy, allow

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(Policy.PUBLIC)
def health() -> ResponseReturnValue:
    """200 when the database answers, 503 otherwise."""
    if database_answers():
        return jsonify(status="ok")
    return jsonify(status="unavailable"), 503
