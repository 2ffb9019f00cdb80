"""The reading page of a submission: who opens it, that all of it stands there as submitted, and what changed."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event

from portal.filing.events import EntryKind
from portal.filing.transitions import Action
from portal.form.editions import EDITION_2017
from portal.form.folding import group_thousands
from portal.form.kinds import Choice
from portal.models import Person, db
from portal.services.uploads import add_file, remove_file
from portal.web.stores import file_store
from portal.web.wording_of_cells import kind_of
from tests.documents import small_docx, small_pdf
from tests.form.samples import SAMPLES, documents
from tests.support.client import PageClient
from tests.support.filled import LIMITS, fill_in
from tests.support.html import XHTML, Page
from tests.support.lives import AT, DECLARED, Life
from tests.support.people import World
from tests.web.entering import enter

SignIn = Callable[[PageClient, Person], object]
OPERATIONS = "collaborative_utilization-operations_by_year"
BANKS = "collaborative_utilization.operations_by_year.2017.financial_institutions"


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """Alice's return, submitted once."""
    fill_in(app, world)
    told = Life(app, world)
    told.submit()
    return told


@pytest.fixture
def clara(client: PageClient, life: Life) -> PageClient:
    """The coordinator's client, in English."""
    enter(client, life.people.clara)
    client.post("/language/en")
    return client


def review(life: Life, query: str = "") -> str:
    return f"/filings/{life.id}/review{query}"


def by_id(page: Page, place: str) -> Element:
    """The element that stands for the address *place*."""
    (found,) = [e for e in page.root.iter() if e.get("id") == "c-" + place.replace(".", "-")]
    return found


def words(element: Element) -> str:
    """The text of *element* as it is seen, without what only a screen reader says."""

    def seen(e: Element) -> str:
        hidden = "visually-hidden" in (e.get("class") or "")
        inner = "" if hidden else (e.text or "") + "".join(seen(child) for child in e)
        return inner + (e.tail or "")

    return " ".join((seen(element).removesuffix(element.tail or "")).split())


def changes(page: Page) -> list[list[str]]:
    """The lines of the list of changes: what, old, new, step, who asked."""
    (table,) = [e for e in page.all("table") if "changes" in (e.get("class") or "").split()]
    lines = []
    for row in table.iter(f"{XHTML}tr"):
        cells = [words(cell) for cell in row if cell.get("scope") != "col"]
        if cells:
            lines.append([cells[0], cells[1], cells[3], cells[4], cells[5]])
    return lines


def test_who_may_read_what_was_submitted_opens_it_and_a_stranger_finds_nothing(
    app: Flask, life: Life, world: World, sign_in: SignIn
) -> None:
    wanted = {"alice": 200, "bob": 200, "clara": 200, "nadia": 200, "olga": 200, "charlie": 404, "conrad": 404}
    for who, status in wanted.items():
        client = app.test_client()
        assert isinstance(client, PageClient)
        sign_in(client, getattr(world.people, who))
        for path in (review(life), f"/filings/{life.id}/submissions/1"):
            client.get(path, expect=status)


def test_a_draft_is_no_submission_that_anybody_could_read(app: Flask, world: World, client: PageClient) -> None:
    fill_in(app, world)
    enter(client, world.people.clara)
    client.get(f"/filings/{world.filing.id}/review", expect=403)
    client.get(f"/filings/{world.filing.id}/submissions/1", expect=403)
    enter(client, world.people.alice)
    client.get(f"/filings/{world.filing.id}/review", expect=404)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_answer_stands_on_the_page_in_both_languages(life: Life, clara: PageClient, language: str) -> None:
    clara.post(f"/language/{language}")
    page = clara.page(review(life))
    for code, cells in documents(SAMPLES["C"]).items():
        section = EDITION_2017.by_code[code]
        for address, text in cells.items():
            if address.endswith((".rows", ".nothing_to_report")):
                continue
            shown = kind_of(section, address).show(text, language)
            assert words(by_id(page, f"{code}.{address}")).startswith(shown), address
            assert isinstance(kind_of(section, address), Choice) or shown.replace(",", "") == text


def test_sections_and_blocks_are_called_as_on_paper(life: Life, clara: PageClient) -> None:
    assert "1 System building" in clara.page(review(life)).text_of("h2")
    clara.post("/language/zh")
    page = clara.page(review(life))
    assert "一、体系建设" in page.text_of("h2")
    assert page.text_of("h3")[:2] == ["联系人", "（基本情况）"]


def test_the_head_names_receipt_person_responsible_and_hash(life: Life, clara: PageClient) -> None:
    text = clara.get(review(life)).text
    (taken,) = life.submissions
    for said in (taken.reference, taken.responsible_name, "Alice", taken.content_hash[:8], "on time", "Yunnan"):
        assert said in text
    assert "late" not in words(by_class(Page(text), "page-head"))


def by_class(page: Page, name: str) -> Element:
    """The first element of this class."""
    return next(e for e in page.root.iter() if name in (e.get("class") or "").split())


def test_blank_is_blank_and_zero_is_zero(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    layout = "collaborative_utilization.patent_layouts.r2.layout_design"
    assert words(by_id(page, layout)) == "0"
    optional = "patent_protection.protection_by_year.2013.collective_negotiation_line2_cases"
    assert words(by_id(page, optional)) == "blank"


def test_a_list_with_nothing_to_report_says_so_in_a_sentence(app: Flask, world: World, client: PageClient) -> None:
    fill_in(app, world)
    life = Life(app, world)
    life.save({"innovation_platforms.rows": "", "innovation_platforms.nothing_to_report": "1"})
    life.explain()
    life.submit()
    enter(client, world.people.olga)
    client.post("/language/en")
    said = words(by_id(client.page(review(life)), "system_building.innovation_platforms.nothing_to_report"))
    assert said == "The association reports nothing here."


def test_beside_each_figure_stands_its_change_against_the_year_before(life: Life, clara: PageClient) -> None:
    page = clara.page(review(life))
    operations = "collaborative_utilization.operations_by_year"
    assert words(by_id(page, f"{operations}.2013.purchased_patents")) == "30"
    assert words(by_id(page, f"{operations}.2014.purchased_patents")) == "36 +20.0%"
    assert words(by_id(page, f"{operations}.2014.litigation_defendant_cases")) == "10 −16.7%"
    assert big_in(page, "patent_protection.protection_by_year.2014.collective_negotiation_cases") == ["+100.0%"]
    assert big_in(page, f"{operations}.2014.purchased_patents") == []


def big_in(page: Page, address: str) -> list[str]:
    """What is set in bold beside the figure at *address*."""
    return [words(e) for e in by_id(page, address).iter() if "big" in (e.get("class") or "").split()]


def test_totals_of_lists_are_computed_from_what_was_submitted(life: Life, clara: PageClient) -> None:
    sample = documents(SAMPLES["C"])["collaborative_utilization"]
    total = sum(int(text) for address, text in sample.items() if address.endswith(".layout_total"))
    foot = [e for e in clara.page(review(life)).all("tfoot")]
    assert any(group_thousands(str(total)) in words(e).split() for e in foot)


def test_what_the_contact_changes_afterwards_is_not_seen_before_it_is_submitted(life: Life, clara: PageClient) -> None:
    life.give_back()
    life.save({"members.member_total": "322", "members.member_enterprises": "296"})
    assert words(by_id(clara.page(review(life)), AT)) == "312"
    life.explain()
    life.submit()
    assert words(by_id(clara.page(review(life)), AT)) == "312 322"
    assert words(by_id(clara.page(review(life, "?against=0")), AT)) == "322"
    assert words(by_id(clara.page(f"/filings/{life.id}/submissions/1"), AT)) == "312"


def resubmitted(life: Life) -> None:
    """Returned with comments at a cell and a row, corrected here and there, answered and submitted again."""
    total = life.ask("请核对总数。", AT)
    row = life.ask("这一行请核对。", "system_building.trainings.r2")
    life.give_back("三处请核对。")
    life.save(
        {
            "members.member_total": "322",
            "members.member_enterprises": "296",
            "trainings.rows": "r4 r1 x9 r3",
            "trainings.x9.training_name": "新增培训（虚构）",
            "trainings.x9.training_participants": "30",
            "trainings.x9.training_year": "2016",
        }
    )
    life.answer(total, EntryKind.CHANGED, "")
    life.answer(row, EntryKind.EXPLAINED, "已删除。")
    life.explain()
    life.submit()


def test_after_a_resubmission_the_page_tells_change_by_change_what_was_asked_for(life: Life, clara: PageClient) -> None:
    resubmitted(life)
    page = clara.page(review(life))
    assert changes(page) == [
        ["1 Total members Membership", "312", "322", "+10", "Comment 1: changed"],
        ["1 of which: enterprises Membership", "286", "296", "+10", "not asked for"],
        [
            "1 Row 1 “高价值专利培育” Patent training organized for the industry/alliance",
            "Row 4", "Row 1", "moved", "not asked for",
        ],
        [
            "1 Row 3 “新增培训（虚构）” Patent training organized for the industry/alliance",
            "", "added", "", "not asked for",
        ],
        [
            "1 Row 2 “337调查应对研讨” Patent training organized for the industry/alliance",
            "", "removed", "", "Comment 2: explained",
        ],
    ]  # fmt: skip
    assert "5 changes, 3 of them not asked for" in " ".join(page.text_of("h2"))
    assert "三处请核对。" in words(by_class(page, "say-voice"))


def test_changes_are_marked_in_their_place_too(life: Life, clara: PageClient) -> None:
    resubmitted(life)
    page = clara.page(review(life))
    assert "changed" in by_id(page, AT).get("class", "").split()
    marks = {"r4": "row-moved", "x9": "row-added", "r2": "row-removed", "r1": None, "r3": None}
    for row, mark in marks.items():
        assert by_id(page, f"system_building.trainings.{row}").get("class") == mark
    assert not any("changed" in (cell.get("class") or "") for cell in by_id(page, "system_building.trainings.x9"))
    tabs = next(e for e in page.all("nav") if "tabs" in (e.get("class") or ""))
    assert [words(e) for e in tabs][:2] == ["1 System building 5", "2 Utilization of patent information resources"]


def test_a_comment_answered_and_closed_before_asks_for_nothing_in_the_next_comparison(
    life: Life, clara: PageClient
) -> None:
    resubmitted(life)
    (first, second) = (e for e in clara.page(review(life)).all("article"))
    ids = [uuid.UUID(e.get("id", "").removeprefix("t-")) for e in (first, second)]
    life.settle(*ids)
    life.give_back("再核对一次。")
    life.save({"members.member_total": "332", "members.member_enterprises": "306"})
    life.explain()
    life.submit()
    assert [line[4] for line in changes(clara.page(review(life)))] == ["not asked for", "not asked for"]
    from_first = changes(clara.page(review(life, "?against=1")))
    assert from_first[0] == ["1 Total members Membership", "312", "332", "+20", "Comment 1"]


def test_a_resubmission_without_a_change_says_that_nothing_was_changed(life: Life, clara: PageClient) -> None:
    life.give_back()
    life.submit()
    assert "Nothing was changed." in clara.get(review(life)).text


@pytest.mark.parametrize("against", ["1", "2", "99999", "-1", "one", "１", "1.5"])
def test_only_an_earlier_submission_can_be_compared_with(life: Life, clara: PageClient, against: str) -> None:
    clara.get(review(life, f"?against={against}"), expect=404)


@pytest.mark.parametrize("number", ["0", "2", "4711", "-1", "x"])
def test_a_submission_that_was_never_made_is_not_found(life: Life, clara: PageClient, number: str) -> None:
    clara.get(f"/filings/{life.id}/submissions/{number}", expect=404)


def test_what_was_withdrawn_is_read_by_the_association_alone(life: Life, clara: PageClient, app: Flask) -> None:
    life.withdraw()
    life.submit()
    clara.get(f"/filings/{life.id}/submissions/1", expect=404)
    clara.get(review(life, "?against=1"), expect=404)
    assert "Compare" not in clara.get(review(life)).text
    other = app.test_client()
    assert isinstance(other, PageClient)
    enter(other, life.people.alice)
    other.get(f"/filings/{life.id}/submissions/1")
    other.get(f"/filings/{life.id}/submissions/2?against=1")


def file_links(page: Page) -> list[str]:
    return [href for e in page.all("a") if "/files/" in (href := e.get("href") or "")]


def test_a_file_of_the_submission_is_saved_and_never_shown(life: Life, clara: PageClient) -> None:
    (link,) = file_links(clara.page(review(life)))
    with clara.get(link) as answer:
        assert answer.data == small_docx()
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%B7%A5")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_stays_with_the_submission_it_was_submitted_with(life: Life, clara: PageClient) -> None:
    (old,) = file_links(clara.page(review(life)))
    life.give_back()
    with life.acting(life.people.alice):
        (row,) = life.submissions[0].content["sections"]["summary_materials"]["cells"]["work_summary.rows"].split()
        remove_file(life.people.alice, life.world.filing, row)
        add_file(file_store(), life.people.alice, life.world.filing, "新的（虚构）.pdf", small_pdf(), LIMITS)
    assert file_links(clara.page(review(life))) == [old]
    life.explain()
    life.submit()
    new, removed = file_links(clara.page(review(life)))
    assert removed == old
    for link in (new, old):
        clara.get(link).close()
    swapped = new.replace("/submissions/2/", "/submissions/1/")
    clara.get(swapped, expect=404)


def test_a_foreign_or_unknown_file_is_not_found(life: Life, clara: PageClient, app: Flask, world: World) -> None:
    fill_in(app, world, "A", foreign=True)
    theirs = Life(app, world, world.foreign_filing)
    theirs.act(world.people.charlie, Action.SUBMIT, declaration=DECLARED)
    foreign = theirs.submissions[0].content["files"][0]["id"]
    for file_id in (foreign, uuid.uuid4()):
        clara.get(f"/filings/{life.id}/submissions/1/files/{file_id}", expect=404)


def test_names_and_comments_are_text_whatever_they_hold(life: Life, clara: PageClient) -> None:
    evil = '<img src=x onerror=alert(1)>"&'
    life.give_back(evil)
    life.save({"contact.contact_name": evil, "trainings.r1.training_name": evil})
    life.explain()
    life.submit()
    life.ask(evil, "system_building.trainings.r1")
    page = clara.page(review(life))
    assert list(page.all("img")) == []
    assert words(by_id(page, "system_building.contact.contact_name")).endswith(evil)
    assert evil in words(next(page.all("article")))
    assert evil in " ".join(page.text_of("td"))


def test_a_contact_reads_comments_once_they_are_sent_and_decides_nothing(life: Life, client: PageClient) -> None:
    life.ask("还没有发出的意见。")
    enter(client, life.people.alice)
    client.post("/language/en")
    for path in (review(life), f"/filings/{life.id}/submissions/1"):
        text = client.get(path).text
        assert "还没有发出的意见。" not in text
        assert "/comments/" not in text
        assert "Decision" not in text
        assert "What has happened" not in text
    life.give_back()
    assert "还没有发出的意见。" in client.get(review(life)).text


@pytest.mark.parametrize("who", ["olga", "nadia"])
def test_who_only_watches_sees_what_was_sent_and_no_button(life: Life, client: PageClient, who: str) -> None:
    sent = life.ask("第一次问。")
    life.give_back()
    life.answer(sent, EntryKind.EXPLAINED, "第一次答。")
    life.submit()
    life.ask("还没有发出的意见。", BANKS)
    enter(client, getattr(life.people, who))
    client.post("/language/en")
    page = client.page(review(life))
    (thread,) = page.all("article")
    assert "第一次问。" in words(thread)
    assert "第一次答。" in words(thread)
    assert not any("/comments/" in (e.get("href") or e.get("action") or "") for e in page.all("a", "form"))
    assert not any((e.get("action") or "").startswith(f"/filings/{life.id}") for e in page.all("form")
                   if e.get("method") == "post")  # fmt: skip


def test_the_history_tells_who_took_it_from_where_to_where_and_why(life: Life, clara: PageClient) -> None:
    life.ask()
    life.give_back("单位不对。")
    (table,) = [e for e in clara.page(review(life)).all("table") if "happened" in (e.get("class") or "").split()]
    lines = [[words(cell) for cell in row] for row in table.iter(f"{XHTML}tr")][1:]
    reference = life.submissions[0].reference
    assert [(line[0], line[1], line[3], line[4]) for line in lines] == [
        ("Returned", "Clara", "Submitted Returned", "单位不对。"),
        ("Review begun", "Clara", "", ""),
        (f"Submitted {reference}", "Alice", "Draft Submitted", ""),
    ]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(maxsplit=1)[0] not in {"BEGIN", "COMMIT", "ROLLBACK"}:
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_page_asks_the_database_no_more_for_more_comments(life: Life, clara: PageClient, app: Flask) -> None:
    life.ask()
    clara.get(review(life))
    with counted(app) as with_one:
        clara.get(review(life))
    for cell in ("member_enterprises", "member_universities", "member_others"):
        life.ask("请核对。", f"system_building.members.{cell}")
    with counted(app) as with_four:
        clara.get(review(life))
    assert len(with_four) == len(with_one) <= 10
