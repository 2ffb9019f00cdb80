"""Amounts that look as if they were entered in another unit (UNT-01 … UNT-06)."""

from portal.form.checks.families import Across, InSection
from portal.form.problems import Rule

RULES: tuple[Rule, ...] = ()
IN_SECTION: InSection = {}
ACROSS: Across = ()
