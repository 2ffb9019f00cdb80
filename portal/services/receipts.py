"""What the receipt of a submission says beside what the submission holds: by whom, and how much is in it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.form.blocks import ROWS, Edition, Upload
from portal.form.editions import EDITIONS
from portal.models import Person, Submission, db
from portal.services.submissions import Content, documents_of


@dataclass(frozen=True)
class Counts:
    """How much a submission holds: cells filled in, explanations, answers to comments, files."""

    cells: int
    explanations: int
    answers: int
    files: int


@dataclass(frozen=True)
class Receipt:
    """A submission with the name of who submitted it, the count of its content, and its span of years."""

    submission: Submission
    name: str
    counts: Counts
    first_year: int
    last_year: int


def receipt_of(filing_id: uuid.UUID, number: int) -> Receipt | None:
    """The receipt of submission *number* of a filing, or None."""
    query = (
        select(Submission, Person.name)
        .join(Person, Person.id == Submission.submitted_by)
        .where(Submission.filing_id == filing_id, Submission.number == number)
    )
    found = db.session.execute(query).first()
    if found is None:
        return None
    submission, name = found
    content = submission.content
    years = content["association"]["joined_year"], content["round"]["year"]
    return Receipt(submission, name, counts_of(content), *years)


def counts_of(content: Content) -> Counts:
    """How much *content* holds. The order of rows is no cell of anybody's; files are counted as files."""
    edition: Edition = EDITIONS[content["edition"]]
    cells = 0
    for code, document in documents_of(content).items():
        uploads = {block.code for block in edition.by_code[code].blocks if isinstance(block, Upload)}
        cells += sum(
            address.partition(".")[0] not in uploads and not address.endswith(f".{ROWS}") for address in document
        )
    return Counts(cells, len(content["explanations"]), len(content["answers"]), len(content["files"]))
