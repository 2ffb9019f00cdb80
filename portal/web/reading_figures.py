"""What a reviewer's eye computes from two figures: the change against the year before, the step of a correction.

Pure. Whether a figure is right is for the checks to say; here is only what is printed beside it.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from portal.form.folding import group_thousands
from portal.form.kinds import AMOUNT

MINUS = "−"
UNIT = Decimal(1)
TENTH = Decimal("0.1")
#: From here on a factor says more than a rate; from there on its decimals say nothing.
TENFOLD = 10
HUNDREDFOLD = 100
#: CNY 10,000: what somebody is out by who fills in yuan.
WAN = 10_000


class YearOnYear(NamedTuple):
    """The change against the year before; ``big`` when the figure doubled, halved, or came from nothing.

    ``text`` is a rate, or a factor where the figure grew tenfold or more; blank where the year before is 0,
    for from nothing there is neither.
    """

    text: str
    big: bool


def year_on_year(before: str, now: str) -> YearOnYear | None:
    """The change from *before* to *now*, canonical texts of a count or an amount; None where one is no number."""
    was, is_ = _number(before), _number(now)
    if was is None or is_ is None:
        return None
    if was == 0:
        return YearOnYear("", big=is_ > 0)
    if is_ >= TENFOLD * was:
        times = is_ / was
        return YearOnYear(f"× {times.quantize(TENTH if times < HUNDREDFOLD else UNIT, ROUND_HALF_UP):,}", big=True)
    rate = ((is_ - was) * 100 / was).quantize(TENTH, ROUND_HALF_UP)
    return YearOnYear(f"{_signed(rate)}%", big=is_ >= 2 * was or 2 * is_ <= was)


def step(before: str, now: str) -> str:
    """From *before* to *now* as ``+10``, ``−1,080`` or ``÷ 10,000``; blank where one is no number."""
    was, is_ = _number(before), _number(now)
    if was is None or is_ is None or was == is_:
        return ""
    if was and is_:
        if was == is_ * WAN:
            return f"÷ {WAN:,}"
        if is_ == was * WAN:
            return f"× {WAN:,}"
    return _signed(is_ - was)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if AMOUNT.fullmatch(text) else None


def _signed(number: Decimal) -> str:
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    return sign + group_thousands(f"{abs(number):f}")
