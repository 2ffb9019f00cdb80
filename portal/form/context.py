"""What the round and the association bring to the form: years, labels, conventions.

Everything a page, a check or an export needs to know beside the answers themselves.
"""

from dataclasses import dataclass
from functools import cached_property

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
class FormContext:
    """One association in one round.

    ``round_year`` replaces 2017 wherever the form prints it; ``joined_year`` is the first year of
    every range. ``foreign_patent_convention`` is ``additive`` or ``memo`` (AMB-04).
    """

    round_year: int
    joined_year: int
    organization_name: str = ""
    foreign_patent_convention: str = "additive"
    second_negotiation_line: SecondNegotiationLine = SecondNegotiationLine()

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
