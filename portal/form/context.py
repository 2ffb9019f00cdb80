"""What the round and the association bring to the form: years, labels, conventions.

Everything a page, a check or an export needs to know beside the answers themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from portal.form.problems import Rule
from portal.form.wording import Wording

LINE_PRINTED = "printed"
LINE_HIDDEN = "hidden"


@dataclass(frozen=True)
class SecondNegotiationLine:
    """How the round treats the second printed line 集体谈判数量 (AMB-01).

    ``mode`` is ``printed`` (kept under its official label, optional) or ``hidden``; a ``label``
    replaces the official one when the office has said what the line means.
    """

    mode: str = LINE_PRINTED
    label: Wording | None = None


@dataclass(frozen=True)
class RuleSettings:
    """What a round has decided about the edit checks: other bounds than the defaults, rules switched off."""

    parameters: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def parameter(self, rule: Rule, name: str) -> Decimal:
        """The bound *name* of *rule* in this round. Raises KeyError for a bound the rule does not have."""
        return self.parameters.get(rule.code, {}).get(name, rule.parameters[name])


@dataclass(frozen=True)
class Profile:
    """What the checks need to know of the association beside its answers; blank where it is not known."""

    kind: str = ""
    province_code: str = ""
    unified_social_credit_code: str = ""
    hosted: bool = False


@dataclass(frozen=True)
class FormContext:
    """One association in one round.

    ``round_year`` replaces 2017 wherever the form prints it; ``joined_year`` is the first year of
    every range. ``foreign_patent_convention`` is ``additive`` or ``memo`` (AMB-04). ``rules`` and
    ``profile`` serve the checks alone: two contexts that differ in them lay out the same form.
    """

    round_year: int
    joined_year: int
    organization_name: str = ""
    foreign_patent_convention: str = "additive"
    second_negotiation_line: SecondNegotiationLine = SecondNegotiationLine()
    rules: RuleSettings = field(default_factory=RuleSettings, compare=False)
    profile: Profile = field(default_factory=Profile, compare=False)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year to report, joining year and round year included (AMB-02)."""
        return tuple(range(self.joined_year, self.round_year + 1))

    @cached_property
    def words(self) -> dict[str, object]:
        """Parameters for the placeholders of official wording."""
        return {"round_year": self.round_year, "joined_year": self.joined_year}

    def hides(self, field_code: str) -> bool:
        """Whether the round leaves this field out of the form."""
        hidden = self.second_negotiation_line.mode == LINE_HIDDEN
        return hidden and field_code.startswith("collective_negotiation_line2_")

    def label(self, field_code: str, official: Wording) -> Wording:
        """The label to show for a field: the round's own for the second negotiation line, if set."""
        own = self.second_negotiation_line.label
        return own if own and field_code == "collective_negotiation_line2_cases" else official
