"""Two sheets of a packet: problems with their explanations, and the returns that are with their contacts.

Owns what is read and which row it makes. That text is never a formula is seen to by
``exchange.consolidated_workbook``.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.exchange.consolidated_workbook import ConsolidatedWorkbook
from portal.filing.access import CONTACT_ROLES
from portal.filing.states import FilingState
from portal.models import Filing, Membership, Person, Round, SectionDocument, Submission
from portal.models.rows import table
from portal.services.consolidated import beijing, region_of, state_of
from portal.services.given_explanations import given_in
from portal.services.packet_words import PacketWords

AT_A_TIME = 500

_filing, _membership, _person, _document = table(Filing), table(Membership), table(Person), table(SectionDocument)


class ProblemSheet:
    """The sheet of the problems that submissions were let through with: a row for each."""

    def __init__(self, book: ConsolidatedWorkbook, words: PacketWords) -> None:
        self._sheet, self._words = book.sheet(*words.problems), words

    def write(self, row: Row[Any], submission: Submission) -> None:
        """The rows of one submission, in the order of the form."""
        words, text = self._words, self._sheet.text
        language = words.vocabulary.language
        given = {each.key: each for each in given_in(submission)}
        whose = [text(row.name), text(region_of(row, words.vocabulary)), text(words.standing[FilingState(row.state)])]
        whose.append(text(submission.reference))
        for problem in submission.problems:
            section, place = words.section_and_place(submission, problem["addresses"][0])
            fired = [text(part) for part in (problem["rule"], section, place, problem["message"][language])]
            said = given.get(problem["key"])
            explained = [text(said.text), text(said.name), beijing(said.at)] if said else [None, None, None]
            decided: list[Any] = [None, None, None]
            if said and said.verdict:
                decided = [text(words.verdicts[said.verdict]), text(said.decided_by), beijing(said.decided_at)]
            self._sheet.append([*whose, *fired, *explained, *decided])


@dataclass(frozen=True)
class Outstanding:
    """A return that is with its contacts: where it stands, when it was last saved, name and address of each."""

    row: Row[Any]
    due_at: dt.datetime
    saved_at: dt.datetime | None
    contacts: Sequence[tuple[str, str]]


def outstanding_of(session: Session, round_: Round, listed: Sequence[Row[Any]]) -> list[Outstanding]:
    """Those of *listed* on which nothing is submitted, or that were returned and not submitted again."""
    waiting = [row for row in listed if not row.submission or row.state == FilingState.RETURNED]
    contacts: dict[uuid.UUID, list[tuple[str, str]]] = {}
    saved: dict[uuid.UUID, dt.datetime] = {}
    for start in range(0, len(waiting), AT_A_TIME):
        ids = [row.id for row in waiting[start : start + AT_A_TIME]]
        filling_in = (
            select(_filing.c.id, _person.c.name, _person.c.email)
            .join_from(_filing, _membership, _membership.c.association_id == _filing.c.association_id)
            .join(_person, _person.c.id == _membership.c.person_id)
            .where(_filing.c.id.in_(ids), _membership.c.role.in_([role.value for role in CONTACT_ROLES]))
            .where(_person.c.active)
            .order_by(_person.c.name, _person.c.email)
        )
        for filing_id, name, email in session.execute(filling_in):
            contacts.setdefault(filing_id, []).append((name, email))
        last = select(_document.c.filing_id, func.max(_document.c.saved_at)).where(_document.c.filing_id.in_(ids))
        saved |= {row[0]: row[1] for row in session.execute(last.group_by(_document.c.filing_id)) if row[1]}
    return [
        Outstanding(row, round_.due_for(row.extended_until), saved.get(row.id), contacts.get(row.id, []))
        for row in waiting
    ]


def write_outstanding(outstanding: Sequence[Outstanding], words: PacketWords, file: BinaryIO) -> None:
    """Write the list into *file*: a row a return, several contacts in one cell."""
    book = ConsolidatedWorkbook()
    sheet = book.sheet(*words.outstanding)
    for one in outstanding:
        row, text = one.row, sheet.text
        sheet.append(
            [
                *(text(row.name), text(region_of(row, words.vocabulary)), text(state_of(row, words.vocabulary))),
                *(beijing(one.saved_at), beijing(one.due_at)),
                *(text("; ".join(contact[place] for contact in one.contacts)) for place in (0, 1)),
                *(beijing(row.state_since), text(row.reference or "")),
            ]
        )
    book.save(file)
