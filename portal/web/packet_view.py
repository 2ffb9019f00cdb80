"""What the page of packets shows: what can be asked for, and each packet in words."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.filing.states import RoundState
from portal.models import Round
from portal.services import clock, packets, round_progress
from portal.services.packets import NATION, Fault, PacketLine, PacketState
from portal.web.filters import file_size, moment
from portal.web.language import language
from portal.web.packet_words import packet_title

WHY = {
    Fault.STORE: _l("The file store did not answer. Try again later."),
    Fault.NO_SPACE: _l("There is no room for it on the server. Tell whoever looks after the portal."),
    Fault.TRIED_LONG: _l("It was tried for a day and never came to an end. Tell whoever looks after the portal."),
    Fault.BROKEN: _l("Something went wrong in the portal; it is noted in its log. Tell whoever looks after it."),
    Fault.INCOMPLETE: _l("Something is missing in it: the text in the packet says what."),
}


@dataclass(frozen=True)
class Choice:
    """Something to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class PacketView:
    """One packet in words; blank where there is nothing to say."""

    id: str
    title: str
    state: str
    asked: str
    progress: str
    done: int
    total: int
    size: str
    until: str
    remark: str
    fetch_url: str
    round_id: str
    region_code: str
    round_year: int
    where: str


@dataclass(frozen=True)
class PacketsPage:
    """The page: what can be asked for, and what was asked for."""

    rounds: Sequence[Choice]
    regions: Sequence[Choice]
    packets: Sequence[PacketView]
    under_way: bool
    back: str


def packets_page(round_id: uuid.UUID | None, region: str | None) -> PacketsPage:
    """The page for the signed-in person, *round_id* and *region* chosen if they can be."""
    rounds = round_progress.rounds_watched(current_user.grants)
    chosen = _chosen(rounds, round_id)
    lines = packets.listed_for(current_user)
    return PacketsPage(
        rounds=[Choice(str(one.id), str(one.year), one is chosen) for one in rounds],
        regions=_regions(region),
        packets=[packet_view(line) for line in lines],
        under_way=any(line.under_way for line in lines),
        back=url_for("queue.index", year=chosen.year) if chosen else url_for("queue.index"),
    )


def _chosen(rounds: Sequence[Round], round_id: uuid.UUID | None) -> Round | None:
    """The round asked for; else the newest that is open, else the newest."""
    for fits in (lambda one: one.id == round_id, lambda one: one.state == RoundState.OPEN, lambda one: True):
        found = next(filter(fits, rounds), None)
        if found:
            return found
    return None


def _regions(region: str | None) -> list[Choice]:
    """The nation if the person watches over it, and the regions."""
    choices = (
        [Choice(NATION, _("the whole nation"), not region)] if packets.may_pack(current_user.grants, NATION) else []
    )
    named = packets.regions_to_pack(current_user.grants)
    return choices + [Choice(code, zh if language() == "zh" else en, code == region) for code, zh, en in named]


def packet_view(line: PacketLine) -> PacketView:
    """One packet in words, for the signed-in person."""
    ready = line.state is PacketState.READY
    asked = _("asked for %(when)s", when=moment(line.asked_at))
    if line.asked_by != current_user.id:
        asked = _("asked for by %(name)s %(when)s", name=line.asked_by_name, when=moment(line.asked_at))
    return PacketView(
        id=str(line.id),
        title=title_of(line),
        state=line.state,
        asked=asked,
        progress=_("%(done)s of %(total)s returns", done=line.done, total=line.total) if line.total else "",
        done=line.done,
        total=line.total,
        size=file_size(line.size) if ready else "",
        until=_("kept until %(when)s", when=moment(line.kept_until)) if ready and line.kept_until else "",
        remark=str(WHY[Fault(line.error)]) if line.error and line.state is not PacketState.REMOVED else "",
        fetch_url=url_for("packets.fetch", packet_id=line.id) if ready else "",
        round_id=str(line.round_id),
        region_code=line.region_code,
        round_year=line.round_year,
        where=where(line),
    )


def where(line: PacketLine) -> str:
    """The region of a packet in words, or the whole nation."""
    if line.region is None:
        return str(_("the whole nation"))
    return line.region[language() != "zh"]


def title_of(line: PacketLine) -> str:
    """What a packet is called in the reader's language."""
    return packet_title(line.round_year, where(line))


def file_name(line: PacketLine) -> str:
    """The name a packet is saved under: its title and the Beijing day it was made."""
    day = (line.finished_at or line.asked_at).astimezone(clock.BEIJING)
    return f"{title_of(line)}-{day:%Y%m%d}.zip"
