"""One measurement of a packet in a process of its own; see ``bench.packet``.

The worker builds the packet that waits. Idle is the application loaded, the database asked, and one form
set: what a worker that has built a packet before holds anyway. Says its seconds and bytes in JSON.
"""

import json

from sqlalchemy import select

from bench.processes import memory
from bench.workbook_side import timed
from portal import create_app
from portal.cli.worker import LOCAL_ADDRESS
from portal.config import Settings
from portal.models import Packet, Submission, db
from portal.models.database import act_for
from portal.services import packet_worker
from portal.web.packet_words import forms_for, packet_words
from portal.web.stores import file_store


def main() -> None:
    """Build the packet and say what it took."""
    app = create_app(Settings.read())
    with app.app_context():
        act_for(db.session(), None)
        forms = forms_for(LOCAL_ADDRESS)
        forms("zh")(db.session.scalars(select(Submission).limit(1)).one())
        db.session.rollback()
        idle = memory()
        seconds = timed(lambda: packet_worker.build_next(packet_words, forms, file_store(), lambda: False))
        grown = memory() - idle
        packet = db.session.scalars(select(Packet)).one()
    if packet.state != "ready" or packet.error:
        raise RuntimeError(f"the packet is {packet.state}: {packet.error}")
    print(json.dumps({"seconds": seconds, "bytes": grown, "size": packet.size}))  # noqa: T201  # the parent reads it


if __name__ == "__main__":
    main()
