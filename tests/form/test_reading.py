"""Reading a posted section beside what is stored: it changes what reading costs, never what is read."""

import pytest

from portal.form.editions import EDITION_2017
from portal.form.reading import read_cells
from tests.form.samples import SAMPLES, context, documents

SECTIONS = [section.code for section in EDITION_2017.sections if section.code != "summary_materials"]
BUILDING = EDITION_2017.by_code["system_building"]


@pytest.mark.parametrize("code", SECTIONS)
@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_what_is_stored_is_read_as_it_stands(code: str, sample: str) -> None:
    section, here = EDITION_2017.by_code[code], context(SAMPLES[sample])
    stored = documents(SAMPLES[sample])[code]
    read = read_cells(section, here, stored.items(), stored)
    assert read == read_cells(section, here, stored.items()) == {name: stored[name] for name in read}


@pytest.mark.parametrize(
    ("typed", "stored", "read"),
    [("１２", "12", "12"), ("12", "13", "12"), ("12", "", "12"), ("", "12", ""), ("约12", "约12", "约12")],
)
def test_what_is_typed_counts_whatever_is_stored(typed: str, stored: str, read: str) -> None:
    cell = "members.member_total"
    here = context(SAMPLES["A"])
    assert read_cells(BUILDING, here, [(cell, typed)], {cell: stored}) == {cell: read}


def test_a_cell_of_another_form_is_not_read_because_it_is_stored() -> None:
    here, stored = context(SAMPLES["A"]), {"members.gone": "12", "trainings.r1.gone": "x"}
    assert read_cells(BUILDING, here, stored.items(), stored) == {}


def test_boxes_ticked_beside_the_stored_one_are_all_read() -> None:
    section = next(s for s in EDITION_2017.sections if s.code == "collaborative_utilization")
    here = context(SAMPLES["C"])
    name, codes = next(
        (address, text.split(","))
        for address, text in documents(SAMPLES["C"])[section.code].items()
        if "," in text and not address.endswith(".rows")
    )
    stored = {name: codes[0]}
    posted = [(name, code) for code in codes]
    assert read_cells(section, here, posted, stored) == read_cells(section, here, posted)
