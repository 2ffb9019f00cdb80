"""A problem: what a check found, at which cells, how grave, and the sentence that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.form.wording import Wording


class Level(StrEnum):
    """``hard`` must be fixed before submission; ``soft`` needs an explanation."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class Rule:
    """One edit check of the rule book: its id, level and sentence in both languages."""

    code: str
    level: Level
    message: Wording
    missing: bool = False

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
    def missing(self) -> bool:
        return self.rule.missing

    @property
    def level(self) -> Level:
        return self.rule.level

    def message(self, language: str) -> str:
        """The sentence in *language*, its values filled in; wordings among them are translated too."""
        filled = {k: v.of(language) if isinstance(v, Wording) else v for k, v in self.parameters.items()}
        return self.rule.message.of(language, **filled)
