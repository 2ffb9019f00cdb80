"""What only a browser shows: saving as one types, moving between cells, pasting, totals, undo, recovery."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import update

from portal.models import Round, SectionDocument, SignIn, db
from portal.models.database import act_for
from portal.services import clock
from portal.services.sections import save_cells
from portal.services.transactions import writing
from tests.support import browser as browsers
from tests.support.people import World

SECTION = "collaborative_utilization"
PATENTS = "operations_by_year.{}.purchased_patents"
AMOUNT = "operations_by_year.{}.purchased_amount"


@pytest.fixture
def at_work(world: World, page: Page) -> Page:
    """Alice, signed in, at her section three."""
    browsers.sign_in(page, world.people.alice)
    page.goto(path(world))
    return page


def path(world: World, section: str = SECTION) -> str:
    return f"/filings/{world.filing.id}/{section.replace('_', '-')}"


def cell(page: Page, address: str) -> Locator:
    return page.locator(f'[name="{address}"]:not([type=hidden])')


def stored(app: Flask, world: World, section: str = SECTION) -> dict[str, str]:
    with app.app_context():
        act_for(db.session(), None)
        found = db.session.get(SectionDocument, (world.filing.id, section))
        assert found is not None
        return dict(found.cells)


def until_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def test_what_is_typed_is_saved_without_a_button_and_said_not_to_be_submitted(
    app: Flask, world: World, at_work: Page
) -> None:
    cell(at_work, PATENTS.format(2016)).fill("1234")
    until_saved(at_work)
    expect(at_work.locator("#saved")).to_contain_text("尚未提交")
    assert stored(app, world) == {PATENTS.format(2016): "1234"}


def test_numbers_are_grouped_when_left_and_bare_while_edited(at_work: Page) -> None:
    number = cell(at_work, AMOUNT.format(2016))
    number.fill("1234567.5")
    number.blur()
    expect(number).to_have_value("1,234,567.5")
    number.focus()
    expect(number).to_have_value("1234567.5")


def test_what_cannot_be_read_is_said_at_its_cell_while_one_goes_on(app: Flask, world: World, at_work: Page) -> None:
    wrong = cell(at_work, AMOUNT.format(2016))
    wrong.fill("约1930")
    wrong.blur()
    until_saved(at_work)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("约1930")
    said = at_work.locator(f"#{wrong.get_attribute('aria-describedby')}")
    expect(said).to_be_visible()
    wrong.fill("1930")
    wrong.blur()
    expect(wrong).not_to_have_attribute("aria-invalid", "true")
    expect(said).to_have_count(0)


def test_arrow_keys_and_enter_move_between_the_cells_of_a_table(at_work: Page) -> None:
    focused = "document.activeElement.name"
    cell(at_work, PATENTS.format(2015)).focus()
    at_work.keyboard.press("ArrowDown")
    assert at_work.evaluate(focused) == AMOUNT.format(2015)
    at_work.keyboard.press("ArrowRight")
    assert at_work.evaluate(focused) == AMOUNT.format(2016)
    at_work.keyboard.press("ArrowUp")
    assert at_work.evaluate(focused) == PATENTS.format(2016)
    at_work.keyboard.press("Enter")
    assert at_work.evaluate(focused) == AMOUNT.format(2016)
    at_work.keyboard.press("ArrowLeft")
    assert at_work.evaluate(focused) == AMOUNT.format(2015)


PASTE = """([selector, text]) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const target = document.querySelector(selector);
    target.focus();
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_block_from_excel_spreads_over_the_years(app: Flask, world: World, at_work: Page) -> None:
    block = "30\t36\t41\t48\t52\r\n600\t720\t860\t1,010\t1,130.50\r\n"
    at_work.evaluate(PASTE, [f'[name="{PATENTS.format(2013)}"]', block])
    until_saved(at_work)
    found = stored(app, world)
    assert [found[PATENTS.format(year)] for year in range(2013, 2018)] == ["30", "36", "41", "48", "52"]
    assert [found[AMOUNT.format(year)] for year in range(2013, 2018)] == ["600", "720", "860", "1010", "1130.5"]
    total = at_work.locator(f'output[data-sum="{AMOUNT.format("*")}"]')
    expect(total).to_have_text("4,320.5")


def test_a_block_from_excel_adds_the_rows_it_needs(app: Flask, world: World, at_work: Page) -> None:
    lines = [f"产品{n}\t{n + 10}\t{n}\t5\t3\t2" for n in range(1, 8)]
    first = at_work.locator('[name^="patent_layouts."][name$=".layout_name"]').first
    at_work.evaluate(PASTE, [f'[name="{first.get_attribute("name")}"]', "\n".join(lines)])
    until_saved(at_work)
    found = stored(app, world)
    rows = found["patent_layouts.rows"].split()
    assert [found[f"patent_layouts.{row}.layout_name"] for row in rows] == [f"产品{n}" for n in range(1, 8)]
    assert found[f"patent_layouts.{rows[6]}.layout_total"] == "17"
    expect(at_work.locator('output[data-sum="patent_layouts.*.layout_total"]')).to_have_text(str(sum(range(11, 18))))


def test_a_removed_row_is_brought_back_in_place_with_its_id(app: Flask, world: World, at_work: Page) -> None:
    names = at_work.locator('table [name^="patent_pools."][name$=".pool_name"]')
    names.nth(0).fill("甲池")
    names.nth(1).fill("乙池")
    until_saved(at_work)
    before = stored(app, world)
    row = before["patent_pools.rows"].split()[0]
    at_work.click(f'button[value="remove:patent_pools.{row}"]')
    expect(at_work.get_by_text("甲池")).to_be_visible()
    expect(at_work.locator(f'[name="patent_pools.{row}.pool_name"]')).to_have_count(0)
    until_saved(at_work)
    assert f"patent_pools.{row}.pool_name" not in stored(app, world)
    at_work.get_by_role("button", name="撤销").click()
    expect(names.nth(0)).to_have_value("甲池")
    until_saved(at_work)
    assert stored(app, world) == before


def test_text_typed_after_the_session_has_ended_is_saved_once_signed_in_again(
    app: Flask, world: World, at_work: Page
) -> None:
    end_sessions(app)
    cell(at_work, PATENTS.format(2016)).fill("77")
    sign_in_link = at_work.locator("#saved a")
    expect(sign_in_link).to_be_visible()
    assert stored(app, world) == {}
    with at_work.context.expect_page() as opened:
        sign_in_link.click()
    browsers.sign_in(opened.value, world.people.alice)
    opened.value.close()
    at_work.bring_to_front()
    at_work.evaluate("window.dispatchEvent(new Event('focus'))")
    until_saved(at_work)
    assert stored(app, world) == {PATENTS.format(2016): "77"}


def test_text_of_a_closed_tab_is_offered_beside_what_is_stored_before_it_is_put_back(
    app: Flask, world: World, at_work: Page
) -> None:
    end_sessions(app)
    cell(at_work, PATENTS.format(2016)).fill("78")
    expect(at_work.locator("#saved a")).to_be_visible()
    context = at_work.context
    at_work.close(run_before_unload=False)
    again = context.new_page()
    browsers.sign_in(again, world.people.alice)
    again.goto(path(world))
    expect(cell(again, PATENTS.format(2016))).to_have_value("")
    offer = again.locator("#notices .say", has=again.locator("table"))
    expect(offer).to_contain_text("78")
    assert stored(app, world) == {}
    offer.get_by_role("button").first.click()
    until_saved(again)
    assert stored(app, world) == {PATENTS.format(2016): "78"}


def test_a_cell_that_somebody_else_changed_waits_for_a_choice(app: Flask, world: World, at_work: Page) -> None:
    with app.app_context():
        act_for(db.session(), world.people.bob.id)
        save_cells(world.people.bob, world.filing.id, SECTION, 0, [(PATENTS.format(2016), "11")])
    cell(at_work, PATENTS.format(2016)).fill("12")
    cell(at_work, PATENTS.format(2017)).fill("13")
    expect(at_work.locator("#saved")).to_have_attribute("data-state", "choose")
    assert stored(app, world)[PATENTS.format(2016)] == "11"
    assert stored(app, world)[PATENTS.format(2017)] == "13"
    at_work.locator("#saved button").click()
    expect(at_work.locator("h1")).to_contain_text("Bob")
    at_work.check('input[type=radio][value="12"]')
    at_work.locator("main form button[type=submit]").first.click()
    at_work.wait_for_url(lambda url: url.endswith(path(world)))
    assert stored(app, world)[PATENTS.format(2016)] == "12"


def test_a_round_that_closes_meanwhile_refuses_and_keeps_the_text_on_the_page(
    app: Flask, world: World, at_work: Page
) -> None:
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            session.execute(update(Round).where(Round.id == world.round.id).values(state="closed"))
    cell(at_work, PATENTS.format(2016)).fill("12")
    expect(at_work.locator("#saved")).to_have_attribute("data-state", "failed")
    expect(cell(at_work, PATENTS.format(2016))).to_have_value("12")
    assert stored(app, world) == {}


def test_the_language_button_loses_nothing_that_was_just_typed(app: Flask, world: World, at_work: Page) -> None:
    cell(at_work, PATENTS.format(2016)).fill("91")
    at_work.click("header button:has-text('English')")
    expect(at_work.locator("html")).to_have_attribute("lang", "en")
    expect(cell(at_work, PATENTS.format(2016))).to_have_value("91")


def test_nothing_to_report_gives_way_to_rows_and_back(app: Flask, world: World, at_work: Page) -> None:
    tick = at_work.locator('input[type=checkbox][name="patent_pools.nothing_to_report"]')
    tick.check()
    expect(at_work.locator('table [name^="patent_pools."]').first).not_to_be_visible()
    until_saved(at_work)
    assert stored(app, world) == {"patent_pools.nothing_to_report": "1"}
    tick.uncheck()
    expect(at_work.locator('table [name^="patent_pools."]').first).to_be_visible()
    until_saved(at_work)
    assert stored(app, world) == {}


def test_everything_is_reached_by_the_keyboard_and_the_focused_cell_is_never_covered(
    world: World, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport={"width": 1280, "height": 500}).new_page()
    browsers.sign_in(page, world.people.alice)
    page.goto(path(world, "patent_protection"))
    reached = set()
    for _press in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.href || ''")
        if name in reached and name.startswith("protection_by_year"):
            break
        reached.add(name)
        covered = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const bar = document.querySelector(".context").getBoundingClientRect();
                return document.activeElement.matches("main input") && box.top < bar.bottom - 1;
            }"""
        )
        assert not covered, name
    assert len([name for name in reached if name.startswith("protection_by_year.")]) == 5 * 6


def end_sessions(app: Flask) -> None:
    """End every session, as time would."""
    with app.app_context():
        act_for(db.session(), None)
        with writing() as session:
            session.execute(update(SignIn).values(ended_at=clock.now()))
