"""Section 专利保护: the line that the form prints twice, as the round decides to treat it (AMB-01)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from portal.models import Round, db
from portal.models.database import act_for
from portal.services.transactions import writing
from tests.sections.conftest import DeskOf
from tests.support.people import World

SECOND = "protection_by_year.2016.collective_negotiation_line2_cases"


@pytest.fixture
def second_line(app: Flask, world: World) -> Callable[..., None]:
    """Set how the round treats the second printed line."""

    def decide(**setting: Any) -> None:
        with app.app_context():
            act_for(db.session(), None)
            with writing() as session:
                settings = {"second_negotiation_line": setting}
                session.execute(update(Round).where(Round.id == world.round.id).values(settings=settings))

    return decide


def test_both_printed_lines_stand_with_codes_of_their_own_and_the_second_is_optional(desk_of: DeskOf) -> None:
    desk = desk_of("patent_protection")
    assert desk.text().count("集体谈判数量") >= 2
    desk.post(("protection_by_year.2016.collective_negotiation_cases", "2"), (SECOND, "3"))
    desk.open("?missing=1")
    assert desk.shown("protection_by_year.2016.collective_negotiation_cases") == "2"
    assert desk.shown(SECOND) == "3"
    assert desk.said_at(SECOND.replace("2016", "2015")) == ""


def test_a_round_can_relabel_the_second_line(desk_of: DeskOf, second_line: Callable[..., None]) -> None:
    second_line(label_zh="集中许可数量（件）", label_en="Collective licences")
    desk = desk_of("patent_protection")
    assert "集中许可数量" in desk.text()
    desk.open(language="en")
    assert "Collective licences" in desk.text()


def test_a_round_can_hide_the_second_line_and_then_it_takes_nothing(
    desk_of: DeskOf, second_line: Callable[..., None]
) -> None:
    second_line(mode="hidden")
    desk = desk_of("patent_protection")
    assert not [e for e in desk.controls() if "line2" in (e.get("name") or "")]
