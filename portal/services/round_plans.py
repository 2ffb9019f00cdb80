"""What a round is planned to be (year, dates, settings of the form), and whether it can be that.

A plan is what the administrator's form holds; where it stands in a round is known here alone. Owns
no transaction: see ``services.round_keeping``.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.filing.seals import SETTING as SEALED_SCAN
from portal.filing.seals import SealRule, rule_of
from portal.filing.states import RoundState
from portal.form.context import LINE_HIDDEN, LINE_PRINTED
from portal.form.editions import EDITIONS
from portal.models import Round

FIRST_YEAR, LAST_YEAR = 2013, 2100
TEXT_MAX, LABEL_MAX = 2000, 50
ADDITIVE, MEMO = "additive", "memo"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "edition": tuple(EDITIONS),
    "foreign_patent_convention": (ADDITIVE, MEMO),
    "second_line_mode": (LINE_PRINTED, LINE_HIDDEN),
    SEALED_SCAN: tuple(rule.value for rule in SealRule),
}
#: What stays as it is once a round has opened: the returns are laid out by it.
FIXED_ONCE_OPEN = ("year", "edition", "opens_at")


class Fault(StrEnum):
    """What is wrong with one part of a plan, or with what goes with a decision on a round."""

    YEAR_OUT_OF_RANGE = "year_out_of_range"
    YEAR_TAKEN = "year_taken"
    UNKNOWN = "unknown"
    FIXED = "fixed"
    DUE_BEFORE_OPENING = "due_before_opening"
    CLOSES_BEFORE_DUE = "closes_before_due"
    PASSED = "passed"
    TOO_LONG = "too_long"
    ONE_LANGUAGE_ONLY = "one_language_only"
    BRACES = "braces"
    REASON_MISSING = "reason_missing"


class PlanRefused(ValueError):
    """The plan cannot be; ``faults`` says why, by the name of the part."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class RoundPlan:
    """A round as the administrator writes it down. Moments are aware; texts and labels may be blank.

    ``foreign_patent_convention`` and the second line of negotiations (AMB-04, AMB-01) are what
    ``services.rounds`` turns into the context of the form; ``sealed_scan`` is a ``SealRule``.
    """

    year: int
    edition: str
    opens_at: dt.datetime
    due_at: dt.datetime
    closes_at: dt.datetime
    keeps_dates: bool = True
    text_zh: str = ""
    text_en: str = ""
    foreign_patent_convention: str = ADDITIVE
    second_line_mode: str = LINE_PRINTED
    second_line_zh: str = ""
    second_line_en: str = ""
    sealed_scan: str = SealRule.OFF.value


def plan_of(round_: Round) -> RoundPlan:
    """The plan that *round_* follows now."""
    settings = round_.settings
    texts, line = settings.get("texts", {}), settings.get("second_negotiation_line", {})
    return RoundPlan(
        year=round_.year,
        edition=round_.edition,
        opens_at=round_.opens_at,
        due_at=round_.due_at,
        closes_at=round_.closes_at,
        keeps_dates=round_.keeps_dates,
        text_zh=texts.get("zh", ""),
        text_en=texts.get("en", ""),
        foreign_patent_convention=settings.get("foreign_patent_convention", ADDITIVE),
        second_line_mode=line.get("mode", LINE_PRINTED),
        second_line_zh=line.get("label_zh", ""),
        second_line_en=line.get("label_en", ""),
        sealed_scan=rule_of(settings).value,
    )


def columns_of(plan: RoundPlan, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a round that follows *plan*; what else its *settings* hold is kept."""
    own = {
        "texts": {"zh": plan.text_zh, "en": plan.text_en},
        "foreign_patent_convention": plan.foreign_patent_convention,
        "second_negotiation_line": {
            "mode": plan.second_line_mode,
            "label_zh": plan.second_line_zh,
            "label_en": plan.second_line_en,
        },
        SEALED_SCAN: plan.sealed_scan,
    }
    names = ("year", "edition", "opens_at", "due_at", "closes_at", "keeps_dates")
    return {name: getattr(plan, name) for name in names} | {"settings": {**settings, **own}}


def changes(before: RoundPlan, after: RoundPlan) -> dict[str, list[Any]]:
    """Old and new value, as JSON, of every part in which the plans differ. Moments are ISO texts in UTC."""
    old, new = (dataclasses.asdict(plan) for plan in (before, after))
    return {name: [_json(old[name]), _json(new[name])] for name in old if old[name] != new[name]}


def _json(value: Any) -> Any:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value


def check(plan: RoundPlan, now: dt.datetime, before: Round | None = None) -> None:
    """Raise :class:`PlanRefused` for a plan that a new round, or the round *before*, cannot follow.

    Deadline and closing lie ahead unless they are the ones that already hold.
    """
    faults = _faults_of_dates(plan, now, before) | _faults_of_labels(plan)
    if not FIRST_YEAR <= plan.year <= LAST_YEAR:
        faults["year"] = Fault.YEAR_OUT_OF_RANGE
    faults |= {name: Fault.UNKNOWN for name, known in CHOICES.items() if getattr(plan, name) not in known}
    faults |= {name: Fault.TOO_LONG for name in ("text_zh", "text_en") if len(getattr(plan, name)) > TEXT_MAX}
    if before is not None and before.state != RoundState.PREPARING:
        faults |= {name: Fault.FIXED for name in FIXED_ONCE_OPEN if getattr(plan, name) != getattr(before, name)}
    if faults:
        raise PlanRefused(faults)


def _faults_of_dates(plan: RoundPlan, now: dt.datetime, before: Round | None) -> dict[str, Fault]:
    faults = {}
    for name in ("due_at", "closes_at"):
        moment = getattr(plan, name)
        if moment <= now and (before is None or moment != getattr(before, name)):
            faults[name] = Fault.PASSED
    if plan.due_at <= plan.opens_at:
        faults["due_at"] = Fault.DUE_BEFORE_OPENING
    if plan.closes_at < plan.due_at:
        faults["closes_at"] = Fault.CLOSES_BEFORE_DUE
    return faults


def _faults_of_labels(plan: RoundPlan) -> dict[str, Fault]:
    """Labels are filled in like official wording, so a brace in them would be taken for a placeholder."""
    faults = {}
    for name, other in (("second_line_zh", "second_line_en"), ("second_line_en", "second_line_zh")):
        label = getattr(plan, name)
        if "{" in label or "}" in label:
            faults[name] = Fault.BRACES
        elif len(label) > LABEL_MAX:
            faults[name] = Fault.TOO_LONG
        elif not label and getattr(plan, other):
            faults[name] = Fault.ONE_LANGUAGE_ONLY
    return faults
