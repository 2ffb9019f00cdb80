"""Each of the five sections has a place of its own in every room, and nothing else has."""

import pytest

from portal.form.editions import SECTION_CODES
from tests.house_rules.repository import ROOT

ROOMS = {
    "what is asked": "portal/form/sections/{code}.py",
    "its pages": "portal/blueprints/{code}.py",
    "its templates": "portal/templates/{code}/section.html",
    "its tests": "tests/**/test_{code}.py",
}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("code", SECTION_CODES)
def test_a_section_is_found_under_its_name(code: str, room: str) -> None:
    pattern = ROOMS[room].format(code=code)
    assert list(ROOT.glob(pattern)), f"section {code!r} lacks {room}: {pattern}"


def test_the_definition_holds_no_section_that_is_not_on_the_form() -> None:
    defined = {path.stem for path in (ROOT / "portal/form/sections").glob("*.py")} - {"__init__"}
    assert defined == set(SECTION_CODES)


def test_shared_code_asks_for_no_section_by_name() -> None:
    shared = [*(ROOT / "portal/web").glob("*.py"), *(ROOT / "portal/templates/macros").glob("*.html")]
    asking = [
        f"{path.name}: {code}" for path in shared for code in SECTION_CODES if f'== "{code}"' in path.read_text("utf-8")
    ]
    assert shared
    assert not asking
