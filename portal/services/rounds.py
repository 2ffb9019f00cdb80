"""Reporting rounds: which one is open, and what its settings mean for the form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.filing.states import RoundState
from portal.form.context import LINE_PRINTED, FormContext, Profile, RuleSettings, SecondNegotiationLine
from portal.form.wording import Wording
from portal.models import Association, Filing, Round, db

#: What pages and checks ask of an association, beside its id.
PROFILE = (
    *("name", "joined_year", "region_code"),
    *("kind", "province_code", "unified_social_credit_code", "hosted"),
)
UNKNOWN = Profile()


def current_round() -> Round | None:
    """The newest round that is open, or None."""
    query = select(Round).where(Round.state == RoundState.OPEN).order_by(Round.year.desc()).limit(1)
    return db.session.scalars(query).first()


def form_context(filing: Filing) -> FormContext:
    """What round and association bring to the form of *filing* (both must be loaded)."""
    return context_of(filing.round, filing.association)


def context_of(round_: Round, association: Association) -> FormContext:
    """What *round_* and *association* bring to the form."""
    profile = Profile(
        kind=association.kind,
        province_code=association.province_code,
        unified_social_credit_code=association.unified_social_credit_code,
        hosted=association.hosted,
    )
    return context_from(round_.year, round_.settings, association.joined_year, association.name, profile)


def context_from(
    year: int, settings: Mapping[str, Any], joined_year: int, name: str, profile: Profile = UNKNOWN
) -> FormContext:
    """What a round of *year* with *settings* and an association bring to the form."""
    return FormContext(
        round_year=year,
        joined_year=joined_year,
        organization_name=name,
        foreign_patent_convention=settings.get("foreign_patent_convention", "additive"),
        second_negotiation_line=_second_line(settings.get("second_negotiation_line", {})),
        rules=rule_settings(settings.get("rules", {})),
        profile=profile,
    )


def rule_settings(setting: Mapping[str, Any]) -> RuleSettings:
    """What ``settings["rules"]`` of a round says: by rule, ``off`` and ``parameters`` as decimal texts."""
    parameters = {
        code: {name: Decimal(text) for name, text in said["parameters"].items()}
        for code, said in setting.items()
        if said.get("parameters")
    }
    return RuleSettings(parameters, frozenset(code for code, said in setting.items() if said.get("off")))


def _second_line(setting: Mapping[str, Any]) -> SecondNegotiationLine:
    zh, en = setting.get("label_zh"), setting.get("label_en")
    label = Wording(zh, en) if zh and en else None
    return SecondNegotiationLine(setting.get("mode", LINE_PRINTED), label)
