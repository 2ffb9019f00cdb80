"""The page of a section before and with its answers: what it asks, how cells are named, what it computes."""

import pytest

from portal.form.blocks import NOTHING_TO_REPORT, ROWS
from portal.form.context import FormContext, SecondNegotiationLine
from portal.form.editions import EDITION_2017
from portal.form.reading import reader
from portal.form.wording import LANGUAGES, Wording
from portal.web.section_parts import BlockPlan, Line
from portal.web.section_plan import SectionPlan, plan_of
from portal.web.section_texts import NO_SUM, NOTHING_SAID, add_up

JOINED_2013 = FormContext(2017, 2013)
SPANS = (FormContext(2017, 2017), FormContext(2017, 2016), JOINED_2013, FormContext(2019, 2013))
ROW_WORDS = "Row {number}"


def plan(section: str, context: FormContext = JOINED_2013, language: str = "zh") -> SectionPlan:
    return plan_of(EDITION_2017, EDITION_2017.by_code[section], context, language)


def block(section: str, code: str, context: FormContext = JOINED_2013, language: str = "zh") -> BlockPlan:
    return next(b for b in plan(section, context, language).blocks if b.code == code)


def line(planned: BlockPlan, code: str) -> Line:
    lines = planned.columns or tuple(line for group in planned.groups for line in group.lines)
    return next(line for line in lines if line.code == code)


def names_on(page: SectionPlan) -> set[str]:
    """Addresses of all inputs of a page whose lists have one row ``r1`` each."""
    lists = [b.code for b in page.blocks if b.kind == "rows"]
    shown = page.shown({}, {code: ["r1"] for code in lists}, ROW_WORDS)
    names = set(shown.texts)
    for code in lists:
        names |= {f"{code}.{NOTHING_TO_REPORT}", f"{code}.{ROWS}"}
        for row in shown.rows[code]:
            names |= {cell.name for cell in row.cells(NOTHING_SAID)}
            names |= {cell.other.name for cell in row.cells(NOTHING_SAID) if cell.other}
    return names


@pytest.mark.parametrize("context", SPANS, ids=lambda c: f"{c.joined_year}-{c.round_year}")
@pytest.mark.parametrize("section", EDITION_2017.sections, ids=lambda s: s.code)
def test_a_page_has_an_input_for_every_cell_that_can_be_posted_and_for_nothing_else(section, context):
    posted = reader(section, context.years)
    expected = set(posted.fixed)
    for code, columns in posted.columns.items():
        expected |= {f"{code}.{NOTHING_TO_REPORT}", f"{code}.{ROWS}"}
        expected |= {f"{code}.r1.{column}" for column in columns}
    assert names_on(plan(section.code, context)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", EDITION_2017.sections, ids=lambda s: s.code)
def test_every_input_of_a_page_has_an_id_and_a_spoken_name_of_its_own(section, language):
    page = plan(section.code, JOINED_2013, language)
    inputs = []
    for planned in page.blocks:
        for each in (each for group in planned.groups for each in group.lines):
            boxes = [i for option in each.options for i in option.inputs]
            typed = [i for other in (each.other, each.beside) if other for i in other.inputs]
            inputs += [*(boxes or each.inputs), *typed]
    assert len({i.id for i in inputs}) == len(inputs)
    by_block = [(i.name.partition(".")[0], i.spoken) for i in inputs]
    named_twice = {spoken for where, spoken in by_block if by_block.count((where, spoken)) > 1}
    assert all("集体谈判数量" in spoken for spoken in named_twice), "only the line that the form prints twice"


def test_the_first_box_of_a_choice_carries_the_id_that_links_to_the_cell_lead_to():
    forms = line(block("collaborative_utilization", "operations_by_year"), "financial_participation_forms")
    assert [i.id for i in forms.options[0].inputs] == [i.id for i in forms.inputs]
    assert forms.options[1].inputs[0].id == forms.inputs[0].id + "-credit"


def test_labels_are_the_official_wording_with_the_unit_set_apart():
    purchased = line(block("collaborative_utilization", "operations_by_year"), "purchased_patents")
    assert (purchased.label.text, purchased.label.unit) == ("购买专利数量", "（件）")


def test_a_unit_that_the_form_does_not_print_stands_beside_the_input():
    total = line(block("system_building", "members"), "member_total")
    sales = line(block("system_building", "basic"), "pilot_field_sales")
    assert (total.label.beside, sales.label.beside) == ("个", "")


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("zh", "2016年 购买专利数量：金额"), ("en", "Patents purchased: amount, 2016")],
)
def test_an_amount_is_spoken_with_the_count_it_belongs_to_and_its_year(language, spoken):
    amount = line(block("collaborative_utilization", "operations_by_year", JOINED_2013, language), "purchased_amount")
    assert amount.inputs[3].spoken == spoken
    assert amount.place == "amount"


def test_two_values_printed_in_one_cell_share_a_label_and_are_told_apart():
    phone = line(block("system_building", "contact"), "office_phone")
    assert phone.label.text == "办公电话/传真"
    assert (phone.caption, phone.beside.caption) == ("办公电话", "传真")
    assert (phone.inputs[0].spoken, phone.beside.inputs[0].spoken) == ("办公电话", "传真")


def test_footnotes_stand_at_their_cells_and_at_the_foot_of_the_block():
    operations = block("collaborative_utilization", "operations_by_year")
    assert operations.marks == (3,)
    assert line(operations, "entrusted_patents").marks == (4,)
    assert [number for number, _text in operations.footnotes] == [3, 4, 5, 6]


def test_the_round_year_stands_where_the_form_prints_it():
    assert block("system_building", "members", FormContext(2019, 2013)).footnotes == ((1, "截至2019年12月31日。"),)


def test_years_of_a_stock_are_never_added_and_a_single_year_has_no_total():
    operations = block("collaborative_utilization", "operations_by_year")
    single = block("collaborative_utilization", "operations_by_year", FormContext(2017, 2017))
    assert line(operations, "purchased_patents").total == "operations_by_year.*.purchased_patents"
    assert (line(operations, "entrusted_patents").total, line(operations, "entrusted_patents").stock) == ("", True)
    assert line(single, "purchased_patents").total == ""


@pytest.mark.parametrize(("convention", "addends"), [("additive", 4), ("memo", 3)])
def test_foreign_patents_are_an_addend_unless_the_round_reads_them_as_a_memo_item(convention, addends):
    context = FormContext(2017, 2013, foreign_patent_convention=convention)
    applications = block("system_building", "patents_by_year", context).groups[0]
    assert [len(pattern.split()) for pattern in applications.sums] == [addends] * 5


def test_the_round_can_hide_or_rename_the_second_negotiation_line():
    renamed = SecondNegotiationLine(label=Wording("集中许可数量（件）", "Collective licensing"))
    shown = block("patent_protection", "protection_by_year", FormContext(2017, 2013, second_negotiation_line=renamed))
    hidden = block(
        "patent_protection",
        "protection_by_year",
        FormContext(2017, 2013, second_negotiation_line=SecondNegotiationLine(mode="hidden")),
    )
    assert line(shown, "collective_negotiation_line2_cases").label.text == "集中许可数量"
    assert len(hidden.groups) == len(shown.groups) - 1


def test_associations_that_joined_in_one_year_share_a_plan():
    section = EDITION_2017.by_code["system_building"]
    one = plan_of(EDITION_2017, section, FormContext(2017, 2013, "甲协会（虚构）"), "zh")
    other = plan_of(EDITION_2017, section, FormContext(2017, 2013, "乙联盟（虚构）"), "zh")
    assert one is other


def test_numbers_are_grouped_years_are_not_and_what_cannot_be_read_stays_as_typed():
    cells = {
        "operations_by_year.2016.purchased_patents": "12850000",
        "operations_by_year.2017.purchased_amount": "1930.5",
        "operations_by_year.2017.purchased_patents": "约1930",
        "patent_pools.r1.pool_year": "2015",
    }
    rows = {b.code: ["r1"] for b in plan("collaborative_utilization").blocks if b.kind == "rows"}
    shown = plan("collaborative_utilization").shown(cells, rows, ROW_WORDS)
    assert shown.texts["operations_by_year.2016.purchased_patents"] == "12,850,000"
    assert shown.texts["operations_by_year.2017.purchased_amount"] == "1,930.5"
    assert shown.texts["operations_by_year.2017.purchased_patents"] == "约1930"
    assert [cell.text for cell in shown.rows["patent_pools"][0].cells(NOTHING_SAID)] == ["", "", "2015"]


def test_rows_are_numbered_within_their_group_and_called_by_their_place():
    cells = {
        f"standards.{row}.standard_type": kind
        for row, kind in {"a": "industry", "b": "national", "c": "industry"}.items()
    }
    rows = {b.code: [] for b in plan("collaborative_utilization").blocks if b.kind == "rows"} | {
        "standards": list("abc")
    }
    shown = plan("collaborative_utilization").shown(cells, rows, ROW_WORDS)
    assert [(row.number, row.words) for row in shown.rows["standards"]] == [
        ("1", "Row 1"),
        ("1", "Row 2"),
        ("2", "Row 3"),
    ]


def test_the_total_row_counts_the_rows_that_hold_anything_and_sums_its_columns():
    cells = {"patent_layouts.a.layout_name": "技术甲（虚构）", "patent_layouts.a.layout_total": "1200"}
    cells |= {"patent_layouts.b.layout_total": "34"}
    rows = {b.code: [] for b in plan("collaborative_utilization").blocks if b.kind == "rows"}
    shown = plan("collaborative_utilization").shown(cells, rows | {"patent_layouts": ["a", "b", "c"]}, ROW_WORDS)
    assert shown.filled["patent_layouts"] == 2
    assert shown.sums["patent_layouts.*"] == "2"
    assert shown.sums["patent_layouts.*.layout_total"] == "1,234"


@pytest.mark.parametrize(
    ("texts", "mode", "expected"),
    [
        (["1", "", "2"], "numeric", "3"),
        (["999999999", "1"], "numeric", "1,000,000,000"),
        (["", ""], "numeric", ""),
        (["1", "1.5"], "numeric", NO_SUM),
        (["0.1", "0.2"], "decimal", "0.3"),
        (["999999999999.99", "0.01"], "decimal", "1,000,000,000,000"),
        (["100", "20.50"], "decimal", "120.5"),
        (["约1930", "1"], "decimal", NO_SUM),
    ],
)
def test_sums_are_exact_and_are_none_where_an_addend_is_no_number(texts, mode, expected):
    assert add_up(texts, mode) == expected
