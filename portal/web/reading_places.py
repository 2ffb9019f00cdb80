"""Addresses of reviewers in words: a section, a block, a year, a row or a cell, and where it stands on the page.

Cells alone are named by :mod:`portal.web.wording_of_cells`; this adds the larger places that a comment can be
pinned to. Which addresses there are is said by ``form.addresses``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _

from portal.form.addresses import NoSuchAddress, known_address
from portal.form.blocks import Block, Edition, Fields, Rows, Section, Upload, YearParts
from portal.form.checks.plan import label_of
from portal.form.context import FormContext
from portal.form.document import Document, filled_rows
from portal.web.cell_looks import IN_YEAR
from portal.web.section_parts import TRAILING_BRACKETS, input_id
from portal.web.wording_of_cells import name_of

NAME_ENDINGS = ("_name", "name")


class Place(NamedTuple):
    """``title`` names the place, with the number of its section; ``where`` is the block around it, if any."""

    title: str
    where: str


@dataclass(frozen=True)
class Paper:
    """One submission laid out for a reader: the form it was filled in on, its answers, the reader's language."""

    edition: Edition
    context: FormContext
    documents: Mapping[str, Document]
    language: str

    def place(self, address: str) -> Place:
        """The words for *address* (full, section first)."""
        code, _dot, within = address.partition(".")
        section = self.edition.by_code[code]
        if not within:
            return Place(self.numbered(section, section.title.of(self.language)), "")
        block_code, _dot, rest = within.partition(".")
        block = section.by_code[block_code]
        title = TRAILING_BRACKETS.sub("", block.title.of(self.language, **self.context.words))
        if not rest:
            return Place(self.numbered(section, title), "")
        document = self.documents.get(code, {})
        if isinstance(block, YearParts):
            year, dot, cell = rest.partition(".")
            label = self._label(block, cell) if dot else ""
            words = IN_YEAR.of(self.language, year=year, label=label or title)
            return Place(self.numbered(section, words.strip()), title if dot else "")
        if isinstance(block, Rows | Upload) and "." not in rest:
            label = self._row(block, document, rest)
        else:
            label = name_of(section, self.context, document, within, self.language).label
        return Place(self.numbered(section, label), "" if label == title else title)

    def is_cell(self, address: str) -> bool:
        """Whether *address* is that of a single cell, not of a larger place."""
        code, _dot, within = address.partition(".")
        block = self.edition.by_code[code].by_code.get(within.partition(".")[0])
        return within.count(".") == (1 if isinstance(block, Fields) else 2)

    def numbered(self, section: Section, words: str) -> str:
        """*words* after the number of their section: 三、会员总数 or 3 Total members."""
        if self.language == "zh":
            return f"{section.number}、{words}"
        return f"{self.edition.sections.index(section) + 1} {words}"

    def _label(self, block: Block, code: str) -> str:
        """What a line of a table by year is called; its code where the form has no such line."""
        field = block.by_code.get(code)
        if field is None:
            return code
        label = label_of(field, block, self.context).of(self.language)
        return _("%(label)s: other (specify)", label=label) if code == field.other_code else label

    def _row(self, block: Rows | Upload, document: Document, row: str) -> str:
        """The number of a row, and what it is called."""
        order = filled_rows(document, block)
        if row not in order:
            return _("Removed row")
        name, number = row_name(block, document, row), order.index(row) + 1
        return _("Row %(number)s “%(name)s”", number=number, name=name) if name else _("Row %(number)s", number=number)

    def shown_at(self, address: str, *others: Mapping[str, Document]) -> str:
        """*address*, or the nearest place around it that this form and these answers (or *others*) have."""
        while "." in address:
            for documents in (self.documents, *others):
                try:
                    known_address(self.edition, self.context, documents, address)
                except NoSuchAddress:
                    continue
                return address
            address = address.rpartition(".")[0]
        return address


def row_name(block: Block, document: Document, row: str) -> str:
    """What a row of *block* calls itself, blank if nothing."""
    prefix = f"{block.code}.{row}."
    named = (text for a, text in document.items() if a.startswith(prefix) and a.endswith(NAME_ENDINGS))
    return next(named, "")


def anchor(address: str) -> str:
    """Id of the place *address* on the page."""
    return input_id(address)
