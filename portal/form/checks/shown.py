"""Numbers as messages quote them: grouped as on the page, percentages whole."""

from decimal import ROUND_HALF_UP, Decimal

from portal.form.folding import group_thousands


def grouped(number: int | Decimal) -> str:
    """*number* with thousands commas, without needless zeros behind the point."""
    exact = Decimal(number)
    whole = exact == exact.to_integral_value()
    return group_thousands(f"{exact.to_integral_value() if whole else exact.normalize():f}")


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """*part* in percent of *whole*, which is not 0, rounded to a whole number."""
    share = Decimal(part) * 100 / Decimal(whole)
    return grouped(share.quantize(Decimal(1), ROUND_HALF_UP))
