"""One section's answers laid out for the checks: what stands in a cell, which rows count.

Built once for each check and read by every rule. Owns no rule and changes no answer.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portal.form.blocks import ROWS, Section
from portal.form.checks.plan import Plan, plan_of
from portal.form.context import FormContext
from portal.form.document import Document, row_ids
from portal.form.kinds import Kind, Unreadable
from portal.form.problems import Problem, Rule

PROFILE_JOINED_YEAR = "profile.joined_year"


class Sheet:
    """*document* seen through the plan of *section*.

    ``rows`` holds, by list, the rows that hold anything, as (row id, text by column): an empty row
    is no row.
    """

    __slots__ = ("_values", "context", "document", "plan", "prefix", "rows")

    def __init__(self, section: Section, document: Document, context: FormContext) -> None:
        self.plan: Plan = plan_of(section, context)
        self.document = document
        self.context = context
        self.prefix = section.code + "."
        self._values: dict[str, Any] = {}
        self.rows = {code: list(self._rows(code)) for code in self.plan.columns}

    def _rows(self, block: str) -> Iterator[tuple[str, dict[str, str]]]:
        columns = self.plan.columns[block]
        # A document read from elsewhere may name a row twice; it is one row, and no problem of it stands twice.
        for row in dict.fromkeys(row_ids(self.document, block)):
            prefix = f"{block}.{row}."
            texts = {code: text for code in columns if (text := self.document.get(prefix + code))}
            if texts:
                yield row, texts

    def value(self, address: str) -> Any:
        """The value in the standing cell *address*; None when it is blank, unreadable or not asked.

        Many rules look at the same cells, so each is read once.
        """
        try:
            return self._values[address]
        except KeyError:
            cell = self.plan.cells.get(address)
            found = None if cell is None else value_of(cell.kind, self.document.get(address, ""))
            self._values[address] = found
            return found

    def column(self, block: str, code: str) -> Iterator[tuple[str, Any]]:
        """Address and value of the cells in column *code* of the list *block* that can be read."""
        kind = self.plan.columns[block][code].kind
        for row, texts in self.rows[block]:
            value = value_of(kind, texts.get(code, ""))
            if value is not None:
                yield f"{block}.{row}.{code}", value

    def bound(self, rule: Rule, name: str) -> Decimal:
        """The bound *name* of *rule* in this round."""
        return self.context.rules.parameter(rule, name)

    def problem(self, rule: Rule, *addresses: str, **parameters: object) -> Problem:
        """A problem of *rule* at *addresses* of this section."""
        return rule.problem(*(self.prefix + address for address in addresses), **parameters)

    def in_order(self, problems: list[Problem]) -> list[Problem]:
        """*problems* in the order of the form; what concerns no cell of the section comes first."""
        if len(problems) < 2:
            return problems
        numbers = {
            f"{block}.{row}": number for block, rows in self.rows.items() for number, (row, _) in enumerate(rows, 1)
        }
        return sorted(problems, key=lambda problem: self._place(problem.addresses[0], numbers))

    def _place(self, address: str, row_numbers: dict[str, int]) -> tuple[int, int, int]:
        local = address.removeprefix(self.prefix)
        standing = self.plan.places.get(local)
        if standing is not None:
            return standing, 0, 0
        row, _, code = local.rpartition(".")
        if row not in row_numbers:
            return -1, 0, 0
        block = row.partition(".")[0]
        return self.plan.places[f"{block}.{ROWS}"], row_numbers[row], list(self.plan.columns[block]).index(code)


def value_of(kind: Kind, text: str) -> Any:
    """The value of canonical *text*; None when it is blank or cannot be read as *kind*."""
    if not text:
        return None
    try:
        return kind.value(text)
    except Unreadable:
        return None


class Sheets:
    """The sheets of a whole return by section, for the checks that span sections.

    ``earlier`` holds the answers of the association's newest accepted earlier round by full address;
    it is empty where there is none.
    """

    __slots__ = ("by_section", "context", "earlier")

    def __init__(self, by_section: Mapping[str, Sheet], context: FormContext, earlier: Document) -> None:
        self.by_section = by_section
        self.context = context
        self.earlier = earlier

    def value(self, address: str) -> Any:
        """The value at a full *address* (section first); None when it is blank, unreadable or not asked."""
        section, _dot, local = address.partition(".")
        return self.by_section[section].value(local)

    def column(self, section: str, block: str, code: str) -> Iterator[tuple[str, Any]]:
        """Full address and value of the cells in a column of a list that can be read."""
        for address, value in self.by_section[section].column(block, code):
            yield f"{section}.{address}", value

    def bound(self, rule: Rule, name: str) -> Decimal:
        """The bound *name* of *rule* in this round."""
        return self.context.rules.parameter(rule, name)
