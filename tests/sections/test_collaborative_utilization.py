"""Section 专利协同运用: parts by year side by side, choices across years, computed totals, numbers by type."""

from tests.sections.conftest import DeskOf
from tests.support.html import XHTML

YEARS = ("2013", "2014", "2015", "2016", "2017")


def test_the_years_from_joining_to_the_round_stand_side_by_side_in_one_table(desk_of: DeskOf) -> None:
    desk = desk_of("collaborative_utilization")
    table = next(t for t in desk.page.all("table") if "grid-years" in (t.get("class") or ""))
    heads = ["".join(th.itertext()).strip() for th in table.iter(f"{XHTML}th") if th.get("scope") == "col"]
    assert heads[1:6] == [f"{year}年" for year in YEARS]
    row = next(tr for tr in table.iter(f"{XHTML}tr") if "购买专利数量" in "".join(tr.itertext()))
    names = [i.get("name") for i in row.iter(f"{XHTML}input")]
    assert names == [f"operations_by_year.{year}.purchased_patents" for year in YEARS]


def test_boxes_are_ticked_and_all_unticked_again(desk_of: DeskOf) -> None:
    desk = desk_of("collaborative_utilization")
    address = "operations_by_year.2016.financial_participation_forms"
    desk.post((address, "insurance"), (address, "credit"), (f"{address}_other", "租赁"))
    desk.open()
    assert desk.ticked(address) == ["credit", "insurance"]
    assert desk.shown(f"{address}_other") == "租赁"
    desk.post((address, ""))
    desk.open()
    assert desk.ticked(address) == []


def test_flows_are_added_over_the_years_and_stocks_are_not(desk_of: DeskOf) -> None:
    desk = desk_of("collaborative_utilization")
    cells = [
        (f"operations_by_year.{year}.purchased_amount", amount)
        for year, amount in zip(YEARS, ("0.1", "0.2", "1,000", "", "2"), strict=True)
    ]
    desk.post(*cells, ("operations_by_year.2016.entrusted_patents", "40"))
    desk.open()
    outputs = {e.get("data-sum"): "".join(e.itertext()) for e in desk.page.all("output")}
    assert outputs["operations_by_year.*.purchased_amount"] == "1,002.3"
    assert "operations_by_year.*.entrusted_patents" not in outputs


def test_the_total_row_of_layouts_is_computed_and_cannot_be_typed(desk_of: DeskOf) -> None:
    desk = desk_of("collaborative_utilization")
    first, second = desk.rows("patent_layouts")[:2]
    desk.post(
        (f"patent_layouts.{first}.layout_name", "甲"),
        (f"patent_layouts.{first}.layout_total", "320"),
        (f"patent_layouts.{second}.layout_name", "乙"),
        (f"patent_layouts.{second}.layout_total", "1,410"),
        ("patent_layouts.layout_total_sum", "9999"),
    )
    desk.open()
    outputs = ["".join(e.itertext()) for e in desk.page.all("output")]
    assert "1,730" in outputs
    assert "9,999" not in outputs
    assert "2" in outputs


def test_standards_are_numbered_within_their_type(desk_of: DeskOf) -> None:
    desk = desk_of("collaborative_utilization")
    rows = desk.rows("standards")
    for row, kind in zip(rows, ("national", "industry", "national"), strict=True):
        desk.post((f"standards.{row}.standard_type", kind), (f"standards.{row}.standard_name", f"标准{row}"))
        desk.open()
    shown = {}
    for tr in desk.page.all("tr"):
        if tr.get("data-row") in rows:
            seq = [td for td in tr.iter(f"{XHTML}td") if "seq" in (td.get("class") or "").split()]
            shown[tr.get("data-row")] = "".join(seq[0].itertext()).strip()
    assert [shown[row] for row in desk.rows("standards")] == ["1", "1", "2"]


def test_institutions_without_a_form_of_participation_are_said_at_once(desk_of: DeskOf) -> None:
    desk = desk_of("collaborative_utilization")
    desk.post(("operations_by_year.2016.financial_institutions", "4"))
    desk.open()
    assert "2016年参与金融机构数大于0，请选择参与形式。" in desk.text()
