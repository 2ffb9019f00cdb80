"""HTML that is made once and filled with each reader's answers: the same as if a macro had made it each time."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup

from portal.models import Filing, db
from portal.services.sections import save_cells
from portal.web.cuts import Cut, Marks, is_mark, mark, marked_html
from portal.web.said import SaidOnPage
from portal.web.section_parts import BlockPlan
from tests.form.samples import SAMPLES, documents
from tests.support.client import PageClient
from tests.support.people import World

SECTIONS = ("system-building", "patent-information", "collaborative-utilization", "patent-protection")
CODES = [code.replace("-", "_") for code in SECTIONS]
ROW = re.compile(r"r\d+$")


def test_answers_are_set_in_where_their_marks_stood_and_are_escaped() -> None:
    cut = Cut(f'<input value="{mark("a")}"><p>{mark("b")}{mark("a")}</p>')
    assert cut.filled({"a": '"<', "b": "乙"}) == '<input value="&#34;&lt;"><p>乙&#34;&lt;</p>'


def test_an_answer_that_is_html_is_set_in_as_it_is() -> None:
    assert Cut(marked_html("a")).filled({"a": Markup("<b>")}) == "<b>"


def test_what_was_filled_is_html_and_leaves_the_cut_as_it_was() -> None:
    cut = Cut("x" + mark("a"))
    first = cut.filled({"a": "1"})
    assert (type(first), first, cut.filled({"a": "2"})) == (Markup, "x1", "x2")


def test_each_mark_is_looked_up_in_its_own_mapping() -> None:
    assert Cut(Marks()["a"] + "+" + Marks(1)["a"]).filled({"a": "1"}, {"a": "2"}) == "1+2"


def test_an_answer_that_looks_like_a_mark_is_no_mark() -> None:
    cut = Cut(f"{mark('a')}{mark('b')}")
    assert cut.filled({"a": mark("b"), "b": "secret"}) == mark("b") + "secret"


def test_a_missing_answer_is_an_error() -> None:
    with pytest.raises(KeyError):
        Cut(mark("a")).filled({})


def test_only_marks_are_marks() -> None:
    assert (is_mark(mark("a")), is_mark("a"), is_mark("")) == (True, False, False)


class EveryFixedLine:
    """Says of each line that something is said there, so that a macro makes it; of rows what was said of them."""

    def __init__(self, said: frozenset[str]) -> None:
        self.said = said

    def __contains__(self, line: str) -> bool:
        return line in self.said or not ROW.search(line)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("sample", ["A", "C", "D"])
def test_a_page_of_cuts_is_the_page_that_macros_make(
    client: PageClient,
    world: World,
    filing: Filing,
    sign_in: Callable[..., Any],
    acting_as: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    sample: str,
    language: str,
) -> None:
    with acting_as(world.people.alice):
        for code, cells in documents(SAMPLES[sample]).items():
            if code in CODES:
                save_cells(world.people.alice, filing.id, code, 0, cells.items())
        db.session.commit()
    sign_in(client, world.people.alice)
    client.post(f"/language/{language}", data={"next": "/"})
    paths = [f"/filings/{filing.id}/{section}" for section in SECTIONS]
    cut = [squeezed(client.get(path).text) for path in paths]
    of_page = SaidOnPage.lines.fget
    assert of_page is not None
    monkeypatch.setattr(SaidOnPage, "lines", property(lambda said: EveryFixedLine(of_page(said))))
    monkeypatch.setattr(BlockPlan, "even", property(lambda block: False))
    monkeypatch.setitem(client.application.jinja_env.globals, "plain_box", lambda *asked: None)
    assert [squeezed(client.get(path).text) for path in paths] == cut


def squeezed(page: str) -> str:
    """*page* without what differs at each request and without blanks between elements."""
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", page)
    return re.sub(r">\s+", ">", re.sub(r"\s+<", "<", page))
