"""What a printed form stands for: a blank copy, a draft, or a submission that can be checked by its receipt."""

import datetime as dt
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Receipt:
    """The receipt of a submission. ``check_url`` is the address at which anybody can check the print."""

    reference: str
    number: int
    content_hash: str
    submitted_at: dt.datetime
    responsible_name: str
    check_url: str


@dataclass(frozen=True)
class Standing:
    """``draft`` prints carry a watermark; those of a submission carry its ``receipt``; blank copies neither."""

    draft: bool = False
    receipt: Receipt | None = None

    @classmethod
    def submitted(
        cls,
        *,
        reference: str,
        number: int,
        content_hash: str,
        submitted_at: dt.datetime,
        responsible_name: str,
        check_url: str,
    ) -> Self:
        """A print of a submission."""
        return cls(receipt=Receipt(reference, number, content_hash, submitted_at, responsible_name, check_url))

    @property
    def blank(self) -> bool:
        """Whether this is a copy to fill in by hand."""
        return not self.draft and self.receipt is None


BLANK, DRAFT = Standing(), Standing(draft=True)


@dataclass(frozen=True)
class FileLine:
    """A work summary as it is listed on the paper: its name and its size in bytes."""

    name: str
    size: int
