"""The lines of the queue in words."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.filing.access import Grant, Place, may_review
from portal.filing.states import FilingState, RoundState
from portal.services import queue
from portal.services.queue import Found, RoundShown
from portal.web.filters import deadline, moment

NO_ID = uuid.UUID(int=0)
WITH_OFFICE = (FilingState.SUBMITTED, FilingState.ACCEPTED)


class LineView(NamedTuple):
    """One return on the list, in words; blank where there is nothing to say."""

    id: str
    version: int
    association_name: str
    region_name: str
    state: str
    number: int
    submitted: str
    saved: str
    late: str
    extended: str
    waiting: str
    changed: int | None
    comments: int | None
    reviewer: str
    begun: str
    reading_url: str
    naming_url: str
    to_take: bool
    to_review: bool
    with_association: bool
    contacts: Sequence[tuple[str, str]]
    noted: bool


class LineWords:
    """The words of lines, with what the lines of one page share worked out once."""

    def __init__(self, grants: Sequence[Grant], regions: dict[str, str], now: dt.datetime, round_: RoundShown) -> None:
        decides = round_.state in (RoundState.OPEN, RoundState.CLOSED)
        self.reviewed = {code for code in regions if may_review(grants, Place(NO_ID, code))} if decides else set()
        self.regions, self.now, self.due_at = regions, now, round_.due_at
        # Addresses are built once, and the id put in at each line.
        self.reading, self.naming = (url_for(page, filing_id=NO_ID) for page in ("review.show", "queue.reviewer"))
        self.submitted_late, self.overdue = _("submitted late"), _("overdue, not submitted")
        # Filled in at each line, without asking the catalogue again.
        self.saved, self.begun = _("last saved %(when)s"), _("review begun %(when)s")
        self.extended = _("extended to %(when)s")
        self.waited: dict[int, str] = {0: _("under a day")}

    def line(self, line: Found, noted: uuid.UUID | None) -> LineView:
        """One line in words."""
        submitted, state, address = line.submission > 0, line.state, str(line.id)
        reviews = line.region_code in self.reviewed
        return LineView(
            id=address,
            version=line.version,
            association_name=line.name,
            region_name=self.regions.get(line.region_code, ""),
            state="none" if state == FilingState.DRAFT and line.started_at is None else state,
            number=line.submission,
            submitted=moment(line.submitted_at) if line.submitted_at else "",
            saved=self.saved % {"when": moment(line.saved_at)} if line.saved_at else "",
            late=self._late(line, submitted),
            extended=self.extended % {"when": deadline(line.extended_until)} if line.extended_until else "",
            waiting="" if state == FilingState.ACCEPTED else self._waiting((self.now - line.state_since).days),
            changed=line.changed_cells if line.was_returned and state in WITH_OFFICE else None,
            comments=line.open_comments if submitted else None,
            reviewer=line.reviewer or "",
            begun=self._begun(line.review_begun_at) if state == FilingState.SUBMITTED else "",
            reading_url=self.reading.replace(str(NO_ID), address) if submitted else "",
            naming_url=self.naming.replace(str(NO_ID), address) if reviews else "",
            to_take=reviews and line.reviewer_id is None and state != FilingState.ACCEPTED,
            to_review=reviews and state == FilingState.SUBMITTED,
            with_association=submitted and state not in WITH_OFFICE,
            contacts=[] if submitted else queue.contacts_of_line(line),
            noted=line.id == noted,
        )

    def _begun(self, at: dt.datetime | None) -> str:
        return self.begun % {"when": moment(at)} if at else ""

    def _late(self, line: Found, submitted: bool) -> str:
        if submitted:
            return self.submitted_late if line.late else ""
        return self.overdue if self.now >= max(self.due_at, line.extended_until or self.due_at) else ""

    def _waiting(self, days: int) -> str:
        days = max(days, 0)
        if days not in self.waited:
            self.waited[days] = str(ngettext("%(num)d day", "%(num)d days", days))
        return self.waited[days]
