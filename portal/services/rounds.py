"""Reporting rounds: which one is open, and what its settings mean for the form."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.filing.states import RoundState
from portal.form.context import LINE_PRINTED, FormContext, SecondNegotiationLine
from portal.form.wording import Wording
from portal.models import Association, Filing, Round, db


def current_round() -> Round | None:
    """The newest round that is open, or None."""
    query = select(Round).where(Round.state == RoundState.OPEN).order_by(Round.year.desc()).limit(1)
    return db.session.scalars(query).first()


def form_context(filing: Filing) -> FormContext:
    """What round and association bring to the form of *filing* (both must be loaded)."""
    return context_of(filing.round, filing.association)


def context_of(round_: Round, association: Association) -> FormContext:
    """What *round_* and *association* bring to the form."""
    return context_from(round_.year, round_.settings, association.joined_year, association.name)


def context_from(year: int, settings: Mapping[str, Any], joined_year: int, name: str) -> FormContext:
    """What a round of *year* with *settings* and an association bring to the form."""
    return FormContext(
        round_year=year,
        joined_year=joined_year,
        organization_name=name,
        foreign_patent_convention=settings.get("foreign_patent_convention", "additive"),
        second_negotiation_line=_second_line(settings.get("second_negotiation_line", {})),
    )


def _second_line(setting: Mapping[str, Any]) -> SecondNegotiationLine:
    zh, en = setting.get("label_zh"), setting.get("label_en")
    label = Wording(zh, en) if zh and en else None
    return SecondNegotiationLine(setting.get("mode", LINE_PRINTED), label)
