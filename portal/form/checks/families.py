"""What a family of rules hands to the registry: checks of one section, and checks that span sections."""

from collections.abc import Callable, Iterable, Mapping

from portal.form.checks.sheet import Sheet, Sheets
from portal.form.problems import Problem

Check = Callable[[Sheet], Iterable[Problem]]
CheckAcross = Callable[[Sheets], Iterable[Problem]]
InSection = Mapping[str, tuple[Check, ...]]
Across = tuple[CheckAcross, ...]
