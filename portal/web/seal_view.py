"""What pages say about the scan of the stamped form: how it stands, which one counts, what can be done."""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.filing.seals import Obstacle, ScanState, SealRule
from portal.models import Filing
from portal.services import clock, seals
from portal.services.seals import Scan, Seal
from portal.web.filing_view import filing_view
from portal.web.filters import file_size


@dataclass(frozen=True)
class ScanView:
    """One scan as a list shows it; ``counts`` for the one that counts now."""

    id: uuid.UUID
    url: str
    name: str
    size: str
    number: int
    by: str
    at: dt.datetime
    counts: bool


@dataclass(frozen=True)
class SealLine:
    """How things stand in one line: ``kind`` is the voice, ``scan`` what can be opened."""

    kind: str
    icon: str
    text: str
    scan: ScanView | None = None


def scan_view(filing: Filing, seal: Seal, scan: Scan) -> ScanView:
    """The view of one scan of *filing*."""
    url = url_for("seals.file", filing_id=filing.id, scan_id=scan.id)
    counts = seal.current is not None and seal.current.id == scan.id
    return ScanView(scan.id, url, scan.file.name, file_size(scan.file.size), scan.of.number, scan.by, scan.at, counts)


def seal_line(filing: Filing, seal: Seal, number: int | None = None) -> SealLine | None:
    """How *filing* stands with its scan; of submission *number* only its own one, if it does not stand.

    None where there is nothing to say.
    """
    if number is not None and (seal.standing is None or seal.standing.number != number):
        scan = seal.of(number)
        return (
            SealLine("", "file-earmark-check", _("of this submission"), scan_view(filing, seal, scan)) if scan else None
        )
    if seal.standing is None:
        return None
    if seal.current:
        return SealLine("good", "check-lg", _("current"), scan_view(filing, seal, seal.current))
    kind = "check" if seal.rule is SealRule.REQUIRED else ""
    if seal.state is ScanState.STALE:
        last = seal.scans[0]
        text = _("out of date, made of submission %(number)s", number=last.of.number)
        return SealLine(kind, "exclamation-triangle-fill", text, scan_view(filing, seal, last))
    text = _("missing") if seal.rule is SealRule.REQUIRED else _("none; it is optional")
    return SealLine(kind, "exclamation-triangle-fill" if kind else "circle", text)


def stands_in_the_way(seal: Seal) -> str:
    """What a scan that is required and not there says beside the button that accepts; blank when all is well."""
    if seal.rule is not SealRule.REQUIRED or not seal.awaited:
        return ""
    if seal.state is ScanState.STALE:
        return _("the stamped scan is of an earlier submission")
    return _("the stamped scan is missing")


def why_not_uploaded(filing: Filing, seal: Seal) -> str:
    """Why no scan can be uploaded now; blank when one can."""
    obstacle = seals.obstacle(filing, clock.now(), has_current=seal.current is not None)
    return obstacle_words(filing, obstacle) if obstacle else ""


def obstacle_words(filing: Filing, obstacle: Obstacle) -> str:
    """An obstacle in a sentence."""
    if obstacle is Obstacle.ROUND_CLOSED:
        return filing_view(filing).not_editable_because
    return {
        Obstacle.NOT_ASKED_FOR: _(
            "The %(year)s round does not ask for a scan of the stamped form.", year=filing.round.year
        ),
        Obstacle.NOT_SUBMITTED: _("Nothing is submitted now. Submit the return first, then print what was submitted."),
        Obstacle.SETTLED: _("The return was accepted with this scan, so it is not replaced any more."),
    }[obstacle]
