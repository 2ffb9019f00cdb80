"""What the page of checks over many returns shows: indicators and ratios in words, numbers as people read them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from flask_babel import gettext as _

from portal.form.blocks import ROWS, Block
from portal.form.checks.plan import label_of
from portal.form.checks.shown import grouped
from portal.form.checks.years import HOME, OPERATIONS
from portal.form.context import FormContext
from portal.form.editions import EDITIONS
from portal.form.many_returns import Named, Outliers, Ratio
from portal.models import Round
from portal.services.rounds import context_from
from portal.services.watching import Indicator, Unit, Watched
from portal.web.cell_looks import UNIT, UNITS
from portal.web.language import language
from portal.web.section_parts import TRAILING_BRACKETS

CENT = Decimal("0.01")
TENTH = Decimal("0.1")


class Who(NamedTuple):
    """An association whose return can be read."""

    filing_id: uuid.UUID
    name: str
    region: str


class Holder(NamedTuple):
    """Who holds more than half of a total."""

    who: Who
    label: str
    where: str
    unit: str
    value: str
    total: str
    of: int
    percent: str


class Far(NamedTuple):
    """Who lies far off the median: the value, and how many deviations off."""

    who: Who
    value: str
    times: str


class Compared(NamedTuple):
    """Something that was compared: its name and unit, of how many, what the middle is, who lies far off.

    Without ``comparable`` there were too few units, or half of them agreed to the digit.
    """

    label: str
    unit: str
    of: int
    comparable: bool
    median: str
    far: tuple[Far, ...]


class Double(NamedTuple):
    """One name in a list of several associations: the list, and each with the name as it wrote it."""

    where: str
    who: tuple[tuple[Who, str], ...]


@dataclass(frozen=True)
class WatchView:
    """The page. ``units`` is how many standing submissions were looked at."""

    units: int
    holders: Sequence[Holder]
    compared: Sequence[Compared]
    doubles: Sequence[Double]

    @property
    def far(self) -> int:
        """How many values lie far off."""
        return sum(len(one.far) for one in self.compared)


def watch_view(round_: Round, found: Watched) -> WatchView:
    """What was found over *round_*, in words."""
    words = _Words(round_)
    people = {unit: _who(one) for unit, one in found.units.items()}
    holders = [
        Holder(
            people[held.unit],
            words.label(indicator),
            words.title(indicator.section, indicator.block),
            words.unit(indicator),
            grouped(held.value),
            grouped(held.total),
            held.of,
            _percent(held.share),
        )
        for indicator, held in found.dominants
    ]
    compared = [_compared(asked, spread, of, people, words) for asked, spread, of in found.ratios]
    doubles = [_double(group, people, words) for group in found.doubles]
    return WatchView(len(found.units), holders, compared, doubles)


def _who(unit: Unit) -> Who:
    return Who(unit.filing_id, unit.name, unit.region[language() == "en"])


def _compared(
    asked: Ratio, spread: Outliers[uuid.UUID] | None, of: int, people: dict[uuid.UUID, Who], words: "_Words"
) -> Compared:
    label, unit = words.ratio(asked)
    if spread is None:
        return Compared(label, unit, of, comparable=False, median="", far=())
    far = tuple(Far(people[who], _shown(value), _shown(spread.times(value), TENTH)) for who, value in spread.far)
    return Compared(label, unit, spread.of, comparable=True, median=_shown(spread.median), far=far)


def _double(group: Sequence[Named[uuid.UUID]], people: dict[uuid.UUID, Who], words: "_Words") -> Double:
    section = next(s.code for s in words.edition.sections if group[0].block in s.by_code)
    return Double(words.title(section, group[0].block), tuple((people[row.unit], row.name) for row in group))


def _shown(value: Fraction, step: Decimal = CENT) -> str:
    """*value* to two decimals (or by *step*), without needless zeros."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return grouped(exact.quantize(step, ROUND_HALF_UP))


def _percent(share: Fraction) -> str:
    """A share above half, in whole percent: never said to be half or all when it is not."""
    return str(min(max(round(share * 100), 51), 100 if share == 1 else 99))


class _Words:
    """The words of one round's edition in the reader's language."""

    def __init__(self, round_: Round) -> None:
        self.edition = EDITIONS[round_.edition]
        self.context: FormContext = context_from(round_.year, round_.settings, round_.year, "")

    def title(self, section: str, block: str) -> str:
        """The title of a block, without what it says in brackets."""
        title = self.edition.by_code[section].by_code[block].title.of(language(), **self.context.words)
        return TRAILING_BRACKETS.sub("", title)

    def label(self, indicator: Indicator) -> str:
        """The name of an indicator."""
        if indicator.code == ROWS:
            return str(_("Number of rows"))
        block = self.edition.by_code[indicator.section].by_code[indicator.block]
        return self._spoken(block, indicator.code)

    def unit(self, indicator: Indicator) -> str:
        """What an indicator counts, or counts in; blank where that goes without saying."""
        field = self.edition.by_code[indicator.section].by_code[indicator.block].by_code.get(indicator.code)
        unit = UNITS.get(field.unit or "") if field else None
        return unit.of(language()) if unit else ""

    def ratio(self, asked: Ratio) -> tuple[str, str]:
        """Name and unit of what is compared."""
        if asked.code == "in_force":
            return _("Patents in force per member"), ""
        if asked.code == "applications":
            return _("Applications per member"), ""
        block = HOME[OPERATIONS].by_code[OPERATIONS]
        number = asked.below[0].rpartition(".")[2]
        return _("%(label)s: amount per item", label=self._spoken(block, number)), _("CNY 10,000 per item")

    def _spoken(self, block: Block, code: str) -> str:
        """A label without the unit that Chinese prints in it: that stands beside it."""
        label = label_of(block.by_code[code], block, self.context).of(language())
        return UNIT.sub("", " ".join(label.split()))
