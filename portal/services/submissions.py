"""Submissions: taking everything a filing holds at one moment, and reading it later as it was.

``content`` of a submission is a plain dict:

- ``edition``, ``association`` (id, name, region_code, joined_year), ``round`` (year, settings);
- ``sections``: by code, ``revision`` and ``cells`` (address -> canonical text);
- ``explanations``: by problem, what the contact wrote;
- ``answers``: by comment id, kind and text of the contact's answer that goes with it;
- ``files``: id, name, size, media type and SHA-256 of each file the documents list, and the headings that
  were read in it at upload (None: none can be read).

Owns no rule of when something may be submitted: see ``services.transitions``.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.filing.snapshots import content_hash, reference_number
from portal.form.blocks import Edition, Upload
from portal.form.checks import check_filing
from portal.form.context import FormContext
from portal.form.document import Document, row_ids
from portal.form.editions import EDITIONS
from portal.form.problems import Problem
from portal.form.progress import Progress, progress
from portal.models import Explanation, Filing, Person, SectionDocument, Submission, UploadedFile, db
from portal.models.rows import table
from portal.services.earlier import accepted_earlier
from portal.services.locked_filings import LockedFiling
from portal.services.rounds import context_from
from portal.services.standing_explanations import explained, of_filing

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Signed:
    """Who submits, who answers for the figures, and when."""

    by: Person
    responsible_name: str
    at: dt.datetime


@dataclass(frozen=True)
class Holdings:
    """What a filing holds now: documents and revisions by section, and what the checks say of them."""

    cells: dict[str, Document]
    revisions: dict[str, int]
    problems: dict[str, list[Problem]]
    explanations: Mapping[str, Explanation] = field(default_factory=dict)

    @cached_property
    def explained(self) -> set[str]:
        """The keys of the soft problems whose explanation stands."""
        return explained(self.explanations, self.every_problem, self.cells)

    @property
    def every_problem(self) -> list[Problem]:
        """The problems of all sections in the order of the form."""
        return [problem for found in self.problems.values() for problem in found]

    @property
    def mark(self) -> str:
        """Names exactly these documents: the page that is agreed to says it, the submission compares it."""
        return ".".join(f"{revision}" for _code, revision in sorted(self.revisions.items()))


def holdings(session: Session, locked: LockedFiling) -> Holdings:
    """Everything the locked filing holds, checked."""
    return _holdings(session, locked.filing, locked.context)


def holdings_of(filing: Filing, context: FormContext) -> Holdings:
    """Everything *filing* holds as it can be read now, checked; nothing is locked."""
    return _holdings(db.session(), filing, context)


def _holdings(session: Session, filing: Filing, context: FormContext) -> Holdings:
    query = select(SectionDocument.section, SectionDocument.cells, SectionDocument.revision)
    cells: dict[str, Document] = {}
    revisions: dict[str, int] = {}
    for section, found, revision in session.execute(query.where(SectionDocument.filing_id == filing.id)):
        cells[section], revisions[section] = found, revision
    problems = check_filing(
        EDITIONS[filing.round.edition], cells, context, full_addresses(accepted_earlier(session, filing))
    )
    return Holdings(cells, revisions, problems, of_filing(session, filing.id))


def progress_of(edition: Edition, context: FormContext, held: Holdings) -> dict[str, Progress]:
    """The progress of each section by code, the problems between sections counted in."""
    return {
        section.code: progress(
            section, held.cells.get(section.code, {}), context, held.problems[section.code], held.explained
        )
        for section in edition.sections
    }


def take(
    session: Session,
    locked: LockedFiling,
    held: Holdings,
    signed: Signed,
    answers: Mapping[str, Any],
) -> Submission:
    """Store what *locked* holds as its next submission; the row is written, not yet committed."""
    filing = locked.filing
    number = 1 + (session.scalar(select(func.max(Submission.number)).where(Submission.filing_id == filing.id)) or 0)
    content = {
        "edition": locked.edition.code,
        "round": {"year": locked.round.year, "settings": locked.round.settings},
        "association": {
            "id": str(filing.association_id),
            "name": filing.association.name,
            "region_code": filing.association.region_code,
            "joined_year": filing.association.joined_year,
        },
        "sections": {
            code: {"revision": held.revisions[code], "cells": dict(cells)} for code, cells in held.cells.items()
        },
        "explanations": _explanations(held),
        "answers": dict(answers),
        "files": _files(session, locked, held.cells),
    }
    taken = Submission(
        id=uuid.uuid4(),
        filing_id=filing.id,
        association_id=filing.association_id,
        number=number,
        reference=reference_number(locked.round.year, filing.association.region_code, filing.serial, number),
        submitted_at=signed.at,
        submitted_by=signed.by.id,
        responsible_name=signed.responsible_name,
        late=signed.at >= filing.due_at,
        content=content,
        content_hash=content_hash(content),
        problems=[_let_through(problem) for problem in held.every_problem],
    )
    columns = {name: getattr(taken, name) for name in table(Submission).c.keys()}  # noqa: SIM118  # a collection, no dict
    session.execute(insert(table(Submission)).inline(), [columns])
    return taken


def _explanations(held: Holdings) -> dict[str, dict[str, Any]]:
    """The explanations that go with the problems of *held*, by the problem's key."""
    return {
        key: {
            "rule": found.rule,
            "values": found.values,
            "parameters": found.parameters,
            "text": found.text,
            "by": str(found.written_by),
            "at": found.written_at.isoformat(),
        }
        for key, found in held.explanations.items()
        if key in held.explained
    }


def _let_through(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept with a submission: what fired, where, and the sentence in both languages."""
    return {
        "key": problem.key,
        "rule": problem.rule.code,
        "addresses": list(problem.addresses),
        "message": {language: problem.message(language) for language in ("zh", "en")},
    }


def full_addresses(content: Content | None) -> dict[str, str]:
    """All answers of *content* by full address (section first); empty without one."""
    sections = content["sections"].items() if content else ()
    return {f"{code}.{address}": text for code, section in sections for address, text in section["cells"].items()}


def _files(session: Session, locked: LockedFiling, cells: Mapping[str, Document]) -> list[dict[str, Any]]:
    """The files that the documents list, in their order."""
    listed: list[str] = []
    for section in locked.edition.sections:
        for block in section.blocks:
            if isinstance(block, Upload):
                document = cells.get(section.code, {})
                listed += [document.get(f"{block.code}.{r}.file", "") for r in row_ids(document, block.code)]
    ids = [uuid.UUID(file_id) for file_id in listed if file_id]
    query = select(UploadedFile).where(UploadedFile.filing_id == locked.filing.id, UploadedFile.id.in_(ids))
    found = {file.id: file for file in session.scalars(query)}
    return [
        {
            "id": str(file_id),
            "name": found[file_id].name,
            "size": found[file_id].size,
            "media_type": found[file_id].media_type,
            "sha256": found[file_id].sha256,
            "headings": found[file_id].headings,
        }
        for file_id in ids
        if file_id in found
    ]


def all_of(filing_id: uuid.UUID) -> Sequence[Submission]:
    """Every submission of a filing, newest first, withdrawn ones included."""
    query = select(Submission).where(Submission.filing_id == filing_id).order_by(Submission.number.desc())
    return db.session.scalars(query).all()


def find(filing_id: uuid.UUID, number: int) -> Submission | None:
    """Submission *number* of a filing, or None."""
    query = select(Submission).where(Submission.filing_id == filing_id, Submission.number == number)
    return db.session.scalars(query).first()


def documents_of(content: Content) -> dict[str, Document]:
    """The documents of a submission's content by section."""
    return {code: section["cells"] for code, section in content["sections"].items()}


def context_of_content(content: Content) -> FormContext:
    """What round and association brought to the form when *content* was submitted."""
    association, round_ = content["association"], content["round"]
    return context_from(round_["year"], round_["settings"], association["joined_year"], association["name"])
