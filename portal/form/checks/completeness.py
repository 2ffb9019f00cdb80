"""Completeness: what must be filled in before a return can be submitted (REQ-01 … REQ-07).

A draft may lack anything; these rules say what is still to come. All but REQ-05 are ``missing``
problems. :func:`expected_cells` is the one statement of what a document must hold; progress counts by it.
"""

from collections.abc import Callable, Iterator

from portal.form.blocks import NOTHING_TO_REPORT, ROWS, Block, Fields, Rows, Upload, YearParts
from portal.form.checks.families import Across, InSection
from portal.form.checks.plan import BlockPlan
from portal.form.checks.sheet import Sheet
from portal.form.checks.years import pairs_of
from portal.form.document import filled_rows, nothing_to_report
from portal.form.problems import Level, Problem, Rule
from portal.form.wording import Wording

REQ_01 = Rule("REQ-01", Level.HARD, Wording("“{label}”为必填项。", "“{label}” is required."), missing=True)
REQ_02 = Rule(
    "REQ-02",
    Level.HARD,
    Wording(
        "缺少{year}年度数据；应填报{joined_year}年至{round_year}年。",
        "The part for {year} is missing; years {joined_year} to {round_year} are required.",
    ),
    missing=True,
)
REQ_03 = Rule(
    "REQ-03",
    Level.HARD,
    Wording("{year}年“{label}”不能为空，没有请填0。", "“{label}” for {year} is blank; enter 0 if there is none."),
    missing=True,
)
REQ_04 = Rule(
    "REQ-04",
    Level.HARD,
    Wording("“{block}”没有填写，请填报或勾选“本项无”。", "“{block}” is empty; add rows or tick “nothing to report”."),
    missing=True,
)
REQ_05 = Rule(
    "REQ-05",
    Level.HARD,
    Wording(
        "“{block}”已填写内容，不能同时勾选“本项无”。", "“{block}” has rows and cannot be ticked “nothing to report”."
    ),
)
REQ_06 = Rule("REQ-06", Level.HARD, Wording("请上传试点以来工作总结。", "Upload the work summary."), missing=True)
REQ_07 = Rule(
    "REQ-07",
    Level.HARD,
    Wording(
        "{year}年参与金融机构数大于0，请选择参与形式。",
        "Choose the form of participation for {year}: the number of institutions is above 0.",
    ),
    missing=True,
)
RULES = (REQ_01, REQ_02, REQ_03, REQ_04, REQ_05, REQ_06, REQ_07)

OPERATIONS = "operations_by_year"
INSTITUTIONS = "financial_institutions"
FORMS = "financial_participation_forms"


def nothing_missing(sheet: Sheet) -> Iterator[Problem]:
    """REQ-01 to REQ-06: a figure left out would later be read as none, so every blank is asked about."""
    for plan in sheet.plan.blocks:
        yield from MISSING[type(plan.block)](plan, sheet)


def _missing_fields(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    """REQ-01 for the cells that stand once."""
    for part in plan.required:
        for cell in part:
            if not sheet.document.get(cell.address):
                yield sheet.problem(REQ_01, cell.address, label=cell.label)


def _missing_years(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    """REQ-02 for a year with nothing in it, else REQ-03 for each blank: 0 means none, blank means unanswered."""
    document, words = sheet.document, sheet.context.words
    for part, required in zip(plan.parts, plan.required, strict=True):
        blank = [cell for cell in required if not document.get(cell.address)]
        if not blank:
            continue
        if len(blank) == len(required) and not any(document.get(cell.address) for cell in part):
            yield sheet.problem(REQ_02, part[0].address, year=part[0].year, **words)
            continue
        for cell in blank:
            yield sheet.problem(REQ_03, cell.address, label=cell.label, year=cell.year)


def _missing_rows(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    """REQ-01 in rows that hold anything; REQ-04, as an empty list must be a statement; REQ-05, as it must be true."""
    code = plan.block.code
    rows = sheet.rows[code]
    ticked = nothing_to_report(sheet.document, code)
    if ticked == bool(rows):
        yield sheet.problem(REQ_05 if rows else REQ_04, f"{code}.{NOTHING_TO_REPORT}", block=plan.title)
    for row, texts in rows:
        for column in plan.columns:
            if column.required and column.code not in texts:
                yield sheet.problem(REQ_01, f"{code}.{row}.{column.code}", label=column.label)


def _missing_files(plan: BlockPlan, sheet: Sheet) -> Iterator[Problem]:
    """REQ-06: the work summary is part of the return."""
    if not _uploaded(plan.block, sheet):
        yield sheet.problem(REQ_06, f"{plan.block.code}.{ROWS}")


MISSING: dict[type[Block], Callable[[BlockPlan, Sheet], Iterator[Problem]]] = {
    Fields: _missing_fields,
    Rows: _missing_rows,
    YearParts: _missing_years,
    Upload: _missing_files,
}


def forms_chosen(sheet: Sheet) -> Iterator[Problem]:
    """REQ-07: institutions that took part did so in some form; footnote 6 names the forms."""
    for year in _years_with_institutions(sheet):
        forms = f"{OPERATIONS}.{year}.{FORMS}"
        if not sheet.document.get(forms):
            yield sheet.problem(REQ_07, forms, f"{OPERATIONS}.{year}.{INSTITUTIONS}", year=year)


def expected_cells(sheet: Sheet) -> Iterator[tuple[str, bool]]:
    """Address within the section of everything that must be filled in as *sheet* stands, and whether it is."""
    for plan in sheet.plan.blocks:
        yield from EXPECTED[type(plan.block)](plan, sheet)


def _expected_parts(plan: BlockPlan, sheet: Sheet) -> Iterator[tuple[str, bool]]:
    for part in plan.required:
        for cell in part:
            yield cell.address, bool(sheet.document.get(cell.address))
    if plan.block.code == OPERATIONS:
        for year in _years_with_institutions(sheet):
            forms = f"{OPERATIONS}.{year}.{FORMS}"
            yield forms, bool(sheet.document.get(forms))
    if isinstance(plan.block, YearParts):
        yield from _pairs_begun(plan.block.code, sheet)


def _pairs_begun(block: str, sheet: Sheet) -> Iterator[tuple[str, bool]]:
    """Both cells of a pair that need not be filled in, once either is: XSC-01 misses the other."""
    for year in sheet.context.years:
        for pair in pairs_of(block, year):
            cell = sheet.plan.cells.get(pair.number)
            if cell is not None and not cell.required:
                halves = {address: bool(sheet.document.get(address)) for address in (pair.number, pair.amount)}
                if any(halves.values()):
                    yield from halves.items()


def _expected_rows(plan: BlockPlan, sheet: Sheet) -> Iterator[tuple[str, bool]]:
    """The required cells of the rows, or the list's own statement that there are none."""
    code = plan.block.code
    rows = sheet.rows[code]
    if not rows:
        yield f"{code}.{NOTHING_TO_REPORT}", nothing_to_report(sheet.document, code)
    for row, texts in rows:
        for column in plan.columns:
            if column.required:
                yield f"{code}.{row}.{column.code}", column.code in texts


def _expected_files(plan: BlockPlan, sheet: Sheet) -> Iterator[tuple[str, bool]]:
    yield f"{plan.block.code}.{ROWS}", _uploaded(plan.block, sheet)


EXPECTED: dict[type[Block], Callable[[BlockPlan, Sheet], Iterator[tuple[str, bool]]]] = {
    Fields: _expected_parts,
    Rows: _expected_rows,
    YearParts: _expected_parts,
    Upload: _expected_files,
}


def _years_with_institutions(sheet: Sheet) -> Iterator[int]:
    for year in sheet.context.years:
        if (sheet.value(f"{OPERATIONS}.{year}.{INSTITUTIONS}") or 0) > 0:
            yield year


def _uploaded(block: Block, sheet: Sheet) -> bool:
    return isinstance(block, Upload) and bool(filled_rows(sheet.document, block))


IN_SECTION: InSection = {"collaborative_utilization": (forms_chosen,)}
ACROSS: Across = ()
