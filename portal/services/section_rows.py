"""How a saved section goes to the database: its row and the lines of its history, both or neither.

Owns the statements. What is written, and whether it may be, is for ``services.sections`` to say.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Integer, Text, bindparam, column, func, insert, select, true, update

from portal.form.document import Change
from portal.models import CellChange, Filing, SectionDocument
from portal.models.rows import table

_document, _filing, _change = table(SectionDocument), table(Filing), table(CellChange)

KEPT = ("cells", "revision", "saved_at", "saved_by", "progress", "checked_for")
#: Of the row that is written, what every line of its history repeats: column of the row, column of the line.
REPEATED = {
    "filing_id": "filing_id",
    "association_id": "association_id",
    "section": "section",
    "revision": "revision",
    "saved_by": "person_id",
    "saved_at": "changed_at",
}

_WRITE = (
    update(_document)
    .where(_document.c.filing_id == bindparam("of_filing"), _document.c.section == bindparam("of_section"))
    .where(_document.c.revision == bindparam("of_revision"))
    .values({name: bindparam(f"new_{name}", type_=_document.c[name].type) for name in KEPT})
    .returning(*(_document.c[name] for name in REPEATED))
)
# Inline: nobody asks for the ids that the database gives to the lines.
_HISTORY = insert(_change).inline()

# PostgreSQL does both in one statement, which spares a round trip. The lines are numbered by what they say.
_written = _WRITE.cte("written")
_line = (
    func.json_to_recordset(bindparam("changes", type_=JSON))
    .table_valued(column("place", Integer), column("address", Text), column("old", Text), column("new", Text))
    .render_derived(name="line", with_types=True)
)
_WRITE_WITH_HISTORY = (
    insert(_change)
    .from_select(
        [*REPEATED.values(), "address", "old", "new"],
        select(*(_written.c[name] for name in REPEATED), _line.c.address, _line.c.old, _line.c.new)
        .join_from(_written, _line, true())
        .order_by(_line.c.place),
    )
    .execution_options(preserve_rowcount=True)
)
_START = update(_filing).where(_filing.c.id == bindparam("of_filing"))


def write_section(
    connection: Connection,
    filing_id: uuid.UUID,
    section: str,
    revision: int,
    columns: Mapping[str, Any],
    changes: Sequence[Change],
) -> bool:
    """Put *columns* (:data:`KEPT`) into the row of *section*, if it stands at *revision*, with its history.

    *changes* are in the order in which the history is to tell them, at least one. False if the row
    stands at another revision: then nothing was written.
    """
    bound = {"of_filing": filing_id, "of_section": section, "of_revision": revision}
    bound |= {f"new_{name}": columns[name] for name in KEPT}
    if connection.dialect.name == "postgresql":
        lines = [{"place": place, **change._asdict()} for place, change in enumerate(changes)]
        return connection.execute(_WRITE_WITH_HISTORY, bound | {"changes": lines}).rowcount == len(changes)
    row = connection.execute(_WRITE, bound).mappings().one_or_none()
    if row is None:
        return False
    repeated = {line: row[name] for name, line in REPEATED.items()}
    connection.execute(_HISTORY, [repeated | change._asdict() for change in changes])
    return True


def note_start(connection: Connection, filing_id: uuid.UUID, at: dt.datetime) -> None:
    """Note that filling in *filing_id* began *at*: since then it stands where it stands."""
    connection.execute(_START, {"of_filing": filing_id, "started_at": at, "state_since": at})
