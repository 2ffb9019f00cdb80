"""What a round decides about the edit checks: other bounds than the defaults, rules switched off.

Kept in the settings of the round, changed as every other part of it: locked, by whoever saw it as it is,
with a line of its history that says old and new. Which rules there are is said by ``form.checks``; where
bounds are read, by ``services.rounds``.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.filing.access import is_administrator
from portal.form.checks import RULES
from portal.form.context import RuleSettings
from portal.form.folding import clean, fold_width
from portal.form.problems import Rule
from portal.models import Person, Round
from portal.services import clock
from portal.services.locked_filings import NotYours
from portal.services.locked_rounds import RoundAction, RoundChanged, RoundStep, advance_round, lock_round
from portal.services.round_keeping import CHANGEABLE, checked_reason
from portal.services.rounds import rule_settings
from portal.services.transactions import writing

BOUND = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
DIGITS_MAX = 12
OFF = "off"
#: Uploads are bounded by the settings of the installation: what takes a file in must know before any round does.
OF_INSTALLATION = frozenset({"FMT-15"})


class RuleFault(StrEnum):
    """What is wrong with a decision about a rule."""

    ESSENTIAL = "essential"
    OF_INSTALLATION = "of_installation"
    UNKNOWN = "unknown"
    NOT_A_BOUND = "not_a_bound"


class RuleRefused(ValueError):
    """The rule cannot be changed so; ``faults`` says why, by the name of the bound or ``off``."""

    def __init__(self, faults: Mapping[str, RuleFault]) -> None:
        super().__init__(", ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class RuleDecision:
    """What holds for one rule in a round: whether it is asked, and all its bounds by name."""

    off: bool
    bounds: Mapping[str, Decimal]


def settings_of(round_: Round) -> RuleSettings:
    """What *round_* has decided about all rules."""
    return rule_settings(round_.settings.get("rules", {}))


def decision_of(round_: Round, rule: Rule) -> RuleDecision:
    """What holds for *rule* in *round_* now."""
    settings = settings_of(round_)
    return RuleDecision(rule.code in settings.off, {n: settings.parameter(rule, n) for n in rule.parameters})


def read_bound(text: str) -> Decimal | None:
    """The bound that was typed: digits, with a point before decimals; at most 12 digits and never negative.

    None for anything else. Full width is folded; signs, exponents and commas are not understood.
    """
    typed = fold_width(clean(text))
    return Decimal(typed) if _fits(typed) else None


def bound_text(value: Decimal) -> str:
    """A bound as it is kept and typed: without exponent and needless zeros."""
    return f"{value.normalize():f}"


def changeable(rule: Rule) -> bool:
    """Whether there is anything about *rule* that a round can decide."""
    return rule.code not in OF_INSTALLATION and bool(rule.parameters or not rule.essential)


def change(person: Person, round_id: uuid.UUID, version: int, code: str, decision: RuleDecision, reason: str) -> None:
    """Let rule *code* hold as *decision* says from now on; one that changes nothing leaves no line.

    Takes effect at once: what was counted by the old rules is counted anew when it is next read. Raises
    ``NotYours``, :class:`RuleRefused`, ``PlanRefused`` without a reason, ``NoSuchRound`` and ``RoundChanged``.
    """
    if not is_administrator(person.grants):
        raise NotYours("rules")
    rule, reason = _checked(code, decision), checked_reason(reason)
    with writing() as session:
        locked = lock_round(session, round_id)
        changed = _changes(rule, decision_of(locked.round, rule), decision)
        if not changed:
            return
        if locked.version != version or locked.state not in CHANGEABLE:
            raise RoundChanged(round_id)
        columns = {"settings": _with(locked.round.settings, rule, decision)}
        details = {"rule": rule.code, "changes": changed}
        step = RoundStep(RoundAction.CHANGE_RULES, person, clock.now(), columns, reason, details)
        advance_round(session, locked.round, step)


def _checked(code: str, decision: RuleDecision) -> Rule:
    rule = RULES.get(code)
    if rule is None:
        raise RuleRefused({"code": RuleFault.UNKNOWN})
    if rule.code in OF_INSTALLATION:
        raise RuleRefused({OFF: RuleFault.OF_INSTALLATION})
    faults = {name: RuleFault.NOT_A_BOUND for name, value in decision.bounds.items() if not _bounds(value)}
    faults |= dict.fromkeys(decision.bounds.keys() ^ rule.parameters.keys(), RuleFault.UNKNOWN)
    if decision.off and rule.essential:
        faults[OFF] = RuleFault.ESSENTIAL
    if faults:
        raise RuleRefused(faults)
    return rule


def _bounds(value: Decimal) -> bool:
    return value.is_finite() and _fits(bound_text(value))


def _fits(text: str) -> bool:
    return BOUND.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) <= DIGITS_MAX


def _changes(rule: Rule, before: RuleDecision, after: RuleDecision) -> dict[str, list[Any]]:
    """Old and new, by ``rules.<code>.<bound>`` and ``rules.<code>.off``."""
    changed: dict[str, list[Any]] = {
        f"rules.{rule.code}.{name}": [bound_text(before.bounds[name]), bound_text(after.bounds[name])]
        for name in rule.parameters
        if before.bounds[name] != after.bounds[name]
    }
    if before.off != after.off:
        changed[f"rules.{rule.code}.{OFF}"] = [before.off, after.off]
    return changed


def _with(settings: Mapping[str, Any], rule: Rule, decision: RuleDecision) -> dict[str, Any]:
    """*settings* with *decision* in them; what is as the rule book has it is not kept."""
    own: dict[str, Any] = {OFF: True} if decision.off else {}
    other = {name: bound_text(v) for name, v in decision.bounds.items() if v != rule.parameters[name]}
    if other:
        own["parameters"] = other
    rules = {code: said for code, said in settings.get("rules", {}).items() if code != rule.code}
    return {**settings, "rules": rules | ({rule.code: own} if own else {})}
