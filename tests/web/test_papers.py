"""The official form to take away: as PDF and as a page to print, in its states, for its readers, in both languages."""

import uuid
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from portal.filing.states import FilingState, RoundState
from portal.models import Association, Filing, Round
from portal.services import papers
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.lives import Life
from tests.support.papers import pages
from tests.web.contact import Contact, links, words
from tests.web.entering import enter, leave

TITLE = "国家专利协同运用试点单位信息统计表"
DRAFT, REFERENCE = "草稿DRAFT", "回执编号"


def read(answer: TestResponse) -> str:
    """The text of a PDF that was answered, to be saved under a name."""
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return "".join(pages(answer.data))


def name_of(answer: TestResponse) -> str:
    return unquote(answer.headers["Content-Disposition"].partition("''")[2])


def test_a_draft_is_printed_with_the_present_answers(alice: Contact, life: Life) -> None:
    life.save({"members.member_total": "4321"})
    answer = alice.client.get(f"{alice.base}/form.pdf?words=zh")
    text = read(answer)
    assert "会员总数14,321" in text
    assert DRAFT in text
    assert REFERENCE not in text
    assert name_of(answer) == f"{TITLE}-{life.world.association.name}-草稿.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("state", list(FilingState))
def test_the_state_decides_what_is_printed(alice: Contact, filled: Life, state: FilingState) -> None:
    filled.bring_to(state)
    answer = alice.client.get(f"{alice.base}/form.pdf")
    text, with_contact = read(answer), state in {FilingState.DRAFT, FilingState.RETURNED}
    assert (DRAFT in text) is with_contact
    assert (REFERENCE in text) is not with_contact
    if not with_contact:
        (submission,) = filled.submissions
        assert submission.reference in name_of(answer)
        assert submission.content_hash in text
        assert "第1次提交" in text
        assert answer.data == alice.client.get(f"{alice.base}/submissions/1/form.pdf").data


def test_a_submission_stays_as_it_was_when_the_answers_go_on(alice: Contact, filled: Life) -> None:
    filled.submit()
    before = alice.client.get(f"{alice.base}/submissions/1/form.pdf").data
    filled.give_back()
    filled.save({"management.full_time_staff": "77"})
    assert alice.client.get(f"{alice.base}/submissions/1/form.pdf").data == before
    assert "专职管理人员数量77" in read(alice.client.get(f"{alice.base}/form.pdf?words=zh"))
    alice.client.get(f"{alice.base}/submissions/2/form.pdf", expect=404)


def test_a_withdrawn_submission_is_the_associations_own(client: PageClient, filled: Life) -> None:
    filled.submit()
    filled.withdraw()
    filled.submit()
    for person, status in ((filled.people.alice, 200), (filled.people.clara, 404)):
        enter(client, person)
        for kind in ("form.pdf", "print"):
            client.get(f"/filings/{filled.id}/submissions/1/{kind}", expect=status)
            client.get(f"/filings/{filled.id}/submissions/2/{kind}", expect=200)
        leave(client)


@pytest.mark.parametrize("kind", ["form.pdf", "print"])
def test_reviewers_print_what_was_submitted_and_never_the_draft(client: PageClient, filled: Life, kind: str) -> None:
    enter(client, filled.people.clara)
    client.get(f"/filings/{filled.id}/submissions/1/{kind}", expect=403)
    filled.submit()
    client.get(f"/filings/{filled.id}/submissions/1/{kind}", expect=200)
    client.get(f"/filings/{filled.id}/{kind}", expect=403)


@pytest.mark.parametrize(("language", "english"), [("zh", False), ("en", True)])
def test_without_a_choice_of_words_the_reader_s_language_decides(alice: Contact, language: str, english: bool) -> None:
    alice.client.post(f"/language/{language}")
    assert ("Contactperson" in read(alice.client.get(f"{alice.base}/form.pdf"))) is english
    assert "Contactperson" in read(alice.client.get(f"{alice.base}/form.pdf?words=both"))
    assert "Contactperson" not in read(alice.client.get(f"{alice.base}/form.pdf?words=zh"))


def test_a_contact_s_blank_copy_bears_her_association_and_its_years(alice: Contact, life: Life) -> None:
    life.save({"members.member_total": "4321"})
    answer = alice.client.get(f"/form.pdf?round={life.world.round.id}&words=zh")
    text = read(answer)
    assert life.world.association.name in text
    assert all(f"年度专利运营情况({year}年)" in text for year in range(2013, 2018))
    assert "4,321" not in text
    assert DRAFT not in text
    assert name_of(answer) == f"{TITLE}-2017-空白表.pdf"


def test_for_everybody_else_the_blank_copy_is_the_form_as_it_is_issued(client: PageClient, life: Life) -> None:
    enter(client, life.people.nadia)
    text = read(client.get("/form.pdf?words=zh"))
    assert "年度专利运营情况(……年)" in text
    assert life.world.association.name not in text


def test_a_blank_copy_of_no_round_does_not_exist(client: PageClient, life: Life) -> None:
    enter(client, life.people.alice)
    for named in (str(uuid.uuid4()), "2017", "x" * 500, "../form"):
        client.get(f"/form.pdf?round={quote(named)}", expect=404)
    life.set_round(state=RoundState.CLOSED.value)
    client.get("/form.pdf", expect=404)
    client.get(f"/form.pdf?round={life.world.round.id}", expect=200)


def test_a_round_that_is_being_prepared_is_printed_for_administrators_alone(client: PageClient, life: Life) -> None:
    with life.acting(), writing() as session:
        session.execute(update(Round).values(state=RoundState.PREPARING.value))
    for person, status in ((life.people.alice, 404), (life.people.clara, 404), (life.people.nadia, 200)):
        enter(client, person)
        client.get(f"/form.pdf?round={life.world.round.id}", expect=status)
        leave(client)


def test_whoever_is_not_signed_in_gets_no_form(client: PageClient) -> None:
    assert client.get("/form.pdf", expect=302).location.startswith("/sign-in")


def test_the_code_on_the_paper_leads_to_the_check_of_the_receipt(
    app: Flask, alice: Contact, filled: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.submit()
    (submission,) = filled.submissions
    printed = [a for a in links(alice.open("/print")) if "/receipts/check?" in a]
    assert len(printed) == 1
    address = urlsplit(printed[0])
    assert (address.scheme, address.netloc) == ("http", "localhost")
    assert f"reference={submission.reference}&hash={submission.content_hash}" in address.query
    assert alice.client.get(f"{address.path}?{address.query}").status_code == 200


def test_the_page_to_print_shows_answers_footnotes_and_where_they_stand(alice: Contact, filled: Life) -> None:
    text = alice.read("/print")
    assert "DRAFT: the answers as they stand now, not submitted" in text
    assert "Total members" in text
    assert "As at 31 December 2017." in text
    assert "工作总结（虚构）.docx" in text
    filled.submit()
    text, (submission,) = alice.read("/print", "zh"), filled.submissions
    assert "草稿" not in text
    assert submission.reference in text
    assert submission.content_hash in text.replace(" ", "")
    assert "截至2017年12月31日。" in text
    assert filled.world.association.name in text


def test_the_page_to_print_leads_to_the_pdf_in_both_shapes_and_back(alice: Contact, filled: Life) -> None:
    found = links(alice.open("/print"))
    assert {f"{alice.base}/form.pdf?words={chosen}" for chosen in ("zh", "both")} <= set(found)
    assert f"{alice.base}/" in found
    filled.submit()
    found = links(alice.open("/print"))
    assert f"{alice.base}/submissions/1/form.pdf?words=zh" in found


def test_a_reviewer_comes_back_from_the_page_to_print_to_the_submission(client: PageClient, filled: Life) -> None:
    filled.submit()
    enter(client, filled.people.clara)
    page = client.page(f"/filings/{filled.id}/submissions/1/print")
    assert f"/filings/{filled.id}/submissions/1" in links(page)
    assert f"/filings/{filled.id}/" not in links(page)


def test_receipt_and_review_lead_to_the_paper(alice: Contact, filled: Life) -> None:
    filled.submit()
    paper = {f"{alice.base}/submissions/1/form.pdf", f"{alice.base}/submissions/1/print"}
    assert paper <= set(links(alice.open("/receipt")))
    assert paper <= set(links(alice.open("/submissions/1")))


def test_a_nasty_name_is_text_on_the_page_and_in_the_name_of_the_file(app: Flask, alice: Contact, life: Life) -> None:
    nasty = "a/b\\c\"d'; <script>alert(1)</script> #[*x*]"
    with life.acting(), writing() as session:
        mine = Association.id == life.world.association.id
        session.execute(update(Association).where(mine).values(name=nasty))
    answer = alice.client.get(f"{alice.base}/form.pdf?words=zh")
    assert "".join(nasty.split()) in read(answer)
    assert "/" not in name_of(answer)
    assert nasty in words(alice.open("/print"))


@pytest.fixture
def everything(app: Flask, life: Life) -> Iterator[None]:
    """The filing stands afterwards as it stood before."""
    before = life.rows(Filing)[0].version
    yield
    assert life.rows(Filing)[0].version == before


def test_printing_changes_nothing(everything: None, alice: Contact) -> None:
    for path in (f"{alice.base}/form.pdf", f"{alice.base}/print", "/form.pdf"):
        assert alice.client.get(path).status_code == 200


@pytest.mark.parametrize(("language", "said"), [("zh", "内容过多，无法生成PDF"), ("en", "too long for a PDF")])
def test_a_paper_that_cannot_be_set_says_so_and_names_the_page_to_print(
    alice: Contact, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    def fail(*_form: object, **_options: object) -> bytes:
        raise papers.NotTypeset("too much")

    monkeypatch.setattr(papers, "form_pdf", fail)
    alice.client.post(f"/language/{language}", data={"next": "/"})
    answer = alice.client.get(f"{alice.base}/form.pdf", expect=500)
    assert said in answer.text
    assert ("打印页" if language == "zh" else "page to print") in answer.text
