"""A plausible row for each table that belongs to an association, written past services and guards.

For tests of what the database itself shows and refuses. Owns no rule: the rows are not a life that a
filing could have had.
"""

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from portal.models import (
    Base,
    CellChange,
    Comment,
    CommentEntry,
    Explanation,
    Fact,
    Filing,
    FilingEvent,
    SealedScan,
    SectionDocument,
    Submission,
    UploadedFile,
    WorkbookOffer,
)
from portal.models.base import HasId
from tests.support.people import World

#: Every table that belongs to an association, each after those that it refers to.
MODELS: tuple[type[Base], ...] = (
    *(Filing, SectionDocument, CellChange, UploadedFile),
    *(Submission, FilingEvent, Fact, Comment, CommentEntry, Explanation),
    *(SealedScan, WorkbookOffer),
)
TABLES = {model.__tablename__: Base.metadata.tables[model.__tablename__] for model in MODELS}
REFERRED_TO = ("comment", "uploaded_file")
MADE_WITH_THE_WORLD = ("filing", "section_document")
WITH_OWN_ID = {model.__tablename__ for model in MODELS if issubclass(model, HasId)}
AT = dt.datetime(2018, 3, 1, 9, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def add_one_each(connection: Connection, world: World) -> None:
    """For both filings of *world* a row in every table in which the world has none yet."""
    for filing in (world.filing, world.foreign_filing):
        for name, table in TABLES.items():
            if name not in MADE_WITH_THE_WORLD:
                row = row_of(name, world, filing.association_id)
                connection.execute(
                    insert(table).values(row | ({"id": first(name, filing.id)} if name in REFERRED_TO else {}))
                )


def first(table: str, filing_id: uuid.UUID) -> uuid.UUID:
    """The id of the comment or the file that :func:`add_one_each` makes, which other rows refer to."""
    return uuid.uuid5(filing_id, table)


def row_of(table: str, world: World, association_id: uuid.UUID) -> dict[str, Any]:
    """A new row of *table* that belongs to one of the two associations and collides with no other row."""
    filing = world.filing if association_id == world.association.id else world.foreign_filing
    alice, number = world.people.alice.id, next(_numbers)
    common = {"filing_id": filing.id, "association_id": association_id}
    row: dict[str, Any] = {
        "filing": {"association_id": association_id, "serial": 1000 + number, "state_since": AT},
        "section_document": {"section": f"one_more_{number}", "cells": {}, "revision": 0, "progress": {}},
        "cell_change": {"section": "system_building", "revision": number, "address": "members.member_total"}
        | {"old": "", "new": "1", "person_id": alice, "changed_at": AT},
        "uploaded_file": {"name": "总结（虚构）.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64}
        | {"storage_key": uuid.uuid4().hex, "uploaded_by": alice, "uploaded_at": AT},
        "submission": {"number": number, "reference": f"2017-53-{number:04}-1", "submitted_at": AT}
        | {"submitted_by": alice, "responsible_name": "普洱（虚构）", "late": False, "content": {}, "problems": []}
        | {"content_hash": "0" * 64},
        "filing_event": {"version": number, "kind": "submit", "from_state": "draft", "to_state": "submitted"}
        | {"submission": 1, "person_id": alice, "at": AT},
        "fact": {"indicator": "system_building.members.member_total", "year": number, "category": ""}
        | {"value": Decimal(number)},
        "comment": {"section": "system_building", "address": "system_building", "raised_on": 1}
        | {"created_by": alice, "created_at": AT},
        "comment_entry": {
            "comment_id": first("comment", filing.id),
            "kind": "ask",
            "text": "为什么？",
            "person_id": alice,
        }
        | {"written_at": AT, "sent_at": AT},
        "explanation": {"section": "system_building", "rule": "RNG-03", "problem": f"RNG-03:{number}", "values": {}}
        | {"parameters": {}, "text": "因为（虚构）", "written_by": alice, "written_at": AT},
        "sealed_scan": {"number": number, "content_hash": "0" * 64, "file_id": first("uploaded_file", filing.id)}
        | {"uploaded_by": alice, "uploaded_at": AT},
        "workbook_offer": {"name": "统计表（虚构）.xlsx", "contents": {}, "uploaded_by": alice, "uploaded_at": AT},
    }[table]
    own_id = {"id": uuid.uuid4()} if table in WITH_OWN_ID else {}
    return row | own_id | ({} if table == "filing" else common)
