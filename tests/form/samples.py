"""The five fictional sample filings as documents, and small changes to them for the tests of the form.

Owns how a sample's nested values become cells. Does not own what the samples should lead to; each
names that itself in ``expected_checks``.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.form.blocks import Fields, Rows, YearParts
from portal.form.checks import check_section
from portal.form.context import FormContext
from portal.form.editions import EDITION_2017
from portal.form.problems import Problem

HERE = Path(__file__).parent
SAMPLES: dict[str, dict[str, Any]] = {
    sample["key"]: sample for sample in json.loads((HERE / "sample_filings.json").read_text("utf-8"))
}
UPLOADED = {
    "work_summary.rows": "f1",
    "work_summary.f1.file": "0b0f5b6e-0000-4000-8000-000000000001",
    "work_summary.f1.name": "试点工作总结（虚构）.docx",
    "work_summary.f1.size": "20480",
    "work_summary.f1.sha256": "0" * 64,
}


def context(sample: Mapping[str, Any], **changes: Any) -> FormContext:
    """The round and association of *sample*, with *changes* to the context's own attributes."""
    known = {
        "round_year": sample["round_year"],
        "joined_year": sample["profile"]["joined_year"],
        "organization_name": sample["profile"]["organization_name"],
    }
    return FormContext(**(known | changes))


def documents(sample: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The document of every section of *sample*; the samples carry no uploaded file."""
    return {section.code: _document(section.blocks, sample) for section in EDITION_2017.sections}


def complete(sample: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The documents of *sample* with a fictional work summary uploaded."""
    return documents(sample) | {"summary_materials": dict(UPLOADED)}


def _document(blocks: tuple[Any, ...], sample: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Fields):
            records = {block.code: sample[block.code]}
        elif isinstance(block, YearParts):
            records = {f"{block.code}.{year}": part for year, part in sample[block.code].items()}
        elif isinstance(block, Rows):
            records = {f"{block.code}.r{n}": row for n, row in enumerate(sample[block.code], 1)}
            cells[f"{block.code}.rows"] = " ".join(f"r{n}" for n in range(1, len(records) + 1))
            cells[f"{block.code}.nothing_to_report"] = "1" if block.code in sample["nothing_to_report"] else ""
        else:
            records = {}
        for prefix, record in records.items():
            for code, value in record.items():
                typed = ",".join(value) if isinstance(value, list) else str(value)
                cells[f"{prefix}.{code}"] = block.cell_kinds[code].read(typed)
    return {address: text for address, text in cells.items() if text}


def changed(section: str, changes: Mapping[str, str], key: str = "A") -> dict[str, str]:
    """The document of *section* in sample *key* with *changes* made; a blank takes the cell away."""
    merged = complete(SAMPLES[key])[section] | dict(changes)
    return {address: text for address, text in merged.items() if text}


def problems(section: str, changes: Mapping[str, str], key: str = "A", **round_changes: Any) -> list[Problem]:
    """What the checks find in *section* of sample *key* after *changes*."""
    document = changed(section, changes, key)
    return check_section(EDITION_2017.by_code[section], document, context(SAMPLES[key], **round_changes))


def fired(section: str, changes: Mapping[str, str], key: str = "A", **round_changes: Any) -> list[tuple[str, str]]:
    """Rule and first address (without the section) of what the checks find, in their order."""
    found = problems(section, changes, key, **round_changes)
    return [(problem.rule.code, problem.addresses[0].removeprefix(section + ".")) for problem in found]
