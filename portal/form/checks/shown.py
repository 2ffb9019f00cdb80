"""What messages quote: numbers grouped as on the page, percentages whole, rows that have no name yet."""

from decimal import ROUND_HALF_UP, Decimal

from portal.form.folding import group_thousands
from portal.form.wording import Wording


def grouped(number: int | Decimal) -> str:
    """*number* with thousands commas, without needless zeros behind the point."""
    exact = Decimal(number)
    whole = exact == exact.to_integral_value()
    return group_thousands(f"{exact.to_integral_value() if whole else exact.normalize():f}")


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """*part* in percent of *whole*, which is not 0, rounded to a whole number."""
    return rounded(Decimal(part) * 100 / Decimal(whole))


def rounded(number: Decimal) -> str:
    """*number* to the nearest whole number."""
    return grouped(number.quantize(Decimal(1), ROUND_HALF_UP))


def nameless(number: int) -> Wording:
    """How a message calls the row that stands at *number*, counted from 1, while its name is blank."""
    return Wording(f"第{number}行", f"row {number}")
