"""What must be so before an action on a filing, each need of the table as one question.

Also what an action under way consists of. Asked by the executor with the filing locked, and by pages
that say beforehand what stands in the way.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.filing.seals import SealRule, rule_of
from portal.filing.states import RoundState
from portal.filing.transitions import Need, Transition
from portal.form.folding import clean, clean_lines
from portal.form.problems import Level, Problem
from portal.models import Person
from portal.services import comments, seals
from portal.services.locked_filings import LockedFiling
from portal.services.submissions import Holdings

REASON_MAX = 2000
NAME_MAX = 50


@dataclass(frozen=True)
class Declaration:
    """Who answers for the figures, and whether the declaration was agreed to."""

    responsible_name: str
    agreed: bool

    @property
    def signed(self) -> str:
        """The responsible person's name as it is kept."""
        return clean(self.responsible_name)


UNDECLARED = Declaration("", agreed=False)


@dataclass(frozen=True)
class Request:
    """What somebody asks for: the version of the filing it was decided on, and what goes with it.

    ``seen`` names what the page showed that it was decided on: for a submission the documents
    (``Holdings.mark``), for an acceptance the id of the scan that counts, blank where none does. Without
    it whatever is there now is taken. ``waiver`` is why a return is accepted without the scan asked for.
    """

    version: int
    reason: str = ""
    declaration: Declaration = UNDECLARED
    seen: str | None = None
    waiver: str = ""

    @property
    def reason_given(self) -> str:
        """The reason as it is kept; blank where none was given."""
        return clean_lines(self.reason)

    @property
    def waiver_given(self) -> str:
        """The waiver as it is kept; blank where none was given."""
        return clean_lines(self.waiver)


@dataclass(frozen=True)
class Moment:
    """One action under way: who, on what, asked how, and when; ``held`` only where something is submitted."""

    session: Session
    person: Person
    locked: LockedFiling
    transition: Transition
    request: Request
    at: dt.datetime
    held: Holdings | None


def _nothing_wrong(moment: Moment) -> bool:
    return not any(p.level is Level.HARD for p in _problems(moment))


def _all_explained(moment: Moment) -> bool:
    explained = moment.held.explained if moment.held else ()
    return not any(p.level is Level.SOFT and p.key not in explained for p in _problems(moment))


def _problems(moment: Moment) -> list[Problem]:
    return moment.held.every_problem if moment.held else []


def _declared(moment: Moment) -> bool:
    declaration = moment.request.declaration
    return declaration.agreed and 0 < len(declaration.signed) <= NAME_MAX


def _reason(moment: Moment) -> bool:
    return 0 < len(moment.request.reason_given) <= REASON_MAX


def _reason_or_comment(moment: Moment) -> bool:
    if moment.request.reason_given:
        return _reason(moment)
    return comments.open_on(moment.session, moment.locked.filing.id) > 0


def _sealed_or_waived(moment: Moment) -> bool:
    filing = moment.locked.filing
    if rule_of(filing.round.settings) is not SealRule.REQUIRED or seals.current_scan(moment.session, filing):
        return True
    return 0 < len(moment.request.waiver_given) <= REASON_MAX


MET: dict[Need, Callable[[Moment], bool]] = {
    Need.ROUND_TAKES_WRITES: lambda m: m.locked.filing.takes_writes(m.at),
    Need.ROUND_NOT_ARCHIVED: lambda m: m.locked.round.state in (RoundState.OPEN, RoundState.CLOSED),
    Need.NOTHING_WRONG: _nothing_wrong,
    Need.ALL_EXPLAINED: _all_explained,
    Need.ALL_ANSWERED: lambda m: comments.awaiting_answer(m.session, m.locked.filing.id) == 0,
    Need.DECLARED: _declared,
    Need.NO_REVIEW_BEGUN: lambda m: m.locked.filing.review_begun_at is None,
    Need.REASON_OR_COMMENT: _reason_or_comment,
    Need.NO_OPEN_COMMENT: lambda m: comments.open_on(m.session, m.locked.filing.id) == 0,
    Need.SEAL_OR_WAIVER: _sealed_or_waived,
    Need.REASON: _reason,
}
