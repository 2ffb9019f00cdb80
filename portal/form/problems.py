"""A problem: what a check found, at which cells, how grave, and the sentence that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from portal.form.wording import Wording


class Level(StrEnum):
    """``hard`` must be fixed before submission; ``soft`` needs an explanation."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Rule:
    """One edit check of the rule book: its id, level and sentence in both languages.

    ``parameters`` are the bounds by name with their defaults; a round may set others. ``essential``
    rules cannot be switched off: the portal could not work with what they refuse.
    """

    code: str
    level: Level
    message: Wording
    missing: bool = False
    parameters: Mapping[str, Decimal] = field(default_factory=dict)
    extended: bool = False
    essential: bool = False

    def problem(self, *addresses: str, **parameters: object) -> "Problem":
        """A problem of this rule at *addresses* (the first is where it is shown)."""
        return Problem(self, addresses, parameters)


@dataclass(frozen=True)
class Problem:
    """A rule that fired: full addresses (section first), and the values that made it fire.

    ``missing`` problems say that something is not filled in yet; the others that something is wrong.
    """

    rule: Rule
    addresses: tuple[str, ...]
    parameters: Mapping[str, object]

    @property
    def key(self) -> str:
        """What tells this problem from every other of the same return: the rule and where it is shown.

        No rule fires twice at one address.
        """
        return f"{self.rule.code}@{self.addresses[0]}"

    @property
    def missing(self) -> bool:
        return self.rule.missing

    @property
    def level(self) -> Level:
        return self.rule.level

    def message(self, language: str) -> str:
        """The sentence in *language*, its values filled in; wordings among them are translated too."""
        filled = {k: v.of(language) if isinstance(v, Wording) else v for k, v in self.parameters.items()}
        return self.rule.message.of(language, **filled)
