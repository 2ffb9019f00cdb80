"""The PDF of the official form at its limits: many rows, long and nasty texts, receipts on every page."""

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from portal.exchange.paper import DRAFT, FileLine, Standing, qr, typesetting
from portal.exchange.paper.glyphs import characters
from portal.exchange.paper.parts import TEXT_FONT, broken
from portal.exchange.paper.typesetting import PRESS, TEMPLATES, NotTypeset
from portal.form.context import FormContext
from portal.form.editions import EDITION_2017
from tests.form.samples import SAMPLES, complete, context
from tests.support.papers import ADDRESS, HASH, SUBMITTED, opened, pages, printed, squeezed, with_rows

NASTY = [
    '#panic(1) #import "@preview/cetz:0.1": * #read("/etc/passwd")',
    "*粗* _斜_ `码` $x^2$ @tag <label> \\ \\u{41} // 注 /* 注 */ = 题 - 项 + 项 ~ --- ...",
    "]) }} ${a} %s {0} {round_year} &amp; <b>x</b> \"双\" '单' ‘弯’",
    "=HYPERLINK(\"x\") +cmd|'x'!A1 〔2016〕18号 ①②③ ㈱ ½ ℃ ㎡ №",
    "a" * 180,
    "https://example.org/" + "very-long-path/" * 12 + "?q=" + "%E4%B8%93" * 10,
    "。" * 60,
    "长" * 200,
]
MARGIN, SLACK = 1.9 / 2.54 * 72, 3.0
A4 = 595.28


def in_every_text(text: str) -> dict[str, dict[str, str]]:
    """Sample A with *text* in every cell that takes text of one's own, and in the names of its rows."""
    documents = {code: dict(cells) for code, cells in complete(SAMPLES["A"]).items()}
    for cells in documents.values():
        for address in cells:
            if re.search(r"_(name|url|field|body|address|position)$", address):
                cells[address] = text
    return documents


@pytest.mark.parametrize("text", NASTY)
def test_whatever_was_typed_is_printed_as_it_was_typed(text: str) -> None:
    documents = in_every_text(text)
    wanted = sum(cell == text for cells in documents.values() for cell in cells.values())
    about = context(SAMPLES["A"], organization_name=text[:100])
    found = "".join(pages(printed(about, documents, DRAFT, files=[FileLine(text, 1)])))
    # A hyphen at the end of a line is one that a reader of PDFs takes for its own.
    assert found.replace("-", "").count(squeezed(text).replace("-", "")) >= wanted + 1
    assert wanted > 15


@pytest.mark.parametrize("text", [NASTY[4], NASTY[5], NASTY[7], "9" * 60])
def test_nothing_is_set_beyond_the_margins(text: str) -> None:
    pdf = printed(context(SAMPLES["A"], organization_name=text[:100]), in_every_text(text), SUBMITTED)
    with opened(pdf) as document:
        for page in document:
            for piece in page.get_objects(max_depth=1):
                left, _bottom, right, _top = piece.get_bounds()
                assert left >= MARGIN - SLACK
                assert right <= A4 - MARGIN + SLACK


def test_a_text_longer_than_the_form_allows_goes_on_to_the_next_page() -> None:
    text = "".join(f"第{number}句话是虚构的。" for number in range(1000))
    cells = {"basic.supervising_body": text, "trainings.rows": "r1", "trainings.r1.training_name": text}
    years = {"operations_by_year.2016.financial_participation_forms_other": text}
    documents = {"system_building": cells, "collaborative_utilization": years}
    found = pages(printed(context(SAMPLES["A"]), documents, DRAFT))
    # The foot of a page and the head of the next stand within a text that goes on.
    inner = [re.sub(r"第\d+页共\d+页|草稿DRAFT", "", page) for page in found]
    assert sum(page.count("句话是虚构的。") for page in inner) >= 3 * 1000 - len(found)
    assert all(any(f"第{number}句话" in page for page in inner) for number in range(0, 1000, 50))


@pytest.mark.parametrize("both", [False, True], ids=["zh", "both"])
def test_two_hundred_rows_and_five_years_are_all_there_under_heads_that_are_repeated(both: bool) -> None:
    documents = with_rows(complete(SAMPLES["C"]), 200)
    found = pages(printed(context(SAMPLES["C"]), documents, SUBMITTED, both=both))
    text = "".join(found)
    for year in range(2013, 2018):
        assert f"试点产业领域专利数量情况（{year}年）" in text
        assert f"年度专利运营情况({year}年)" in text
        assert f"专利保护情况({year}年)" in text
    heads = {"trainings": "培训人数（人）", "patent_layouts": "技术或产品名称", "standards": "标准名称"}
    titles = {"trainings": "专利业务培训情况", "patent_layouts": "实施专利布局7的", "standards": "制定标准情况"}
    for block, head in heads.items():
        rows = [squeezed(f"{block}第{number}号（虚构）") for number in range(1, 201)]
        assert [row for row in rows if row not in text] == []
        on = [page for page in found if f"{block}第" in page]
        assert len(on) > 3
        assert [page for page in on if head not in page or titles[block] not in page] == []
    assert ("合计Total200个" if both else "合计200个") in text


def test_number_version_fingerprint_and_code_stand_on_every_page_of_a_submission() -> None:
    pdf = printed(context(SAMPLES["C"]), complete(SAMPLES["C"]), SUBMITTED)
    for page in pages(pdf):
        assert "回执编号：2017-44-0012-2第2次提交" in page
        assert "提交时间（北京时间）：2018-04-2015:08:41" in page
        assert HASH in page
    squares = qr.matrix(ADDRESS)
    dark = sum(len(re.findall(r"1+", "".join("1" if square else "0" for square in row))) for row in squares)
    assert drawn_runs(qr.svg(ADDRESS)) == squares
    with opened(pdf) as document:
        for page in document:
            assert ink_of_code(page, len(squares)) == squares
    assert dark == qr.svg(ADDRESS).count("M")


def drawn_runs(svg: str) -> list[list[bool]]:
    """The squares that the rectangles of an SVG cover."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])  # type: ignore[index]
    squares = [[False] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        for at in range(int(x), int(x) + int(length)):
            squares[int(y)][at] = True
    return squares


def ink_of_code(page: object, side: int) -> list[list[bool]]:
    """The code as it stands on the page: 2.5 cm wide at the left margin, found by its own ink."""
    scale = 6
    image = page.render(scale=scale, grayscale=True).to_pil()  # type: ignore[attr-defined]
    width = 2.5 / 2.54 * 72 * scale
    strip = image.crop((int(MARGIN * scale), int((841.89 - 90) * scale), int(MARGIN * scale + width), image.height))
    box = strip.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    module = width / side
    left, top = box[0] + module / 2, box[1] + module / 2
    quiet = qr.QUIET
    inner = [
        [strip.getpixel((int(left + x * module), int(top + y * module))) < 128 for x in range(side - 2 * quiet)]
        for y in range(side - 2 * quiet)
    ]
    white = [False] * quiet
    rows = [[*white, *row, *white] for row in inner]
    return [*([[False] * side] * quiet), *rows, *([[False] * side] * quiet)]


def test_a_draft_bears_no_receipt() -> None:
    for page in pages(printed(context(SAMPLES["C"]), complete(SAMPLES["C"]), DRAFT)):
        assert "回执编号" not in page
        assert HASH not in page


def test_the_responsible_person_and_a_place_for_the_seal_stand_at_the_end_of_a_submission() -> None:
    found = pages(printed(context(SAMPLES["A"]), complete(SAMPLES["A"]), SUBMITTED))
    assert "负责人：普洱（虚构）（单位盖章）" in found[-1]
    assert all("盖章" not in page for page in found[:-1])


def test_long_runs_alone_are_taken_apart() -> None:
    assert broken("短 text 与 word") == "短 text 与 word"
    assert broken("见https://example.org/页") == ["见", {"run": "https://example.org/"}, "页"]
    assert "".join(p if isinstance(p, str) else p["run"] for p in broken("x" * 30 + "长")) == "x" * 30 + "长"


def test_an_empty_return_is_printed_too() -> None:
    assert pages(printed(FormContext(2017, 2013, "示例协会（虚构）"), {}, Standing(draft=True)))


def test_a_character_that_the_font_lacks_is_printed_as_its_code() -> None:
    about = context(SAMPLES["A"], organization_name="𠮷田☑产业联盟😀é镕䶮")
    found = pages(printed(about, complete(SAMPLES["A"]), DRAFT))
    assert all("〔U+20BB7〕田□✓产业联盟〔U+1F600〕é镕䶮" in page for page in found)


def test_the_words_of_the_form_itself_have_all_their_characters() -> None:
    wordings = [EDITION_2017.title, EDITION_2017.subtitle, *(note.text for note in EDITION_2017.footnotes)]
    for section in EDITION_2017.sections:
        wordings += [section.title, *(block.title for block in section.blocks)]
        wordings += [field.label for block in section.blocks for field in block.fields]
    assert {each for said in wordings for each in said.zh + said.en} - characters(TEXT_FONT) == set()


def test_a_font_without_a_table_of_all_characters_is_refused(tmp_path: Path) -> None:
    cmap = struct.pack(">HHHHL", 0, 1, 3, 1, 12) + struct.pack(">H", 4)
    font = tmp_path / "poor.ttf"
    font.write_bytes(struct.pack(">LH6x", 0x10000, 1) + struct.pack(">4sLLL", b"cmap", 0, 28, len(cmap)) + cmap)
    with pytest.raises(ValueError, match=r"poor\.ttf"):
        characters(font)


def test_the_templates_ask_for_nothing_but_one_another() -> None:
    source = "\n".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.typ"))
    assert re.findall(r"(?:import|include)\s+\"(.*?)\"", source) == ["cells.typ"]
    assert not re.search(r"\b(?:read|csv|yaml|toml|xml|cbor|plugin|eval)\(", source)
    assert re.findall(r"image\((.*?)\)", source) == ["bytes(receipt.qr"]


def test_the_press_cannot_take_more_memory_or_time_than_it_is_given_and_writes_no_file() -> None:
    code = f"import runpy, resource; runpy.run_path({str(PRESS)!r})['limit'](); "
    code += "print(*(resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[0] for n in ('AS', 'CPU', 'FSIZE', 'CORE')))"
    ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert ended.stdout.split() == [b"1610612736", b"20", b"0", b"0"]


def test_a_form_that_takes_more_memory_than_a_form_may_is_not_set_and_harms_nobody() -> None:
    documents = with_rows(complete(SAMPLES["C"]), 200)
    for cells in documents.values():
        cells |= {address: "长" * 2000 for address in cells if address.endswith("_name")}
    about = context(SAMPLES["C"])
    with pytest.raises(NotTypeset):
        printed(about, documents, DRAFT)
    assert pages(printed(about, {}, DRAFT))


@pytest.mark.parametrize("ending", ["raise ValueError", "os.kill(os.getpid(), signal.SIGKILL)", "time.sleep(60)"])
def test_half_a_pdf_is_never_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    press = tmp_path / "press.py"
    press.write_text(f"import os, signal, sys, time\nprint('%PDF-1.7')\nsys.stdout.flush()\n{ending}\n")
    monkeypatch.setattr(typesetting, "PRESS", press)
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 1)
    with pytest.raises(NotTypeset, match=r"press\.py"):
        printed(context(SAMPLES["A"]), {}, DRAFT)


def test_the_process_that_asks_for_a_form_never_loads_the_typesetter() -> None:
    code = "import sys; import portal.exchange.paper; print('typst' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert asked.stdout.split() == [b"False"]
