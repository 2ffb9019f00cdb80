"""Explaining a soft problem, and deciding whether an explanation will do.

A contact explains while the filing is with the contacts; a reviewer accepts or refuses each explanation
of what was submitted. A refused one becomes a comment at the cell and no longer stands, so it comes back
with the return.
"""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.filing.access import is_contact, may_see
from portal.filing.states import WITH_CONTACT
from portal.form.checks.explanations import EXP_01, is_empty_phrase
from portal.form.folding import clean_lines
from portal.form.problems import Level, Problem
from portal.models import Comment, Explanation, Filing, Person, SectionDocument
from portal.models.rows import table
from portal.services import clock, comments
from portal.services.kept_progress import counted, kept
from portal.services.locked_filings import CameFirst, LockedFiling, NoSuchFiling, lock_filing
from portal.services.sections import NotEditable
from portal.services.standing_explanations import ACCEPTED, REFUSED, of_filing, stands, values_of
from portal.services.submissions import Holdings, holdings
from portal.services.transactions import writing

TEXT_MAX = 2000

_explanation, _document, _comment = table(Explanation), table(SectionDocument), table(Comment)
_filing = table(Filing)


class EmptyPhrase(ValueError):
    """The text explains nothing: too short, too long, or a phrase such as 核实无误 (EXP-01)."""


class NoSuchProblem(LookupError):
    """The return has no such problem any more: the figure was corrected meanwhile."""


class NoSuchExplanation(LookupError):
    """There is no such explanation to decide about."""


def explain(person: Person, filing_id: uuid.UUID, key: str, text: str, *, carried_over: bool = False) -> None:
    """Explain the soft problem *key* as the answers are now; an explanation there is replaced.

    Where the same words stand already nothing happens, so that a verdict on them is kept. Raises
    ``NoSuchFiling``, ``NotEditable``, :class:`EmptyPhrase` and :class:`NoSuchProblem`.
    """
    text = clean_lines(text)
    with writing() as session:
        locked, now = _with_contact(session, person, filing_id), clock.now()
        if len(text) > TEXT_MAX or is_empty_phrase(text, locked.context.rules.parameter(EXP_01, "min_length")):
            raise EmptyPhrase
        held = holdings(session, locked)
        section, problem = _problem(held, key)
        present = held.explanations.get(key)
        if present is not None and present.text == text and stands(present, problem, held.cells):
            return
        row: dict[str, Any] = {
            "id": uuid.uuid4(),
            "filing_id": filing_id,
            "association_id": locked.filing.association_id,
            "section": section,
            "rule": problem.rule.code,
            "problem": key,
            "values": values_of(problem, held.cells),
            "parameters": {
                name: str(locked.context.rules.parameter(problem.rule, name)) for name in problem.rule.parameters
            },
            "text": text,
            "carried_over": carried_over,
            "written_by": person.id,
            "written_at": now,
            "verdict": "",
        }
        session.execute(delete(_explanation).where(_of(filing_id, key)))
        session.execute(insert(_explanation).inline(), [row])
        if not locked.filing.explained:
            session.execute(update(_filing).where(_filing.c.id == filing_id).values(explained=True))
        count_anew(session, locked, section)


def decide(
    person: Person, filing_id: uuid.UUID, ids: Collection[uuid.UUID], verdict: str, reason: str = "", *, seen: str = ""
) -> None:
    """Accept or refuse explanations that say the same at one place; refusing says why, in a comment there.

    *seen* is the verdict that the reviewer saw on them. Accepting after all takes back a comment of the
    refusal that was not sent yet; deciding the same again changes nothing. Raises ``NoSuchFiling``,
    ``NotYourTurn``, :class:`NoSuchExplanation`, ``CameFirst`` and ``EmptyText``.
    """
    reason = clean_lines(reason)
    with writing() as session:
        locked, now = comments.reviewing(session, person, filing_id), clock.now()
        found = [each for each in of_filing(session, filing_id).values() if each.id in ids]
        if not found or len(found) != len(set(ids)) or verdict not in (ACCEPTED, REFUSED):
            raise NoSuchExplanation
        if all(each.verdict == verdict for each in found):
            return
        if any(each.verdict != seen for each in found):
            raise CameFirst(filing_id)
        _take_back_refusals(session, filing_id, found)
        said = {"verdict": verdict, "verdict_by": person.id, "verdict_at": now}
        session.execute(update(_explanation).where(_explanation.c.id.in_([each.id for each in found])).values(**said))
        if verdict == REFUSED:
            comments.pin(session, locked, person, _place_of(found[0], locked), reason, now)
        else:
            comments.begin(session, locked, person, now)
        for section in {each.section for each in found}:
            count_anew(session, locked, section)


def count_anew(session: Session, locked: LockedFiling, section_code: str) -> None:
    """Bring the kept progress of a section in line with the explanations there are now."""
    held = holdings(session, locked)
    cells = held.cells[section_code]
    found = counted(locked.edition.by_code[section_code], cells, locked.context, lambda _problems: held.explained)
    mine = (_document.c.filing_id == locked.filing.id, _document.c.section == section_code)
    session.execute(update(_document).where(*mine).values(**kept(found, locked.context)))


def _take_back_refusals(session: Session, filing_id: uuid.UUID, found: Collection[Explanation]) -> None:
    """Drop the comments by which *found* were refused, as far as nothing of them was sent."""
    moments = {each.verdict_at for each in found if each.verdict == REFUSED}
    mine = (_comment.c.filing_id == filing_id, _comment.c.created_at.in_(moments))
    for comment_id in session.scalars(select(_comment.c.id).where(*mine)).all() if moments else ():
        comments.drop_unsent(session, filing_id, comment_id)


def _with_contact(session: Session, person: Person, filing_id: uuid.UUID) -> LockedFiling:
    locked = lock_filing(session, filing_id)
    if not may_see(person.grants, locked.place):
        raise NoSuchFiling(filing_id)
    mine = locked.state in WITH_CONTACT and is_contact(person.grants, locked.place)
    if not mine or not locked.filing.takes_writes(clock.now()):
        raise NotEditable
    return locked


def _problem(held: Holdings, key: str) -> tuple[str, Problem]:
    """The soft problem *key* and the section it stands with, which is not always that of its address."""
    for section, problems in held.problems.items():
        for problem in problems:
            if problem.key == key and problem.level is Level.SOFT:
                return section, problem
    raise NoSuchProblem(key)


def _of(filing_id: uuid.UUID, key: str) -> Any:
    return (_explanation.c.filing_id == filing_id) & (_explanation.c.problem == key)


def _place_of(found: Explanation, locked: LockedFiling) -> str:
    """Where a comment on the explanation is pinned: at the cell, or at the section for what is no cell of it."""
    address = found.problem.partition("@")[2]
    return address if address.partition(".")[0] in locked.edition.by_code else found.section
