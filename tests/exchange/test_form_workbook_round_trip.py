"""A thousand returns out and back in: no change at all; and one cell edited is exactly that one change."""

import gc
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.exchange.form_workbook import layout, read
from portal.exchange.form_workbook.contents import Contents
from portal.form.blocks import NOTHING_TO_REPORT, ROWS
from portal.form.document import Change
from portal.form.editions import EDITION_2017
from portal.form.kinds import Amount, Choice, Choices, Kind, Number, PartialDate, Year
from tests.support.generated_returns import Generated, generated
from tests.support.spreadsheets import cell, changed, changes, read_here, written

RETURNS, SHARES = 1000, 10


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No more blank lines than printed, and no child process: both have tests of their own."""
    read_here(monkeypatch)
    monkeypatch.setattr(layout, "SPARE_LINES", 0)
    monkeypatch.setattr(layout, "SPARE_LINES_A_GROUP", 0)
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize("share", range(SHARES))
def test_a_thousand_returns_come_back_unchanged_and_one_edit_is_one_change(share: int) -> None:
    for number in range(share, RETURNS, SHARES):
        return_ = generated(number, years=5 if number % 20 == 0 else 1)
        data = written(return_, both=number % 2 == 1)
        contents = read(data)
        assert (changes(return_.documents, contents), contents.unreadable) == ([], ()), number
        edited, expected = _edit(number, return_, contents)
        back = read(changed(data, edited))
        assert (changes(return_.documents, back), back.unreadable) == ([expected], ()), number


def _edit(number: int, return_: Generated, contents: Contents) -> tuple[Callable[[Any], None], Change]:
    """A change of one cell by openpyxl, and what it should be read as."""
    chance = random.Random(-number)  # noqa: S311
    address = chance.choice([each for each in contents.places if not each.endswith(f".{ROWS}")])
    section, _, within = address.partition(".")
    old = return_.documents[section].get(within, "")
    value, new = _other(_kind(address), old, chance)
    return (lambda book: setattr(cell(book, contents.places[address]), "value", value)), Change(address, old, new)


def _kind(address: str) -> Kind | None:
    section, block, *rest = address.split(".")
    if rest[-1] == NOTHING_TO_REPORT:
        return None
    return EDITION_2017.by_code[section].by_code[block].cell_kinds[rest[-1]]


def _other(kind: Kind | None, old: str, chance: random.Random) -> tuple[object, str]:
    """A value to type, unlike *old*, and the text it is read as."""
    if kind is None:
        return ("□", "") if old else ("☑", "1")
    if isinstance(kind, Choices):
        first = kind.options[0]
        if len(kind.options) == 3:
            rest = [part for part in old.split(",") if part and part != first.code]
            if not kind.readable(old) and old:
                return "□", ""
            return ("□", ",".join(rest)) if first.code in old else ("☑", ",".join([first.code, *rest]))
        pair = kind.options[1:3] if old != f"{kind.options[1].code},{kind.options[2].code}" else kind.options[:2]
        return "、".join(option.label.zh for option in pair), ",".join(option.code for option in pair)
    if isinstance(kind, Choice):
        option = next(option for option in kind.options if option.code != old)
        return option.label.of(chance.choice(("zh", "en"))), option.code
    if isinstance(kind, Amount):
        return 4711.25, "4711.25"
    if isinstance(kind, Year):
        return 2014, "2014"
    if isinstance(kind, Number):
        return 4711, "4711"
    if isinstance(kind, PartialDate):
        return "2012-03", "2012-03"
    return "改过的一格（虚构）", "改过的一格（虚构）"
