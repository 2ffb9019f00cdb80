"""Formats of texts that have one: telephone, postcode, e-mail, addresses on the net, codes (FMT-01 … FMT-16)."""

from portal.form.checks.families import Across, InSection
from portal.form.problems import Rule

RULES: tuple[Rule, ...] = ()
IN_SECTION: InSection = {}
ACROSS: Across = ()
