"""States of a filing and of a round. The words are the ones of the glossary and of every page."""

from enum import StrEnum


class FilingState(StrEnum):
    """Where a filing stands. A draft in which nothing was saved yet is shown as “not started”."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class RoundState(StrEnum):
    """Where a round stands; only an open round takes writes from contacts."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


WITH_CONTACT = frozenset({FilingState.DRAFT, FilingState.RETURNED})
