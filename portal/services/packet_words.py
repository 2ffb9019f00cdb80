"""What a packet says, in one language, and what its text is told. Owns the shapes; words are ``web.packet_words``'."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from portal.exchange.consolidated_workbook import Head
from portal.filing.states import FilingState
from portal.models import Submission
from portal.services.consolidated import Vocabulary


class Missing(StrEnum):
    """What could not be put into a packet."""

    FORM = "form"
    FILE = "file"
    CHANGED = "changed"


@dataclass(frozen=True)
class Shortfall:
    """Something that should be in a packet and is not as it should be: what, of which association, which file."""

    what: Missing
    association: str
    file: str = ""


@dataclass(frozen=True)
class Included:
    """A return whose submission is in the packet; ``state`` is in words, ``folder`` blank without files."""

    association: str
    region: str
    reference: str
    state: str
    folder: str


@dataclass
class Told:
    """What the text in the packet tells: when it was made, what is in it, what is not.

    ``asked`` is how many returns there are, ``outstanding`` how many of them are with their contacts.
    """

    at: dt.datetime
    asked: int
    outstanding: int
    included: list[Included] = field(default_factory=list)
    shortfalls: list[Shortfall] = field(default_factory=list)


@dataclass(frozen=True)
class PacketNames:
    """What the files in a packet are called, suffixes included, and its folders."""

    readme: str
    summary: str
    forms: str
    associations: str
    scans: str
    problems: str
    outstanding: str


@dataclass(frozen=True)
class PacketWords:
    """Everything a packet says. ``standing`` are the words for where a submission stands.

    ``section_and_place`` names the place of an address in a submission, ``verdicts`` what became of an
    explanation, ``bookmark`` a form among the others; ``readme`` are the bytes of the text that explains
    the packet.
    """

    title: str
    names: PacketNames
    vocabulary: Vocabulary
    problems: tuple[str, Sequence[Head]]
    outstanding: tuple[str, Sequence[Head]]
    standing: Mapping[FilingState, str]
    verdicts: Mapping[str, str]
    section_and_place: Callable[[Submission, str], tuple[str, str]]
    bookmark: Callable[[Row[Any]], str]
    readme: Callable[[Told], bytes]
