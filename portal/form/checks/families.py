"""What a family of rules hands to the registry: checks of one section, and checks that span sections."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps

from portal.form.checks.sheet import Sheet, Sheets
from portal.form.problems import Problem

Check = Callable[[Sheet], Iterable[Problem]]
CheckAcross = Callable[[Sheets], Iterable[Problem]]
InSection = Mapping[str, tuple[Check, ...]]
Across = tuple[CheckAcross, ...]


def of_block(check: Callable[[Sheet, str], Iterable[Problem]], block: str) -> Check:
    """*check*, which can look at any block of figures by year, as the check of *block*."""

    @wraps(check)
    def of_this(sheet: Sheet) -> Iterable[Problem]:
        return check(sheet, block)

    return of_this
