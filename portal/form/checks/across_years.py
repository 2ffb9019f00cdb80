"""Plausibility from one year to the next (XYR-01 … XYR-11)."""

from portal.form.checks.families import Across, InSection
from portal.form.problems import Rule

RULES: tuple[Rule, ...] = ()
IN_SECTION: InSection = {}
ACROSS: Across = ()
