"""Progress: counts follow the document, states follow the counts."""

import pytest

from portal.form.checks import check_section
from portal.form.checks.plan import plan_of
from portal.form.context import SecondNegotiationLine
from portal.form.editions import EDITION_2017
from portal.form.progress import Progress, progress
from tests.form.samples import SAMPLES, changed, complete, context

REQUIRED_BLANK = {
    "system_building": 19 + 2 + 2 * 15,
    "patent_information": 4,
    "collaborative_utilization": 2 * 17 + 4,
    "patent_protection": 2 * 4,
    "summary_materials": 1,
}


def reached(section_code: str, document: dict[str, str], key: str = "A", **round_changes: object) -> Progress:
    section = EDITION_2017.by_code[section_code]
    round_ = context(SAMPLES[key], **round_changes)
    return progress(section, document, round_, check_section(section, document, round_))


@pytest.mark.parametrize(("section", "expected"), REQUIRED_BLANK.items())
def test_a_blank_section_is_not_started_and_lacks_everything(section: str, expected: int) -> None:
    assert reached(section, {}) == Progress(expected, 0, expected, 0, 0, "not_started")


@pytest.mark.parametrize("key", SAMPLES)
@pytest.mark.parametrize("section", REQUIRED_BLANK)
def test_the_sections_of_a_sample_filing_are_complete(section: str, key: str) -> None:
    done = reached(section, complete(SAMPLES[key])[section], key)
    assert (done.state, done.missing, done.wrong) == ("complete", 0, 0)
    assert done.filled == done.expected > 0


def test_one_answer_makes_a_section_in_progress() -> None:
    begun = reached("system_building", {"contact.contact_name": "沈一帆"})
    assert (begun.state, begun.filled, begun.missing) == ("in_progress", 1, REQUIRED_BLANK["system_building"] - 1)


def test_an_optional_answer_starts_a_section_but_fills_nothing_expected() -> None:
    begun = reached("system_building", {"contact.fax": "0512-66660009"})
    assert (begun.state, begun.filled) == ("in_progress", 0)


def test_a_zero_is_filled() -> None:
    before = reached("patent_protection", changed("patent_protection", {}))
    zero = reached(
        "patent_protection", changed("patent_protection", {"protection_by_year.2016.enforcement_amount": "0"})
    )
    assert zero == before


def test_every_cell_of_a_missing_year_counts() -> None:
    blank = {a: "" for a in changed("system_building", {}) if a.startswith("patents_by_year.2016.")}
    lacking = reached("system_building", changed("system_building", blank))
    assert (lacking.state, lacking.missing) == ("in_progress", 15)


def test_what_cannot_be_read_is_neither_filled_nor_missing() -> None:
    full = reached("patent_protection", changed("patent_protection", {}))
    odd = reached(
        "patent_protection", changed("patent_protection", {"protection_by_year.2016.enforcement_cases": "-1"})
    )
    assert (odd.state, odd.missing, odd.wrong) == ("problems", 0, 1)
    assert (odd.expected, odd.filled) == (full.expected, full.filled - 1)


def test_a_new_row_brings_its_required_cells() -> None:
    full = reached("system_building", changed("system_building", {}))
    longer = {"trainings.rows": "r1 r2 r3 r4", "trainings.r4.training_name": "新的培训（虚构）"}
    more = reached("system_building", changed("system_building", longer))
    assert (more.expected, more.filled, more.missing) == (full.expected + 3, full.filled + 1, 2)


def test_an_empty_row_brings_nothing() -> None:
    full = reached("system_building", changed("system_building", {}))
    assert reached("system_building", changed("system_building", {"trainings.rows": "r1 r2 r3 r4"})) == full


def test_an_empty_list_expects_its_own_statement() -> None:
    emptied = {a: "" for a in changed("patent_information", {}) if a.startswith("databases.")}
    silent = reached("patent_information", changed("patent_information", emptied))
    stated = reached(
        "patent_information", changed("patent_information", emptied | {"databases.nothing_to_report": "1"})
    )
    assert (silent.expected, silent.missing, silent.state) == (stated.expected, 1, "in_progress")
    assert (stated.missing, stated.state) == (0, "complete")


def test_rows_beside_nothing_to_report_are_a_problem_and_no_gap() -> None:
    torn = reached("patent_information", changed("patent_information", {"databases.nothing_to_report": "1"}))
    assert (torn.state, torn.missing, torn.wrong) == ("problems", 0, 1)


def test_the_form_of_participation_is_expected_once_institutions_took_part() -> None:
    forms, institutions = (f"operations_by_year.2016.financial_{c}" for c in ("participation_forms", "institutions"))
    full = reached("collaborative_utilization", changed("collaborative_utilization", {}))
    lacking = reached("collaborative_utilization", changed("collaborative_utilization", {forms: ""}))
    none = reached("collaborative_utilization", changed("collaborative_utilization", {forms: "", institutions: "0"}))
    assert (lacking.expected, lacking.missing, lacking.state) == (full.expected, 1, "in_progress")
    assert (none.expected, none.missing, none.state) == (full.expected - 1, 0, "complete")


def test_a_soft_problem_is_unexplained_and_leaves_the_section_complete() -> None:
    asked = reached("system_building", changed("system_building", {"basic.founded_on": "1930"}))
    assert (asked.state, asked.wrong, asked.unexplained) == ("complete", 0, 1)


def test_hidden_cells_are_not_expected() -> None:
    section = EDITION_2017.by_code["patent_protection"]
    hidden = context(SAMPLES["A"], second_negotiation_line=SecondNegotiationLine("hidden"))
    assert not any("line2" in address for address in plan_of(section, hidden).cells)
    assert reached("patent_protection", {}, second_negotiation_line=hidden.second_negotiation_line).expected == 8


def test_progress_is_kept_as_plain_numbers_and_words() -> None:
    kept = Progress(10, 7, 2, 1, 0, "problems").to_json()
    assert kept == {"expected": 10, "filled": 7, "missing": 2, "wrong": 1, "unexplained": 0, "state": "problems"}
    assert Progress.from_json(kept) == Progress(10, 7, 2, 1, 0, "problems")
