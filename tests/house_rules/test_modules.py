"""Modules say what they own, and stay small enough to be read."""

import ast
from pathlib import Path

import pytest

from portal.form.editions import SECTION_CODES
from tests.house_rules.repository import files, name_of

LONGEST = 300
#: The official form as data: one table a section, not code to be read from top to bottom.
TABLES = {f"portal/form/sections/{code}.py" for code in SECTION_CODES}
MODULES = [path for path in files(".py") if path.stat().st_size]


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_begins_by_saying_what_it_is_for(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text("utf-8")))


def test_no_module_is_longer_than_can_be_read_in_one_sitting() -> None:
    lines = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    too_long = {name: count for name, count in lines.items() if count > LONGEST and name not in TABLES}
    assert not too_long
    assert lines.keys() >= TABLES


def test_tests_are_named_as_sentences() -> None:
    short = [
        f"{name_of(path)}: {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 3
    ]
    assert not short
