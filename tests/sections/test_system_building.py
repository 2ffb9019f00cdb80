"""Section 体系建设: its header, its members, its lists."""

from portal.form.editions import EDITION_2017
from tests.sections.conftest import DeskOf
from tests.support.html import Page


def test_the_association_s_name_heads_the_page_and_cannot_be_typed(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    assert desk.filing.association_id is not None
    assert "滇池精密光学产业知识产权联盟（虚构）" in desk.text()
    assert not [e for e in desk.controls() if "organization_name" in (e.get("name") or "")]


def test_the_sum_of_the_parts_stands_beside_the_total_without_a_script(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    kinds = {"enterprises": "1,200", "universities": "3", "research_institutes": "4", "others": "1"}
    desk.post(("members.member_total", "1208"), *((f"members.member_{kind}", n) for kind, n in kinds.items()))
    desk.open()
    assert "= 1,208" in desk.text()
    desk.post(("members.member_others", "2"))
    desk.open()
    assert "≠ 1,209" in desk.text()
    assert desk.said_at("members.member_total")


def test_rows_are_added_typed_moved_removed_and_brought_back(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    blank = desk.rows("trainings")
    added = desk.post((f"trainings.{blank[0]}.training_name", "甲"), action="add:trainings")
    desk.page = Page(desk.client.get(added.location).text)
    rows = desk.rows("trainings")
    assert rows[0] == blank[0]
    assert desk.cell(f"trainings.{rows[-1]}.training_name").get("autofocus") is not None
    desk.post((f"trainings.{rows[1]}.training_name", "乙"), (f"trainings.{rows[2]}.training_name", "丙"))
    desk.open()
    assert desk.rows("trainings") == rows[:3]
    desk.post(action=f"up:trainings.{rows[2]}")
    desk.open()
    assert desk.rows("trainings") == [rows[0], rows[2], rows[1]]
    removed = desk.post(action=f"remove:trainings.{rows[2]}")
    page = Page(desk.client.get(removed.location).text)
    assert "“丙”" in " ".join("".join(page.root.itertext()).split())
    form = next(f for f in page.all("form") if any(e.get("value") == "restore" for e in f.iter()))
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter() if e.get("type") == "hidden"}
    desk.client.post(desk.path, data=fields, expect=303)
    desk.open()
    assert desk.rows("trainings") == [rows[0], rows[2], rows[1]]
    assert desk.shown(f"trainings.{rows[2]}.training_name") == "丙"


def test_nothing_to_report_is_kept_and_not_the_same_as_blank(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    desk.post(("trainings.nothing_to_report", "1"))
    desk.open()
    assert desk.ticked("trainings.nothing_to_report") == ["1"]
    assert desk.ticked("innovation_platforms.nothing_to_report") == []
    assert desk.rows("trainings") == []


def test_nothing_to_report_beside_rows_is_said_at_the_list(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    row = desk.rows("trainings")[0]
    desk.post(("trainings.nothing_to_report", "1"), (f"trainings.{row}.training_name", "甲"))
    desk.open()
    block = EDITION_2017.by_code["system_building"].by_code["trainings"]
    title = block.title.of("zh", round_year=2017)
    assert f"“{title}”已填写内容，不能同时勾选“本项无”。" in desk.text()


def test_a_tick_can_be_taken_back_without_a_script(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    desk.post(("trainings.nothing_to_report", "1"))
    desk.open()
    fields = [(n, v) for n, v in desk.fields() if (n, v) != ("trainings.nothing_to_report", "1")]
    desk.client.post(desk.path, data=dict(fields), expect=303)
    desk.open()
    assert desk.ticked("trainings.nothing_to_report") == []
    assert len(desk.rows("trainings")) == 3


def test_a_row_beyond_the_limit_is_refused_with_everything_still_on_the_page(desk_of: DeskOf) -> None:
    desk = desk_of("system_building")
    rows = [(f"trainings.r{n}.training_name", f"第{n}期") for n in range(201)]
    answer = desk.post(*rows, expect=422)
    assert "第200期" in answer.text
    desk.open()
    assert dict(desk.fields())["revision"] == "0"
