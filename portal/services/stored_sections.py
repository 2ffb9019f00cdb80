"""Reading the sections of a filing as they stand, with the filing itself or of one that is known."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, bindparam, case, literal, or_, select

from portal.form.blocks import Section
from portal.form.document import Document
from portal.form.editions import EDITIONS, SECTION_CODES
from portal.form.progress import Progress
from portal.models import Filing, SectionDocument, db
from portal.models.rows import table
from portal.services.filings import COLUMNS, TABLES, from_row
from portal.services.kept_progress import counted, holds_for, nothing_explained
from portal.services.rounds import form_context
from portal.services.standing_explanations import explained_now


@dataclass(frozen=True)
class StoredSection:
    """A section as it stands: the number of its saves, the last one, its progress, and its cells if asked for."""

    revision: int
    saved_at: dt.datetime | None
    progress: Progress
    known_cells: Document | None = field(repr=False)

    @property
    def cells(self) -> Document:
        """The answers. Raises LookupError when they were not asked for."""
        if self.known_cells is None:
            raise LookupError("the cells of this section were not asked for")
        return self.known_cells


StoredSections = dict[str, StoredSection]

#: Asks for the cells of all sections.
EVERY = "*"

_document, _filing = table(SectionDocument), table(Filing)


def _columns(cells: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    named = [_document.c[name] for name in ("section", "revision", "saved_at", "progress", "checked_for")]
    return [*named, cells.label("cells")]


_reads = bindparam("reads", type_=Text)
_of_filing, _is_read = _document.c.filing_id == bindparam("filing"), or_(_document.c.section == _reads, _reads == EVERY)
_is_needed = or_(_is_read, _document.c.checked_for != bindparam("checked_for"))
_STORED = select(*_columns(case((_is_needed, _document.c.cells)))).where(_of_filing)
# The filing stands in one of the rows: in every one it would take longer to read than a statement of its own.
_beside = and_(_filing.c.id == _document.c.filing_id, _document.c.section == literal(SECTION_CODES[0]))
_WITH_FILING = (
    select(*COLUMNS, *_columns(case((_is_read, _document.c.cells))))
    .select_from(_document.outerjoin(TABLES, _beside))
    .where(_of_filing)
)


def section_of(filing: Filing, code: str) -> Section:
    """The definition of section *code* in the edition of the filing's round."""
    return EDITIONS[filing.round.edition].by_code[code]


def stored_sections(filing: Filing, reads: str = EVERY) -> StoredSections:
    """The sections of *filing* by code, in one statement.

    With a code as *reads* the cells of that section alone are asked for (with an empty one, none):
    the progress of the others is the one counted at their last save. Where round or profile have
    changed since, it is counted anew.
    """
    holds = holds_for(form_context(filing))
    bound = {"filing": filing.id, "reads": reads, "checked_for": holds}
    return _sections(filing, holds, db.session.connection().execute(_STORED, bound))


def find_with_sections(filing_id: uuid.UUID, reads: str) -> tuple[Filing, StoredSections] | None:
    """The filing as ``filings.find`` finds it, with its :func:`stored_sections`; both in one statement.

    A second one is made only where the progress of some section must be counted anew.
    """
    rows = db.session.connection().execute(_WITH_FILING, {"filing": filing_id, "reads": reads}).all()
    beside = next((row for row in rows if row.id is not None), None)
    if beside is None:
        return None
    filing = from_row(beside)
    holds = holds_for(form_context(filing))
    if all(row.checked_for == holds or reads in (row.section, EVERY) for row in rows):
        return filing, _sections(filing, holds, rows)
    return filing, stored_sections(filing, reads)


def _sections(filing: Filing, holds: str, rows: Iterable[Row[Any]]) -> StoredSections:
    edition, context, stored = EDITIONS[filing.round.edition], form_context(filing), {}
    for row in rows:
        if row.checked_for == holds:
            found = Progress.from_json(row.progress)
        else:
            now = partial(explained_now, db.session(), filing.id, documents={row.section: row.cells})
            explained = now if filing.explained else nothing_explained
            found = counted(edition.by_code[row.section], row.cells, context, explained)
        stored[row.section] = StoredSection(row.revision, row.saved_at, found, row.cells)
    return stored
