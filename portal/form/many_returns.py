"""What only shows when many returns lie side by side: who makes up a total, who lies far off, what is named twice.

Exact arithmetic over figures that somebody else has picked. Not shown to who fills in a return, and no
rule of a single one: see :mod:`portal.form.checks`.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from portal.form.checks.entries import PLACEHOLDERS, SHORTEST_NAME
from portal.form.checks.years import HOME, OPERATIONS, PATENTS, pairs_of
from portal.form.comparing import substance

Unit = TypeVar("Unit", bound=Hashable)

#: Of fewer than three that have something, one always holds half: that says nothing about the total.
FEWEST_OF_A_TOTAL = 3
HALF = Fraction(1, 2)
#: Below five the median of the distances is a matter of chance.
FEWEST_TO_COMPARE = 5
#: How many deviations lie far off, and what makes a median deviation comparable to a standard one.
FAR, SCALE = Fraction("3.5"), Fraction("1.4826")


@dataclass(frozen=True)
class Dominant(Generic[Unit]):
    """A unit that holds more than half of a total of ``of`` units; ``share`` lies between 0 and 1."""

    unit: Unit
    value: Decimal
    total: Decimal
    of: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.value) / Fraction(self.total)


def dominant(values: Mapping[Unit, Decimal]) -> Dominant[Unit] | None:
    """Who holds more than half of the sum of *values*, if anybody; who has nothing is no part of a total.

    Figures of the form are never negative; one that is counts for nothing.
    """
    held = {unit: value for unit, value in values.items() if value > 0}
    if len(held) < FEWEST_OF_A_TOTAL:
        return None
    total = sum(held.values(), Decimal())
    unit = max(held, key=lambda one: held[one])
    found = Dominant(unit, held[unit], total, len(held))
    return found if found.share > HALF else None


def median(values: Iterable[Fraction]) -> Fraction:
    """The middle of *values*, or the mean of the two in the middle. Raises ValueError for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values have no median")
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True)
class Outliers(Generic[Unit]):
    """The units far off the median of ``of`` units, the farthest first, with their values."""

    median: Fraction
    deviation: Fraction
    of: int
    far: tuple[tuple[Unit, Fraction], ...]

    def times(self, value: Fraction) -> Fraction:
        """How many scaled deviations *value* lies off the median."""
        return abs(value - self.median) / (SCALE * self.deviation)


def outliers(values: Mapping[Unit, Fraction]) -> Outliers[Unit] | None:
    """Who lies more than 3.5 scaled median absolute deviations off the median of *values*.

    None where there are too few to compare, or where half of them agree to the digit: then every
    other one would be “infinitely” far off.
    """
    if len(values) < FEWEST_TO_COMPARE:
        return None
    middle = median(values.values())
    deviation = median(abs(value - middle) for value in values.values())
    if not deviation:
        return None
    bound = FAR * SCALE * deviation
    far = [(unit, value) for unit, value in values.items() if abs(value - middle) > bound]
    far.sort(key=lambda one: -abs(one[1] - middle))
    return Outliers(middle, deviation, len(values), tuple(far))


class Ratio(NamedTuple):
    """Something to compare between units: one indicator per unit of another. Years are 0 outside the parts by year."""

    code: str
    above: tuple[str, int]
    below: tuple[str, int]


def ratios_of(year: int) -> list[Ratio]:
    """What is compared in the round of *year*: amount per item of each operation pair, and patents per member."""
    bought_at, home = HOME[OPERATIONS].code, HOME[PATENTS].code
    members = (f"{home}.members.member_total", 0)
    pairs = [
        Ratio(
            pair.stem,
            (f"{bought_at}.{OPERATIONS}.{pair.amount.rpartition('.')[2]}", year),
            (f"{bought_at}.{OPERATIONS}.{pair.number.rpartition('.')[2]}", year),
        )
        for pair in pairs_of(OPERATIONS, year)
    ]
    per_member = [
        Ratio(code, (f"{home}.{PATENTS}.{code}_total", year), members) for code in ("in_force", "applications")
    ]
    return [*pairs, *per_member]


def ratio(figures: Mapping[tuple[str, int], Decimal], asked: Ratio) -> Fraction | None:
    """What *asked* is for one unit with *figures*; None where a figure is missing or there is nothing to divide by."""
    above, below = figures.get(asked.above), figures.get(asked.below)
    return None if above is None or not below else Fraction(above) / Fraction(below)


class Named(NamedTuple, Generic[Unit]):
    """A row of a list that goes by a name: the list, whose it is, and the name as it was written."""

    block: str
    unit: Unit
    name: str


#: The lists in which two associations hardly have the same: section, list, column of the name. Alliances are joined
#: by many, and trainings go by common names.
SINGLE = (
    ("system_building", "innovation_platforms", "innovation_platform_name"),
    ("patent_information", "info_platforms", "info_platform_name"),
    ("patent_information", "risk_warning_projects", "risk_warning_name"),
    ("patent_information", "navigation_projects", "navigation_name"),
    ("collaborative_utilization", "patent_pools", "pool_name"),
    ("collaborative_utilization", "standards", "standard_name"),
)


def shared_names(rows: Iterable[Named[Unit]]) -> list[list[Named[Unit]]]:
    """The rows that two or more units have under one name, width, case, brackets and punctuation aside.

    Names that stand for none are no names. Groups come as their first row does; a unit stands in each once.
    """
    alike: dict[tuple[str, str], dict[Unit, Named[Unit]]] = {}
    for row in rows:
        said = substance(row.name)
        if len(said) >= SHORTEST_NAME and said not in PLACEHOLDERS:
            alike.setdefault((row.block, said), {}).setdefault(row.unit, row)
    return [list(units.values()) for units in alike.values() if len(units) > 1]
