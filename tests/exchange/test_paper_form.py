"""The PDF of the official form: every label and footnote of it, in its order, in every shape it is printed in."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

import pytest

from portal.exchange.paper import BLANK, DRAFT, Standing
from portal.form.blocks import Field, Fields, Rows, Upload, YearParts
from portal.form.context import FormContext, SecondNegotiationLine
from portal.form.document import Document
from portal.form.editions import EDITION_2017
from portal.form.wording import Wording
from tests.form.samples import SAMPLES, complete, context
from tests.support.papers import ANYBODY, SUBMITTED, missing_in_order, opened, pages, printed, squeezed

WATERMARK = "草稿DRAFT"
PAGE = re.compile(r"第(\d+)页共(\d+)页")
PRINTS: dict[str, tuple[FormContext, dict[str, Document], Standing]] = {
    "blank, one year": (FormContext(2017, 2017, "示例协会（虚构）"), {}, BLANK),
    "blank, five years": (FormContext(2017, 2013, "示例协会（虚构）"), {}, BLANK),
    "blank for anybody": (ANYBODY, {}, BLANK),
    **{f"sample {key}": (context(sample), complete(sample), DRAFT) for key, sample in SAMPLES.items()},
    **{f"sample {key}, submitted": (context(sample), complete(sample), SUBMITTED) for key, sample in SAMPLES.items()},
}
EVERY_PRINT = pytest.mark.parametrize("name", PRINTS)
BOTH = pytest.mark.parametrize("both", [False, True], ids=["zh", "both"])


@cache
def texts(name: str, *, both: bool = False) -> list[str]:
    """The pages of one of the prints."""
    about, documents, standing = PRINTS[name]
    return pages(printed(about, documents, standing, both=both))


def merged(block: object, of: Field) -> bool:
    """Whether the paper prints the label of a field in a cell beside several lines."""
    return of.code == "member_total" or (
        isinstance(block, YearParts) and any(other.part_of == of.code for other in block.fields)
    )


def labels(about: FormContext, years: tuple[int, ...]) -> Iterator[str]:
    """The official labels that stand in a line of their own, in the order of the form."""
    for section in EDITION_2017.sections:
        yield f"{section.number}、{section.title.zh}"
        for block in section.blocks:
            if isinstance(block, YearParts):
                yield block.banner.of("zh", **about.words) or block.title.of("zh", **about.words)
            shown = [f for f in block.fields if f.code != "fax" and not isinstance(block, Upload)]
            if isinstance(block, YearParts):
                shown = [f for f in shown if not f.generated]
            for _part in years if isinstance(block, YearParts) else (0,):
                yield from (f.label.zh for f in shown if not merged(block, f))
            if isinstance(block, Upload):
                yield block.outline_title.zh


def beside(about: FormContext, years: tuple[int, ...]) -> Iterator[str]:
    """The titles and labels that stand in merged cells, in the order of the form."""
    for section in EDITION_2017.sections:
        for block in section.blocks:
            totals = [f.label.zh for f in block.fields if merged(block, f)]
            title = block.title.of("zh", **about.words)
            if isinstance(block, YearParts):
                part = block.part_label if about.organization_name else block.by_code[block.key_field].label
                for year in years:
                    first, last = totals[:-1], totals[-1:]
                    yield from (*first, part.of("zh", year=year), *last)
            elif isinstance(block, Fields) and not title.startswith("（"):
                yield totals[0] if totals else title
            elif isinstance(block, Rows | Upload):
                yield title


def english(wording: Wording, about: FormContext) -> str:
    return squeezed(wording.of("en", **about.words))


@EVERY_PRINT
@BOTH
def test_every_label_and_footnote_of_the_form_stands_in_its_order(name: str, both: bool) -> None:
    about = PRINTS[name][0]
    years = about.years if about.organization_name else (0,)
    # The mark of a footnote that stands within a title is taken out of it.
    text = "".join(texts(name, both=both)).replace("布局7的", "布局的")
    head = [EDITION_2017.attachment, EDITION_2017.title.zh, EDITION_2017.subtitle.zh]
    head.append(EDITION_2017.header.fields[0].label.zh)
    assert missing_in_order(text, [*head, *labels(about, years)]) == []
    assert missing_in_order(text, beside(about, years)) == []
    notes = [f"{note.number}{note.text.of('zh', **about.words)}" for note in EDITION_2017.footnotes]
    assert missing_in_order(text, notes) == []


@EVERY_PRINT
@BOTH
def test_every_note_stands_at_the_foot_of_the_page_of_its_mark(name: str, both: bool) -> None:
    about = PRINTS[name][0]
    marked = {
        1: "会员总数1",
        2: "分年度填写）2",
        3: "年)3",
        4: "托管运营专利情况（件）4",
        5: "作价入股专利数量（件）5",
        6: "参与金融机构数（个）6",
        7: "实施专利布局7的",
        8: "专利池建设情况8",
        9: "必要专利数量（件）9",
    }
    found = texts(name, both=both)
    for note in EDITION_2017.footnotes:
        text = squeezed(f"{note.number}{note.text.of('zh', **about.words)}")
        with_mark = [number for number, page in enumerate(found) if marked[note.number] in page]
        with_note = [number for number, page in enumerate(found) if text in page]
        # A figure behind a label reads like a mark, so that of parts of years only the first is looked at.
        assert with_note == (with_mark[:1] if note.number in {3, 4, 5, 6} else with_mark)
        assert with_note


@EVERY_PRINT
@BOTH
def test_the_title_of_a_section_stands_on_the_page_on_which_its_table_begins(name: str, both: bool) -> None:
    first = ("姓名", "平台名称", "购买专利数量（件）", "维权数量（件）", "工作总结内容")
    for section, label in zip(EDITION_2017.sections, first, strict=True):
        (page,) = [page for page in texts(name, both=both) if f"{section.number}、{section.title.zh}" in page]
        assert label in page.partition(f"{section.number}、{section.title.zh}")[2]


def test_the_english_of_every_label_stands_beneath_it() -> None:
    about, text = PRINTS["blank, one year"][0], "".join(texts("blank, one year", both=True))
    wordings = [EDITION_2017.title, EDITION_2017.subtitle, EDITION_2017.header.fields[0].label]
    wordings += [note.text for note in EDITION_2017.footnotes]
    for section in EDITION_2017.sections:
        wordings += [
            section.title,
            *(b.title for b in section.blocks if b.code not in {"basic", "members"} and b.fields),
        ]
        shown = (f for b in section.blocks for f in b.fields if not f.generated and not isinstance(b, Upload))
        wordings += [f.label for f in shown if not (f.pair_of or f.part_of or f.shares_cell_with)]
    years = {b.title for s in EDITION_2017.sections for b in s.blocks if isinstance(b, YearParts) and b.banner.zh}
    assert [w.en for w in wordings if w not in years and english(w, about) not in text] == []
    assert "Officephone/fax" in text
    assert not re.search("[A-Za-z]{4,}", "".join(texts("blank, one year")))


def test_every_point_of_the_outline_stands_in_its_order() -> None:
    (block,) = EDITION_2017.sections[-1].blocks
    assert isinstance(block, Upload)
    points = [p for part in block.outline for point in part.points for p in (point, *point.points)]
    text = "".join(texts("blank for anybody"))
    assert missing_in_order(text, (p.text.zh for p in points)) == []
    assert len(points) == 19


@EVERY_PRINT
def test_pages_are_numbered_and_bear_the_name_and_only_drafts_the_watermark(name: str) -> None:
    about, _documents, standing = PRINTS[name]
    found = texts(name)
    numbers = [PAGE.search(page) for page in found]
    said = [(int(number[1]), int(number[2])) for number in numbers if number]
    assert said == [(number, len(found)) for number in range(1, len(found) + 1)]
    assert all(squeezed(about.organization_name) in page for page in found)
    assert {WATERMARK in page for page in found} == {standing.draft}


def test_a_blank_copy_prints_sample_rows_and_units_and_no_figure() -> None:
    text = "".join(texts("blank for anybody"))
    assert (
        missing_in_order(text, ["1", "2", "行业标准", "……", "1", "2", "国家标准", "……", "1", "2", "国际标准", "……"])
        == []
    )
    assert "试点产业领域专利数量情况（……年）" in text
    assert text.count("□理事长单位□秘书长单位□是否主要发起人") == 3
    assert "合计个" in text
    assert text.count("国外专利件") == 3
    assert "本项无" not in text
    assert "0件" not in text


def test_a_list_without_rows_says_so_where_that_was_ticked() -> None:
    assert len(SAMPLES["D"]["nothing_to_report"]) == "".join(texts("sample D")).count("本项无") == 2


def test_answers_stand_with_their_units_as_the_paper_has_them() -> None:
    text = "".join(texts("sample C, submitted"))
    assert "020-80000030/020-80000039" in text
    assert "试点产业领域年度销售收入（万元）24,600,000" in text
    assert "其中：发明2,120件" in text
    assert "合计3个" in text
    assert "信贷、担保、保险" in text
    assert "□✓理事长单位□秘书长单位□✓是否主要发起人" in text
    assert "每周" in text
    assert "试点工作总结（虚构）.docx（20KB）" in text


def test_the_text_of_another_choice_stands_behind_it() -> None:
    cells = dict(complete(SAMPLES["C"])["patent_information"])
    cells |= {"databases.r1.database_update_frequency": "other"}
    cells |= {"databases.r1.database_update_frequency_other": "展会前后"}
    text = "".join(pages(printed(context(SAMPLES["C"]), {"patent_information": cells}, DRAFT)))
    assert "其他：展会前后" in text


@pytest.mark.parametrize("both", [False, True])
def test_the_second_line_of_negotiations_is_printed_as_the_round_says(both: bool) -> None:
    sample = SAMPLES["A"]
    hidden = context(sample, second_negotiation_line=SecondNegotiationLine("hidden"))
    named = context(
        sample, second_negotiation_line=SecondNegotiationLine(label=Wording("集中许可数量（件）", "Licences"))
    )
    counts = {}
    for name, about in (("printed", context(sample)), ("hidden", hidden), ("named", named)):
        text = "".join(pages(printed(about, complete(sample), DRAFT, both=both)))
        counts[name] = text.count("集体谈判数量（件）"), text.count("集中许可数量（件）")
    assert counts == {"printed": (4, 0), "hidden": (2, 0), "named": (2, 2)}


def test_the_footnotes_take_the_year_of_the_round() -> None:
    text = "".join(pages(printed(FormContext(2021, 2020, "示例协会（虚构）"), {}, BLANK)))
    assert "1截至2021年12月31日。" in text
    assert "自加入试点单位至2021年度" in text
    assert "2017" not in text


def test_what_the_file_says_of_itself() -> None:
    with opened(printed(ANYBODY, {}, BLANK)) as document:
        about = document.get_metadata_dict()
    assert about["Title"] == EDITION_2017.title.zh
    assert about["Author"] == ""
    data = printed(ANYBODY, {}, BLANK)
    assert b"/Lang (zh-CN)" in data or b"/Lang(zh-CN)" in data or b"/Lang (zh)" in data


def test_the_same_answers_give_the_same_bytes() -> None:
    sample = SAMPLES["B"]
    for standing, both in itertools.product((DRAFT, SUBMITTED), (False, True)):
        one, other = (printed(context(sample), complete(sample), standing, both=both) for _ in range(2))
        assert one == other
