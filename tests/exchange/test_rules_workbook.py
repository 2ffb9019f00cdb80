"""The workbook of the edit checks: both languages, the round's bounds, and no formula."""

import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from portal.exchange.consolidated_workbook import Head
from portal.exchange.rules_workbook import RuleWords, write
from portal.form.checks import RULES
from portal.form.context import RuleSettings
from portal.form.problems import Level, Rule
from portal.form.wording import Wording

WORDS = RuleWords(
    rules=("审核规则", [Head(f"第{n}列") for n in range(1, 11)]),
    bounds=("参数", [Head(f"第{n}列") for n in range(1, 6)]),
    levels={Level.HARD: "必须改正", Level.SOFT: "改正或说明"},
    extended={False: "核心", True: "扩展"},
    asked={True: "启用", False: "停用"},
)


def written(settings: RuleSettings, *rules: Rule) -> tuple[list[list[list[Any]]], bytes]:
    """The cells of every sheet below its heads, and the XML of the first."""
    file = BytesIO()
    write(rules, settings, WORDS, file)
    with zipfile.ZipFile(file) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml")
    sheets = load_workbook(file).worksheets
    return [[[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in sheets], xml


def test_a_rule_stands_in_both_languages_with_its_reason_and_what_the_round_decided() -> None:
    (rules, bounds), _xml = written(RuleSettings(off=frozenset({"XYR-06"})), RULES["XYR-06"])
    code, chapter_zh, chapter_en, level, extended, asked, zh, en, why_zh, why_en = rules[0]
    assert (code, level, extended, asked) == ("XYR-06", "改正或说明", "核心", "停用")
    assert (chapter_zh, chapter_en) == ("跨年度合理性", "Plausibility from year to year")
    assert zh == "〔年份〕年授权量（〔授权量〕）明显高于申请量（〔申请量〕），请核实。"
    assert en == "Grants ([grants]) clearly exceed applications ([applications]) in [year]."
    assert why_zh.endswith("。")
    assert why_en.endswith(".")
    assert [row[0] for row in bounds] == ["XYR-06", "XYR-06"]


def test_bounds_are_numbers_with_the_default_beside_the_rounds_own() -> None:
    settings = RuleSettings({"XYR-03": {"up": Decimal("1.5")}})
    (_rules, bounds), _xml = written(settings, RULES["XYR-03"])
    assert [row[3:] for row in bounds] == [[1, 1.5], [20, 20]]


def test_every_rule_of_the_book_is_listed_and_none_is_a_formula() -> None:
    (rules, bounds), xml = written(RuleSettings(), *RULES.values())
    assert [row[0] for row in rules] == list(RULES)
    assert len(bounds) == sum(len(rule.parameters) for rule in RULES.values())
    assert b"<f>" not in xml


def test_a_message_that_begins_like_a_formula_stays_text() -> None:
    rule = Rule("REQ-01", Level.HARD, Wording("=1+1", "=HYPERLINK(1)"))
    (rules, _bounds), xml = written(RuleSettings(), rule)
    assert rules[0][6:8] == ["=1+1", "=HYPERLINK(1)"]
    assert b"<f>" not in xml
