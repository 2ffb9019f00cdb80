"""Whether a receipt number and a fingerprint belong together, and still stand: for anybody who holds a print.

The one thing that somebody who is not signed in may ask about submissions. It reads as the portal itself,
because row-level security shows nothing to nobody; so it answers with one word and with nothing else.
"""

import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.filing.states import FilingState
from portal.form.folding import clean, fold_width
from portal.models import Filing, Submission, db
from portal.models.database import ACTOR, act_for

HASH_DIGITS = 64
_NO_HASH = "0" * HASH_DIGITS
_REFERENCE = re.compile(r"[0-9]{1,4}-[0-9]{2}-[0-9]{1,10}-[0-9]{1,9}")
_HASH = re.compile(rf"[0-9a-f]{{{HASH_DIGITS}}}")
#: What people and scanners put between groups of digits.
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212_.,:;·]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")

_BY_REFERENCE = (
    select(Submission.number, Submission.content_hash, Filing.state, Filing.submission)
    .join(Filing, Filing.id == Submission.filing_id)
    .where(Submission.reference == bindparam("reference"))
)


class Verdict(StrEnum):
    """All that is ever said about a receipt."""

    MATCHES = "matches"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


def check(reference: str, digits: str) -> Verdict:
    """What is to be said of a receipt number and a whole fingerprint, both as they were typed.

    It matches while the submission stands, submitted or accepted; one that was withdrawn, returned or replaced
    is superseded. A number that does not exist and a fingerprint that is not that of the number are told alike,
    and take the same one statement and one comparison.
    """
    reference, digits = read_reference(reference), read_hash(digits)
    with _as_the_portal() as session:
        row = session.execute(_BY_REFERENCE, {"reference": reference}).one_or_none()
    same = hmac.compare_digest(row.content_hash if row else _NO_HASH, digits or "-" * HASH_DIGITS)
    if row is None or not same:
        return Verdict.UNKNOWN
    stands = row.number == row.submission and row.state in (FilingState.SUBMITTED, FilingState.ACCEPTED)
    return Verdict.MATCHES if stands else Verdict.SUPERSEDED


def read_reference(typed: str) -> str:
    """A receipt number without blanks, with plain hyphens; blank where it is none."""
    folded = _DASHES.sub("-", fold_width("".join(clean(typed).split())))
    return folded if _REFERENCE.fullmatch(folded) else ""


def read_hash(typed: str) -> str:
    """The 64 digits of a fingerprint, small, without what stands between groups; blank where it is none."""
    folded = _BETWEEN.sub("", fold_width(clean(typed))).lower()
    return folded if _HASH.fullmatch(folded) else ""


@contextmanager
def _as_the_portal() -> Iterator[Session]:
    """A transaction of its own in which the session acts for the portal; afterwards for whom it did before."""
    session = db.session()
    before = session.info.get(ACTOR)
    session.rollback()
    act_for(session, None)
    try:
        yield session
    finally:
        session.rollback()
        session.info.pop(ACTOR)
        if before is not None:
            session.info[ACTOR] = before
