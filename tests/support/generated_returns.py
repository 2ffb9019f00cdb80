"""Fictional returns by number: every kind of cell with everything it may hold, blank ones among them.

Owns chance: the same number is the same return. What a return should lead to is the tests' own.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.form.blocks import Rows, Section
from portal.form.context import FormContext
from portal.form.document import fixed_cells
from portal.form.editions import EDITION_2017
from portal.form.kinds import Amount, Choice, Choices, Integer, Kind, PartialDate, Text, Year
from tests.form.samples import UPLOADED

#: How many returns there are between two that have a list filled to its limit.
FULL_EVERY = 250
BLANK_SHARE = 0.3

TEXTS = (
    "虚构新材料产业知识产权联盟",
    "张三（虚构）",
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "+8610-62080000",
    "-2+3",
    "@SUM(A1:A9)",
    "'引号开头",
    "00012",
    "2013-05",
    "12.0",
    "1e5",
    "TRUE",
    "#N/A",
    "_x0041_",
    "_x005F_",
    "x005F_",
    '<b>&amp;"尖括号"</b>',
    "𠮷野家・ñandú",
    "，、；：“”",
    "无",
)
UNREADABLE_NUMBERS = ("-3", "约三百", "12.345678", "123456789012345678", "50%", "1e5", "=6*7", "１２三", "3-5", "0x1F")
AMOUNTS = ("0", "0.01", "0.5", "12850000.25", "999999999999.99", "7", "100000000000.1", "123456789012.345678")
INTEGERS = ("0", "1", "42", "999999999", "1234567890")
YEARS = ("2013", "2016", "0016", "16", "二〇一六", "20166")
DATES = ("2013", "2013-05", "2013-05-20", "2013-13", "二〇一三年", "41395")


@dataclass(frozen=True)
class Generated:
    """One return: its context, and its documents by section."""

    context: FormContext
    documents: dict[str, dict[str, str]]


def generated(number: int, years: int = 5) -> Generated:
    """Return *number*, of one to *years* years."""
    chance = random.Random(number)  # noqa: S311  # the same number is to be the same return
    joined = 2018 - chance.randint(1, years)
    context = FormContext(2017, joined, f"第{number}号行业协会（虚构）")
    documents = {
        section.code: _document(section, context, chance, full=number % FULL_EVERY == 0)
        for section in EDITION_2017.sections
    }
    if chance.random() < 0.5:
        documents["summary_materials"] = dict(UPLOADED)
    return Generated(context, documents)


def _document(section: Section, context: FormContext, chance: random.Random, *, full: bool) -> dict[str, str]:
    cells = {address: text_of(kind, chance) for address, kind in fixed_cells(section, context.years)}
    lists = [block for block in section.blocks if isinstance(block, Rows)]
    for number, block in enumerate(lists):
        count = block.max_rows if full and number == 0 else chance.choice((0, 0, 1, 2, 3))
        rows = [f"r{chance.randrange(10**6)}x{position}" for position in range(count)]
        cells[f"{block.code}.rows"] = " ".join(rows)
        cells[f"{block.code}.nothing_to_report"] = chance.choice(("", "1"))
        for row in rows:
            cells |= {f"{block.code}.{row}.{code}": text for code, text in _row(block, chance)}
    return {address: text for address, text in cells.items() if text}


def _row(block: Rows, chance: random.Random) -> Iterator[tuple[str, str]]:
    for code, kind in block.cell_kinds.items():
        yield code, text_of(kind, chance)


def text_of(kind: Kind, chance: random.Random) -> str:
    """Canonical text for a cell of *kind*; blank for some."""
    if chance.random() < BLANK_SHARE:
        return ""
    return kind.read(chance.choice(_typed(kind, chance)))


def _typed(kind: Kind, chance: random.Random) -> Sequence[str]:
    if isinstance(kind, Choices):
        codes = [option.code for option in kind.options if chance.random() < 0.5]
        return (",".join(codes), ",".join([*codes, "不在列表"]))
    if isinstance(kind, Choice):
        return (*(option.code for option in kind.options), "不在列表、也没有")
    if isinstance(kind, Integer):
        return INTEGERS + UNREADABLE_NUMBERS
    if isinstance(kind, Amount):
        return AMOUNTS + UNREADABLE_NUMBERS
    if isinstance(kind, Year):
        return YEARS
    if isinstance(kind, PartialDate):
        return DATES
    assert isinstance(kind, Text)
    return (*TEXTS, ("长" * kind.max_length), str(chance.randrange(10**18)))
