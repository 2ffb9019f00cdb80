"""The figures that are asked for every year, as the rules that compare years and pairs walk over them.

Owns which figures belong together. Knows no answers and no rules.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from portal.form.blocks import YearParts
from portal.form.kinds import Amount, Number
from portal.form.sections import collaborative_utilization, patent_protection, system_building

PATENTS, OPERATIONS, PROTECTION = "patents_by_year", "operations_by_year", "protection_by_year"
HOME = {
    PATENTS: system_building.SECTION,
    OPERATIONS: collaborative_utilization.SECTION,
    PROTECTION: patent_protection.SECTION,
}


class Pair(NamedTuple):
    """A count and its amount in one year: their codes and their addresses within the section."""

    block: str
    year: int
    stem: str
    number: str
    amount: str


@lru_cache(maxsize=256)
def numbers_of(block: str, year: int) -> tuple[str, ...]:
    """Addresses within the section of every number of *block* in *year*, in the order of the form."""
    part = HOME[block].by_code[block]
    return tuple(f"{block}.{year}.{code}" for code, kind in part.cell_kinds.items() if isinstance(kind, Number))


@lru_cache(maxsize=256)
def amounts_of(block: str, year: int) -> tuple[str, ...]:
    """Addresses within the section of every amount of money of *block* in *year*."""
    part = HOME[block].by_code[block]
    return tuple(f"{block}.{year}.{code}" for code, kind in part.cell_kinds.items() if isinstance(kind, Amount))


@lru_cache(maxsize=256)
def pairs_of(block: str, year: int) -> tuple[Pair, ...]:
    """Every count with its amount of *block* in *year*."""
    return tuple(_pairs(block, year))


def _pairs(block: str, year: int) -> Iterator[Pair]:
    part = HOME[block].by_code[block]
    if isinstance(part, YearParts):
        for field in part.entered:
            if field.pair_of is not None:
                prefix, stem = f"{block}.{year}.", field.code.removesuffix("_amount")
                yield Pair(block, year, stem, prefix + field.pair_of, prefix + field.code)
