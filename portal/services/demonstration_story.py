"""What has happened in the demonstration: an accepted round a year ago, and this year's returns in every state.

Told by the same verbs as real people use, each at its own moment, so every page has something to show.
Owns the story; who and what there is stands in ``services.demonstration``.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.exchange.file_store import FileStore
from portal.filing.states import RoundState
from portal.filing.transitions import Action
from portal.form.problems import Level
from portal.models import Filing, Person, Round, db
from portal.models.database import act_for
from portal.services import clock, comments
from portal.services.explaining import explain
from portal.services.filings import find
from portal.services.needs import Declaration, Request
from portal.services.rounds import form_context
from portal.services.sections import save_cells
from portal.services.stored_sections import stored_sections
from portal.services.submissions import documents_of, holdings_of
from portal.services.submissions import find as find_submission
from portal.services.transitions import carry_out
from portal.services.uploads import UploadLimits, add_file

SUMMARY = Path(__file__).parent.parent / "demonstration" / "work_summary.docx"
EXPLANATION = "已与会员单位逐份核对合同和台账，数字与上报材料一致，变化来自当年新增的合同（演示说明）。"
SUMMARY_NAME = "试点工作总结（虚构）.docx"


@dataclass(frozen=True)
class Cast:
    """Where the story finds its people and returns: ids by the keys of the demonstration."""

    id_of: Callable[[str], uuid.UUID]
    store: FileStore

    def person(self, email: str) -> Person:
        """Somebody of the demonstration; from here on the session acts for that person."""
        session = db.session()
        act_for(session, self.id_of(email))
        query = select(Person).where(Person.id == self.id_of(email)).options(selectinload(Person.memberships))
        return session.scalars(query).one()

    def filing(self, round_key: str, association_key: str) -> Filing:
        """The return of an association, as it stands now."""
        act_for(db.session(), None)
        ids = {"round_id": self.id_of(round_key), "association_id": self.id_of(association_key)}
        found = find(db.session.scalars(select(Filing.id).filter_by(**ids)).one())
        if found is None:
            raise LookupError(round_key, association_key)
        return found


@dataclass(frozen=True)
class Turn:
    """One turn of the story: who does what with which return."""

    cast: Cast
    round_key: str
    association_key: str

    @property
    def filing(self) -> Filing:
        return self.cast.filing(self.round_key, self.association_key)

    def upload(self, email: str) -> None:
        filing, person = self.filing, self.cast.person(email)
        data = SUMMARY.read_bytes()
        add_file(self.cast.store, person, filing, SUMMARY_NAME, data, UploadLimits(("docx",), len(data), 1))

    def explain(self, email: str) -> None:
        """Explain whatever the checks ask about."""
        filing, person = self.filing, self.cast.person(email)
        held = holdings_of(filing, form_context(filing))
        for problem in held.every_problem:
            if problem.level is Level.SOFT and problem.key not in held.explained:
                explain(person, filing.id, problem.key, EXPLANATION)

    def submit(self, email: str, responsible: str) -> None:
        self.explain(email)
        declaration = Declaration(responsible, agreed=True)
        version, filing_id = self.filing.version, self.filing.id
        carry_out(self.cast.person(email), filing_id, Action.SUBMIT, Request(version, declaration=declaration))

    def decide(self, email: str, action: Action, reason: str = "") -> None:
        version, filing_id = self.filing.version, self.filing.id
        carry_out(self.cast.person(email), filing_id, action, Request(version, reason=reason))

    def comment(self, email: str, address: str, text: str) -> None:
        filing, person = self.filing, self.cast.person(email)
        submission = find_submission(filing.id, filing.submission)
        if submission is None:
            raise LookupError(filing.id)
        comments.ask(person, filing.id, documents_of(submission.content), address, text)

    def change(self, email: str, section: str, cells: Mapping[str, str]) -> None:
        filing, person = self.filing, self.cast.person(email)
        revision = stored_sections(filing, section)[section].revision
        save_cells(person, filing.id, section, revision, list(cells.items()))


def tell_last_year(cast: Cast, round_: Round) -> None:
    """Last year's round, open for the moment: two returns accepted, one of them after a return."""
    for key, email, coordinator, responsible in (
        ("C", "lingnan@example.org", "guangdong@example.org", "梁启明"),
        ("E", "yanjing@example.org", "beijing@example.org", "孙立新"),
    ):
        turn = Turn(cast, "last-round", key)
        with clock.stopped_at(round_.due_at - dt.timedelta(days=6)):
            turn.upload(email)
            turn.submit(email, responsible)
        with clock.stopped_at(round_.due_at - dt.timedelta(days=1)):
            turn.decide(coordinator, Action.ACCEPT)


def close_last_year(round_: Round) -> None:
    """Last year's round is over."""
    act_for(db.session(), None)
    stored = db.session.get(Round, round_.id)
    if stored is not None:
        stored.state = RoundState.CLOSED.value
        db.session.commit()


def tell_this_year(cast: Cast, now: dt.datetime) -> None:
    """This year's round: one return waits for review, one was returned, one is accepted, two are drafts."""

    def days_ago(days: float) -> dt.datetime:
        return now - dt.timedelta(days=days)

    waiting = Turn(cast, "round", "A")
    with clock.stopped_at(days_ago(3)):
        waiting.upload("sunan@example.org")
        waiting.submit("sunan@example.org", "顾维钧")

    returned = Turn(cast, "round", "C")
    with clock.stopped_at(days_ago(9)):
        returned.upload("lingnan@example.org")
        returned.submit("lingnan@example.org", "梁启明")
    by = "guangdong@example.org"
    asked = (
        ("system_building.members.member_total", "会员总数与工作总结第一部分写的不一致，请核对。"),
        (
            "collaborative_utilization.operations_by_year.2017.assigned_amount",
            "2017年转让金额比2016年高出很多，请核对单位是否为万元；无误请说明是哪几份合同。",
        ),
        ("patent_protection", "请补充集体谈判的主要对象。"),
    )
    for number, (address, text) in enumerate(asked):
        with clock.stopped_at(days_ago(7) + dt.timedelta(minutes=4 * number)):
            returned.comment(by, address, text)
    with clock.stopped_at(days_ago(7) + dt.timedelta(minutes=15)):
        returned.decide(by, Action.RETURN, "整体完整，三处请核对后重新提交。")

    accepted = Turn(cast, "round", "E")
    with clock.stopped_at(days_ago(12)):
        accepted.upload("yanjing@example.org")
        accepted.submit("yanjing@example.org", "孙立新")
    with clock.stopped_at(days_ago(10)):
        accepted.decide("beijing@example.org", Action.ACCEPT)
