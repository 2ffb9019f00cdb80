"""Consistency between cells and between sections (XSC-01 … XSC-16)."""

from portal.form.checks.families import Across, InSection
from portal.form.problems import Rule

RULES: tuple[Rule, ...] = ()
IN_SECTION: InSection = {}
ACROSS: Across = ()
