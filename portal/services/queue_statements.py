"""The statements of the queue: a page of lines, with the round and the numbers of the tabs on each.

Owns how they are put together from what is chosen; when they are executed, and with which values, is
``services.queue``'s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)

from portal.filing.access import CONTACT_ROLES
from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, Membership, Person, Round, SectionDocument
from portal.models.rows import table
from portal.services.queue_order import Columns, Sort, beyond, keys_of, ordered_by

PAGE = 50
COUNTED_UP_TO = 99
#: Between name and address of a contact, and between contacts: neither stands in a name or an address.
FIELD, LINE = "\t", "\n"
BETWEEN_YEARS = " "

_filing, _association, _round = table(Filing), table(Association), table(Round)
_document, _membership = table(SectionDocument), table(Membership)
_reviewer, _contact = table(Person).alias("reviewer"), table(Person).alias("contact")


class Tab(StrEnum):
    """Which returns are listed, by where they stand."""

    ALL = "all"
    TO_REVIEW = "to-review"
    RETURNED = "returned"
    DRAFT = "draft"
    NOT_STARTED = "not-started"
    ACCEPTED = "accepted"


class ReviewedBy(StrEnum):
    """Whose returns are listed, by the reviewer who is named."""

    ANYBODY = "anybody"
    ME = "me"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Shape:
    """What decides how the statements read; the values themselves are parameters."""

    tab: Tab = Tab.ALL
    sort: Sort = Sort.STATE
    by_region: bool = False
    by_name: bool = False
    late: bool = False
    reviewer: ReviewedBy = ReviewedBy.ANYBODY
    open_comments: bool = False


_KEPT = (
    *("id", "association_id", "state", "version", "started_at", "state_since", "submission", "submitted_at", "late"),
    *("was_returned", "review_begun_at", "reviewer_id", "extended_until", "open_comments", "changed_cells"),
)
_COLUMNS: Columns = {
    **{name: _filing.c[name] for name in _KEPT},
    "name": _association.c.name,
    "region_code": _association.c.region_code,
}
STANDS: Mapping[Tab, Callable[[Columns], ColumnElement[bool]]] = {
    Tab.TO_REVIEW: lambda of: of["state"] == FilingState.SUBMITTED.value,
    Tab.RETURNED: lambda of: of["state"] == FilingState.RETURNED.value,
    Tab.DRAFT: lambda of: and_(of["state"] == FilingState.DRAFT.value, of["started_at"].is_not(None)),
    Tab.NOT_STARTED: lambda of: and_(of["state"] == FilingState.DRAFT.value, of["started_at"].is_(None)),
    Tab.ACCEPTED: lambda of: of["state"] == FilingState.ACCEPTED.value,
}


def _cell(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    """A column of the round that is shown."""
    return select(column).scalar_subquery()


#: The round asked for; else the newest that is open, else the newest. ``years`` are those of all rounds.
_SHOWN = (
    select(
        *(_round.c[name].label(f"round_{name}") for name in ("id", "year", "state", "opens_at", "due_at", "closes_at")),
        _cell(func.aggregate_strings(cast(_round.c.year, String), BETWEEN_YEARS)).label("years"),
    )
    .order_by(
        (_round.c.year == bindparam("year")).desc(),
        (_round.c.state == RoundState.OPEN.value).desc(),
        _round.c.year.desc(),
    )
    .limit(1)
    .cte("shown")
)


# Statements are few and are made once; each then knows its own key in SQLAlchemy's cache.
@lru_cache(maxsize=512)
def lines_statement(shape: Shape, marked: bool = False, backwards: bool = False) -> Select[Any]:
    """The statement of one page of lines, to be executed with the values of what is sought, and of a mark.

    A line is what the queue keeps of a filing, name and region of its association, the reviewer's name,
    and, while nothing is submitted, when it was last saved and who fills it in. Each line also carries
    what :func:`head_statement` reads.
    """
    keys = keys_of(shape.sort, one_state=shape.tab is not Tab.ALL)
    of, source, numbers = _sources(shape)
    nothing_submitted = of["submission"] == 0
    contacts = (
        select(func.aggregate_strings(_contact.c.name + FIELD + _contact.c.email, LINE))
        .join_from(_membership, _contact, _contact.c.id == _membership.c.person_id)
        .where(_membership.c.association_id == of["association_id"], _contact.c.active)
        .where(_membership.c.role.in_([role.value for role in CONTACT_ROLES]))
    )
    saved = select(func.max(_document.c.saved_at)).where(_document.c.filing_id == of["id"])
    lines = (
        select(
            *of.values(),
            _reviewer.c.name.label("reviewer"),
            case((nothing_submitted, saved.scalar_subquery())).label("saved_at"),
            case((nothing_submitted, contacts.scalar_subquery())).label("contacts"),
            *_SHOWN.c,
            *numbers.c,
        )
        .select_from(source.outerjoin(_reviewer, _reviewer.c.id == of["reviewer_id"]))
        .join(_SHOWN, true())
        .join(numbers, true())
        .order_by(*ordered_by(keys, of, backwards=backwards))
        .limit(PAGE + 1)
    )
    if shape.tab is not Tab.ALL:
        lines = lines.where(STANDS[shape.tab](of))
    if not shape.by_region:
        lines = lines.where(*_conditions(shape))
    return lines.where(beyond(keys, of, backwards=backwards)) if marked else lines


@lru_cache(maxsize=512)
def head_statement(shape: Shape) -> Select[Any]:
    """The round shown, by names that begin with ``round_``, and the numbers of the tabs by those of :class:`Tab`."""
    numbers = _sources(shape)[2]
    return select(*_SHOWN.c, *numbers.c).select_from(_SHOWN.join(numbers, true()))


def _sources(shape: Shape) -> tuple[Columns, FromClause, Subquery]:
    """The columns lines are made of, where they come from, and the one row with the numbers of the tabs.

    Of some regions, everything sought is gathered once, and lines and numbers are taken from it. Of the
    nation, lines come from the tables in the order of an index, and each tab is counted until it is full.
    """
    joined = _filing.join(_association, _association.c.id == _filing.c.association_id)
    if shape.by_region:
        gathered = select(*_COLUMNS.values()).select_from(joined).where(*_conditions(shape)).cte("gathered")
        of = dict(gathered.c)
        counted = (func.count().filter(stands(of)).label(tab.name) for tab, stands in STANDS.items())
        return of, gathered, select(*counted).select_from(gathered).subquery("numbers")
    some: Select[Any] = select(literal_column("1")).select_from(joined if shape.by_name else _filing)
    bounded = {
        tab: some.where(*_conditions(shape), stands(_COLUMNS)).limit(COUNTED_UP_TO + 1).subquery()
        for tab, stands in STANDS.items()
    }
    numbers = (select(func.count()).select_from(lines).scalar_subquery().label(t.name) for t, lines in bounded.items())
    return _COLUMNS, joined, select(*numbers).subquery("numbers")


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """What is true of every line of that shape, whichever tab is shown."""
    found: list[ColumnElement[bool]] = [_filing.c.round_id == _cell(_SHOWN.c.round_id)]
    if shape.by_region:
        found.append(_association.c.region_code.in_(bindparam("regions", expanding=True)))
    if shape.by_name:
        found.append(_association.c.name.ilike(bindparam("name"), escape="\\"))
    if shape.late:
        extension, now = _filing.c.extended_until, bindparam("now", type_=_filing.c.extended_until.type)
        ended = and_(_cell(_SHOWN.c.round_due_at) <= now, or_(extension.is_(None), extension <= now))
        found.append(or_(_filing.c.late, and_(_filing.c.submission == 0, ended)))
    if shape.reviewer is ReviewedBy.ME:
        found.append(_filing.c.reviewer_id == bindparam("person"))
    if shape.reviewer is ReviewedBy.NOBODY:
        found.append(_filing.c.reviewer_id.is_(None))
    if shape.open_comments:
        found.append(_filing.c.open_comments > 0)
    return found
