"""The explanation of the round before is offered where it speaks of the same thing, and nowhere else."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from portal.form.editions import EDITION_2017
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording
from portal.models import Filing, db
from portal.models.database import act_for
from portal.services.earlier_explanations import earlier_explanations, matching
from portal.services.filings import find, open_filing
from portal.services.rounds import form_context
from portal.services.transactions import writing
from tests.support.filled import EXPLANATION, fill_in
from tests.support.lives import Life
from tests.support.people import World, open_round

BLOCK = "collaborative_utilization.operations_by_year"
RULE = Rule("UNT-03", Level.SOFT, Wording("问", "asked"), parameters={"max_per_item": Decimal(5000)})


def at(address: str) -> Problem:
    return RULE.problem(address)


def said(address: str, text: str, **values: str) -> dict[str, Any]:
    return {f"UNT-03@{address}": {"text": text, "values": values}}


def offered(address: str, explanations: dict[str, Any], **values: str) -> str:
    return matching(EDITION_2017, at(address), 1, values, explanations)


def test_the_newest_year_is_offered_what_was_said_of_the_newest_year_then() -> None:
    told = said(f"{BLOCK}.2016.assigned_amount", "那时的原因")
    assert offered(f"{BLOCK}.2017.assigned_amount", told) == "那时的原因"
    assert offered(f"{BLOCK}.2016.assigned_amount", told) == "那时的原因"
    assert offered(f"{BLOCK}.2015.assigned_amount", told) == ""
    assert offered(f"{BLOCK}.2017.purchased_amount", told) == ""


def test_what_was_said_of_the_very_same_figures_comes_first() -> None:
    told = said(f"{BLOCK}.2015.assigned_amount", "前一年的") | said(f"{BLOCK}.2016.assigned_amount", "同一年的", a="5")
    assert offered(f"{BLOCK}.2016.assigned_amount", told, a="5") == "同一年的"
    assert offered(f"{BLOCK}.2016.assigned_amount", told, a="6") == "前一年的"


def test_a_cell_without_a_year_is_offered_what_was_said_of_the_same_cell() -> None:
    told = said("system_building.basic.pilot_field_sales", "同一格的")
    assert offered("system_building.basic.pilot_field_sales", told, a="6") == "同一格的"


@pytest.mark.parametrize("row", ["r1", "2016"])
def test_nothing_is_offered_for_a_row_of_a_list_as_rows_are_others_each_year(row: str) -> None:
    address = f"patent_information.databases.{row}.database_url"
    assert offered(address, said(address, "别的数据库")) == ""


@pytest.fixture
def next_year(app: Flask, world: World) -> Life:
    """The filing of the same association a year later, its figures one year on; this year's was accepted."""
    fill_in(app, world)
    before = Life(app, world)
    before.submit()
    before.accept()
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            round_ = open_round(2018)
            session.add(round_)
            session.flush()
            filing: Filing = open_filing(session, round_, world.association)
    return Life(app, world, filing)


def offers(life: Life) -> dict[str, tuple[int, str]]:
    with life.acting(life.people.alice):
        found = find(life.id)
        assert found is not None
        problem = at(f"{BLOCK}.2018.assigned_amount")
        told = earlier_explanations(found, form_context(found), [problem], {})
        return {key: (each.round_year, each.text) for key, each in told.items()}


def test_the_accepted_submission_of_the_round_before_is_read(next_year: Life) -> None:
    assert offers(next_year) == {f"UNT-03@{BLOCK}.2018.assigned_amount": (2017, EXPLANATION)}


def test_what_this_round_would_not_take_is_not_offered(next_year: Life) -> None:
    assert len(EXPLANATION) < 100
    with next_year.acting(next_year.people.alice):
        found = find(next_year.id)
        assert found is not None
        found.round.settings = {"rules": {"EXP-01": {"parameters": {"min_length": "100"}}}}
        problem = at(f"{BLOCK}.2018.assigned_amount")
        assert earlier_explanations(found, form_context(found), [problem], {}) == {}


def test_without_an_earlier_round_nothing_is_offered(app: Flask, world: World) -> None:
    with Life(app, world).acting(world.people.alice):
        found = find(world.filing.id)
        assert found is not None
        assert earlier_explanations(found, form_context(found), [at(f"{BLOCK}.2017.assigned_amount")], {}) == {}
