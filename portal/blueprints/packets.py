"""Packets of a region: asked for, watched while they are built, fetched."""

import uuid

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.services import packets
from portal.services.packets import NoSuchPacket, NotWatched
from portal.web.attachments import attached
from portal.web.guards import Policy, allow
from portal.web.language import language
from portal.web.packet_view import file_name, packets_page
from portal.web.stores import file_store

ARCHIVE = "application/zip"

blueprint = Blueprint("packets", __name__, url_prefix="/packets")


@blueprint.get("")
@allow(Policy.WATCHES)
def index() -> ResponseReturnValue:
    """The packets of the reader, and asking for another."""
    page = packets_page(request.args.get("round", type=uuid.UUID), request.args.get("region"))
    return render_template("packets/index.html", page=page)


@blueprint.post("")
@allow(Policy.WATCHES)
def ask() -> ResponseReturnValue:
    """Ask for a packet; asking again for one that is under way changes nothing."""
    round_id, region = request.form.get("round", type=uuid.UUID), request.form.get("region")
    if round_id is None or region is None:
        abort(400)
    try:
        packets.ask(current_user, round_id, region, language())
    except NotWatched:
        abort(404)
    return redirect(url_for("packets.index", round=round_id, region=region or None), 303)


@blueprint.get("/<uuid:packet_id>")
@allow(Policy.WATCHES)
def fetch(packet_id: uuid.UUID) -> ResponseReturnValue:
    """The packet itself, straight from the file store."""
    try:
        line, pieces = packets.open_packet(current_user, packet_id, file_store())
    except NoSuchPacket:
        abort(404)
    return attached(pieces, file_name(line), ARCHIVE, line.size)
