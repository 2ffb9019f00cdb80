"""The 2017 edition held against a checked-in copy of the inventory of the official form, both ways.

The edition is written out in the shape of the inventory and the two are compared whole, so a cell
too many fails like a cell too few.
"""

import json
import re
from collections import Counter
from typing import Any

import pytest

from portal.form.blocks import Block, Field, Fields, OutlinePoint, Rows, Section, Upload, YearParts
from portal.form.editions import EDITION_2017, EDITIONS, SECTION_CODES
from portal.form.kinds import Amount, Choice, File, Integer, Kind, Option, Text
from portal.form.sections import summary_materials
from portal.form.wording import LANGUAGES, NOTHING, Wording
from tests.form.samples import HERE

INVENTORY: dict[str, Any] = json.loads((HERE / "inventory.json").read_text("utf-8"))
PRINTED = {"round_year": 2017, "joined_year": 2013}
HEADER = Section("header", "0", Wording("表头", "Form header"), (EDITION_2017.header,))
SECTIONS = (HEADER, *EDITION_2017.sections)
BLOCKS = [(section, block) for section in SECTIONS for block in section.blocks]
FIELDS = [(section, block, field) for section, block in BLOCKS for field in block.fields]
ASKED = {
    f"{section['code']}.{block['code']}.{field['code']}": (block, field)
    for section in INVENTORY["sections"]
    for block in section["blocks"]
    for field in block["fields"]
}
KIND_OF_BLOCK = {Fields: "single", Rows: "list", YearParts: "per_year", Upload: "upload"}


def options(name: str) -> list[dict[str, str]]:
    return INVENTORY["enums"][name]


def bounds(kind: Kind) -> dict[str, Any]:
    """What limits a value of *kind*, in the words of the inventory."""
    match kind:
        case Text():
            return {"max_length": kind.max_length}
        case Amount():
            return {"min": kind.minimum, "decimals": kind.decimals}
        case Integer():
            return {"min": kind.minimum}
        case Choice():
            listed = [{"code": o.code, "zh": o.label.zh, "en": o.label.en} for o in kind.options]
            (name,) = (name for name in INVENTORY["enums"] if options(name) == listed)
            return {"enum": name} | ({"other_text": True, "max_length": kind.other_max} if kind.other_max else {})
        case File():
            return {
                "min_files": kind.min_files,
                "max_files": kind.max_files,
                "max_size_mb": kind.max_size_mb,
                "accept": list(kind.accept),
            }
    return {}


def as_inventory(section: Section, block: Block, field: Field) -> dict[str, Any]:
    """*field* in the shape of the inventory."""
    optional = {"pair_of": field.pair_of, "cell_shared_with": field.shares_cell_with, "prefill": field.prefilled}
    return {
        "code": field.code,
        "path": f"{section.code}.{block.code}.{field.code}",
        "zh": field.label.zh,
        "en": field.label.en,
        "help_zh": field.help.zh,
        "help_en": field.help.en,
        "type": field.kind.name,
        "unit": field.unit,
        "unit_printed": field.unit_printed,
        "required": field.required,
        "auto": field.generated,
        "footnotes": list(field.footnotes),
        "ambiguity": list(field.ambiguities),
        "aggregation": field.aggregation,
        "pii": field.personal,
        "per_year": isinstance(block, YearParts),
        "repeatable": isinstance(block, Rows),
        "blank_allowed_in_draft": True,
        **({} if field.generated else bounds(field.kind)),
        **{name: value for name, value in optional.items() if value},
    }


@pytest.mark.parametrize(("section", "block", "field"), [pytest.param(*one, id=one[2].code) for one in FIELDS])
def test_a_field_is_as_the_inventory_says(section: Section, block: Block, field: Field) -> None:
    _, asked = ASKED[f"{section.code}.{block.code}.{field.code}"]
    assert as_inventory(section, block, field) == asked


def test_fields_stand_in_the_order_of_the_inventory_and_none_is_left_out() -> None:
    assert [f"{section.code}.{block.code}.{field.code}" for section, block, field in FIELDS] == list(ASKED)


def test_sections_are_those_of_the_inventory() -> None:
    found = [(s.number, s.code, s.title.zh, s.title.en, [b.code for b in s.blocks]) for s in SECTIONS]
    asked = [(s["no"], s["code"], s["zh"], s["en"], [b["code"] for b in s["blocks"]]) for s in INVENTORY["sections"]]
    assert found == asked
    assert list(SECTION_CODES) == [s["code"] for s in INVENTORY["sections"][1:]]


@pytest.mark.parametrize(("section", "block"), [pytest.param(*one, id=one[1].code) for one in BLOCKS])
def test_a_block_is_as_the_inventory_says(section: Section, block: Block) -> None:
    (asked,) = (b for s in INVENTORY["sections"] for b in s["blocks"] if b["code"] == block.code)
    assert KIND_OF_BLOCK[type(block)] == asked["kind"]
    assert block.title.of("zh", **PRINTED) == asked["zh"]
    assert block.title.zh == asked.get("title_template_zh", asked["zh"])
    assert block.title.en == asked["en"]
    assert list(block.footnotes) == asked["footnotes"]
    assert list(block.ambiguities) == asked.get("ambiguity", [])


@pytest.mark.parametrize("block", [b for _, b in BLOCKS if isinstance(b, Rows)], ids=lambda b: b.code)
def test_a_list_has_the_rows_the_total_and_the_groups_of_the_inventory(block: Rows) -> None:
    (asked,) = (b for s in INVENTORY["sections"] for b in s["blocks"] if b["code"] == block.code)
    assert (block.max_rows, block.printed_rows) == (asked["max_rows"], asked["printed_rows"])
    assert (block.grouped_by, asked["min_rows"]) == (asked.get("group_by"), 0)
    total = [
        {"code": cell.code, "unit": cell.unit, "formula": f"sum({cell.sums})" if cell.sums else "count(rows)"}
        | ({"zh": cell.label.zh, "en": cell.label.en} if cell.label != NOTHING else {})
        for cell in block.total
    ]
    assert total == asked.get("total_row", {"fields": []})["fields"]


@pytest.mark.parametrize("block", [b for _, b in BLOCKS if isinstance(b, YearParts)], ids=lambda b: b.code)
def test_a_block_by_year_has_the_labels_and_the_banner_of_the_inventory(block: YearParts) -> None:
    (asked,) = (b for s in INVENTORY["sections"] for b in s["blocks"] if b["code"] == block.code)
    assert block.part_label.zh == asked["row_label_template_zh"]
    assert "{year}" in block.part_label.en
    assert block.banner.zh == asked.get("banner_template_zh", "")
    assert block.banner.of("zh", **PRINTED) == asked.get("banner_zh", "")
    assert block.banner.en == asked.get("banner_en", "")
    assert block.key_field == asked["key_field"]
    assert block.by_code[block.key_field].generated


def outline(points: tuple[OutlinePoint, ...]) -> list[dict[str, Any]]:
    return [
        {"no": p.number, "code": p.code, "zh": p.text.zh, "en": p.text.en}
        | ({"points": outline(p.points)} if p.points else {})
        for p in points
    ]


def renamed(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The inventory's outline with one word for points and sub-points."""
    below = [p.get("points") or p.get("subpoints") or [] for p in points]
    bare = [{k: v for k, v in p.items() if k not in ("points", "subpoints")} for p in points]
    return [b | ({"points": renamed(sub)} if sub else {}) for b, sub in zip(bare, below, strict=True)]


def test_the_outline_of_the_summary_is_that_of_the_inventory() -> None:
    (block,) = summary_materials.SECTION.blocks
    asked = INVENTORY["sections"][-1]["blocks"][0]
    assert isinstance(block, Upload)
    assert outline(block.outline) == renamed(asked["outline"])
    assert block.outline_title == (asked["outline_title_zh"], asked["outline_title_en"])


def test_footnotes_are_those_of_the_inventory() -> None:
    found = [
        {
            "id": note.code,
            "number": note.number,
            "zh": note.text.of("zh", **PRINTED),
            "zh_template": note.text.zh,
            "en_template": note.text.en,
            "anchors": list(note.anchors),
            "parametrised": "{" in note.text.zh,
        }
        for note in EDITION_2017.footnotes
    ]
    assert found == [{key: note[key] for key in found[0]} for note in INVENTORY["footnotes"]]


def test_every_footnote_is_called_where_it_is_anchored_and_nowhere_else() -> None:
    called = [(note, field.code) for *_, field in FIELDS for note in field.footnotes]
    called += [(note, block.code) for _, block in BLOCKS for note in block.footnotes]
    anchored = [(note.code, anchor) for note in EDITION_2017.footnotes for anchor in note.anchors]
    assert sorted(called) == sorted(anchored)


def test_the_title_is_that_of_the_inventory() -> None:
    form = INVENTORY["form"]
    assert EDITION_2017.title == (form["title_zh"], form["title_en"])
    assert EDITION_2017.subtitle == (form["subtitle_zh"], form["subtitle_en"])
    assert EDITION_2017.attachment == form["attachment_zh"]
    assert EDITIONS == {"2017": EDITION_2017}


def test_the_form_has_as_many_parts_as_the_inventory_counts() -> None:
    (block,) = summary_materials.SECTION.blocks
    assert isinstance(block, Upload)
    points = [point for part in block.outline for point in part.points]
    assert INVENTORY["counts"] == {
        "sections": len(EDITION_2017.sections),
        "blocks": sum(len(section.blocks) for section in EDITION_2017.sections),
        "fields": len(FIELDS),
        "footnotes": len(EDITION_2017.footnotes),
        "outline_parts": len(block.outline),
        "outline_points": len(points),
        "outline_subpoints": sum(len(point.points) for point in points),
    }
    assert list(INVENTORY["counts"].values()) == [5, 18, 107, 9, 4, 16, 3]


def test_codes_are_unique_over_the_whole_form() -> None:
    codes = [section.code for section in SECTIONS]
    codes += [block.code for _, block in BLOCKS]
    codes += [code for *_, field in FIELDS for code in (field.code, field.other_code) if code]
    codes += [cell.code for _, block in BLOCKS if isinstance(block, Rows) for cell in block.total]
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in codes)


def wordings() -> list[tuple[str, Wording]]:
    """Every wording of the edition that somebody reads, with where it stands."""
    found = [("title", EDITION_2017.title), ("subtitle", EDITION_2017.subtitle)]
    found += [(section.code, section.title) for section in SECTIONS]
    found += [(block.code, block.title) for _, block in BLOCKS]
    found += [(field.code, text) for *_, field in FIELDS for text in (field.label, field.help, field.kind.word)]
    found += [(note.code, note.text) for note in EDITION_2017.footnotes]
    choices: list[tuple[Option, ...]] = [f.kind.options for *_, f in FIELDS if isinstance(f.kind, Choice)]
    found += [(option.code, option.label) for listed in choices for option in listed]
    found += [(b.code, b.part_label) for _, b in BLOCKS if isinstance(b, YearParts)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_is_there_in_both_languages_and_asks_for_known_words_only(language: str) -> None:
    for place, wording in wordings():
        text = wording.of(language, year=2017, **PRINTED)
        assert text.strip(), place
        assert "{" not in text, place


def test_a_pair_stands_in_one_block_and_its_english_amount_begins_with_its_count() -> None:
    pairs = [(block, field) for _, block, field in FIELDS if field.pair_of]
    assert len(pairs) == 11
    for block, field in pairs:
        count = block.by_code[field.pair_of]
        assert field.label == ("金额（万元）", f"{count.label.en}: amount")


def test_cells_filled_by_the_portal_are_nobodys_to_fill() -> None:
    for _, block, field in FIELDS:
        if field.generated or field.prefilled:
            assert list(field.cells()) == []
            assert field not in block.entered
        else:
            assert field.code in block.cell_kinds


def test_only_choices_with_a_text_of_their_own_have_a_companion_cell() -> None:
    companions = {field.other_code: field.kind for *_, field in FIELDS if field.other_code}
    assert set(companions) == {"database_update_frequency_other", "financial_participation_forms_other"}
    for _, block in BLOCKS:
        for code in companions.keys() & block.cell_kinds.keys():
            assert block.by_code[code].other_code == code
            assert isinstance(block.cell_kinds[code], Text)
