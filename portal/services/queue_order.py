"""In which order the queue stands, and the marks by which its pages follow each other.

A mark holds what the order sorts by for one line. A page begins after a mark, or ends before it, so
turning pages costs the same however far one is, and lines that come or go meanwhile shift nothing.
Owns neither what is sought nor what a line shows: see ``services.queue``.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, or_

from portal.filing.states import FilingState

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
LONGEST_TEXT = 200
BETWEEN = "~"


class Sort(StrEnum):
    """What the list is sorted by; equal lines stand in the order of their ids."""

    STATE = "state"
    WAITING = "waiting"
    NAME = "name"
    SUBMITTED = "submitted"


class Sortable(Protocol):
    """What a line must tell to be marked; a row of the list's statement does."""

    @property
    def id(self) -> uuid.UUID: ...
    @property
    def state(self) -> str: ...
    @property
    def state_since(self) -> dt.datetime: ...
    @property
    def submitted_at(self) -> dt.datetime | None: ...
    @property
    def name(self) -> str: ...


#: The columns a statement sorts by, by name: those of a filing, and ``name``, its association's.
Columns = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Key:
    """One column of an order: where its value stands on a line, and how it is written in a mark and read."""

    column: Callable[[Columns], ColumnElement[Any]]
    value: Callable[[Any], Any]
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    descending: bool = False


def _moment(text: str) -> dt.datetime:
    try:
        return NEVER + int(text) * MICROSECOND
    except OverflowError as error:
        raise ValueError(text) from error


def _micros(moment: dt.datetime) -> str:
    return str((moment - NEVER) // MICROSECOND)


def _text(text: str) -> str:
    if not text.isprintable() or len(text) > LONGEST_TEXT:
        raise ValueError("no text of ours")
    return text


_ID = Key(lambda of: of["id"], lambda line: line.id, lambda id_: str(id_.hex), uuid.UUID)
_SINCE = Key(lambda of: of["state_since"], lambda line: line.state_since, _micros, _moment)
_NAME = Key(lambda of: of["name"], lambda line: line.name, str, _text)
# Read backwards, the states are in the order of a reviewer's work: submitted, returned, draft, accepted.
_STATE = Key(
    lambda of: of["state"],
    lambda line: line.state,
    str,
    lambda text: FilingState(text).value,
    descending=True,
)
# What is accepted waits for nothing, so it comes last.
_DONE = Key(
    lambda of: of["state"] == FilingState.ACCEPTED.value,
    lambda line: line.state == FilingState.ACCEPTED,
    lambda done: str(int(done)),
    lambda text: bool(int(text)),
)
_SUBMITTED = Key(
    lambda of: func.coalesce(of["submitted_at"], literal(NEVER, of["submitted_at"].type)),
    lambda line: line.submitted_at or NEVER,
    _micros,
    _moment,
    descending=True,
)


def keys_of(sort: Sort, *, one_state: bool) -> tuple[Key, ...]:
    """The columns of an order; where all lines have *one_state* there is nothing to say of it."""
    if sort is Sort.NAME:
        return (_NAME, _ID)
    if sort is Sort.SUBMITTED:
        return (_SUBMITTED, _ID)
    if one_state:
        return (_SINCE, _ID)
    return (_STATE, _SINCE, _ID) if sort is Sort.STATE else (_DONE, _SINCE, _ID)


def ordered_by(keys: Sequence[Key], of: Columns, *, backwards: bool) -> list[ColumnElement[Any]]:
    """What a statement with these columns is ordered by."""
    return [key.column(of).desc() if key.descending != backwards else key.column(of).asc() for key in keys]


def beyond(keys: Sequence[Key], of: Columns, *, backwards: bool, place: int = 0) -> ColumnElement[bool]:
    """That a line comes after the mark (backwards: before it), whose values are ``mark_0``, ``mark_1`` ….

    Each column is bounded by itself first, so that an index in this order is entered at the mark.
    """
    key, column = keys[place], keys[place].column(of)
    mark = bindparam(f"mark_{place}", type_=column.type)
    falling = key.descending != backwards
    strictly = column < mark if falling else column > mark
    if place == len(keys) - 1:
        return strictly
    weakly = column <= mark if falling else column >= mark
    return and_(weakly, or_(strictly, beyond(keys, of, backwards=backwards, place=place + 1)))


def mark_of(keys: Sequence[Key], line: Sortable) -> str:
    """The mark of *line*, as it stands in an address."""
    return BETWEEN.join(key.write(key.value(line)) for key in keys)


def read_mark(keys: Sequence[Key], text: str) -> Mapping[str, Any] | None:
    """The values of a mark by the names that :func:`beyond` gives them; None for what is no mark of this order."""
    # A name may hold what stands between the values; it comes first, so the text is cut from its end.
    parts = text.rsplit(BETWEEN, len(keys) - 1)
    if len(parts) != len(keys):
        return None
    try:
        return {f"mark_{place}": key.read(part) for place, (key, part) in enumerate(zip(keys, parts, strict=True))}
    except ValueError:
        return None
