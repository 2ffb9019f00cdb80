"""What the address of the queue asks for, and addresses that ask for something else.

The whole choice stands in the address: it can be kept, sent and gone back to. What cannot be
understood in it counts as not said.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from portal.services.queue_order import Sort
from portal.services.queue_statements import ReviewedBy, Tab

NAME_MAX = 100
YES = "1"

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Choice:
    """What is chosen, in the words of the address; blank, the page's own choice.

    ``done`` says what was done just before, ``noted`` on which return.
    """

    year: int | None = None
    tab: Tab = Tab.ALL
    name: str = ""
    region: str = ""
    late: bool = False
    comments: bool = False
    reviewer: ReviewedBy = ReviewedBy.ANYBODY
    sort: Sort | None = None
    after: str = ""
    before: str = ""
    done: str = ""
    noted: uuid.UUID | None = None

    @property
    def order(self) -> Sort:
        """The chosen order; within one state, the states have none."""
        usual = Sort.STATE if self.tab is Tab.ALL else Sort.WAITING
        return usual if self.sort is None or (self.sort is Sort.STATE and self.tab is not Tab.ALL) else self.sort

    @property
    def narrowed(self) -> bool:
        """Whether fewer returns are asked for than stand on the tab."""
        return bool(self.name or self.region or self.late or self.comments) or self.reviewer is not ReviewedBy.ANYBODY

    @property
    def everything(self) -> "Choice":
        """The same round, tab and order without the filters."""
        return Choice(year=self.year, tab=self.tab, sort=self.sort)

    def query(self, **changes: Any) -> str:
        """The query of an address that asks for this with *changes*, from its first page on."""
        asked = {**vars(self), **_FIRST_PAGE, **changes}
        written = [(NAMES.get(name, name), _written(said)) for name, said in asked.items() if said != _USUAL[name]]
        return f"?{urlencode(written)}" if written else ""

    def hidden(self) -> list[tuple[str, str]]:
        """What the form of the filters keeps although it has no field for it."""
        kept = {"round": self.year, "state": None if self.tab is Tab.ALL else self.tab}
        return [(name, str(value)) for name, value in kept.items() if value is not None]


#: Names in the address where they are not those of the fields.
NAMES = {"year": "round", "tab": "state", "name": "q", "comments": "open-comments", "sort": "order"}
_USUAL = {field.name: field.default for field in fields(Choice)}
_FIRST_PAGE = {name: _USUAL[name] for name in ("after", "before", "done", "noted")}


def read_choice(args: Mapping[str, str]) -> Choice:
    """What *args*, the query of an address, ask for."""
    year, noted = args.get("round", ""), args.get("noted", "")
    return Choice(
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        tab=_word(Tab, args.get("state")) or Tab.ALL,
        name="".join(c for c in args.get("q", "") if c.isprintable()).strip()[:NAME_MAX],
        region=args.get("region", ""),
        late=args.get("late") == YES,
        comments=args.get("open-comments") == YES,
        reviewer=_word(ReviewedBy, args.get("reviewer")) or ReviewedBy.ANYBODY,
        sort=_word(Sort, args.get("order")),
        after=args.get("after", ""),
        before=args.get("before", ""),
        done=args.get("done", ""),
        noted=_id(noted),
    )


def _word(kind: type[Word], text: str | None) -> Word | None:
    return next((word for word in kind if word == text), None)


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _written(value: Any) -> str:
    return YES if value is True else str(value)
