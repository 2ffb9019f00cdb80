"""What the history of a filing can say: the changes of its state, and what else is decided about it.

Every event raises the filing's version by one, so versions and events are the same list.
"""

from enum import StrEnum

from portal.filing.transitions import Action


class EventKind(StrEnum):
    """One kind of line in the history of a filing; the first five are the actions of the table."""

    SUBMIT = Action.SUBMIT.value
    WITHDRAW = Action.WITHDRAW.value
    RETURN = Action.RETURN.value
    ACCEPT = Action.ACCEPT.value
    REOPEN = Action.REOPEN.value
    BEGIN_REVIEW = "begin_review"
    ASSIGN = "assign"
    EXTEND = "extend"


class CommentState(StrEnum):
    """Where a reviewer's comment stands."""

    OPEN = "open"
    CLOSED = "closed"


class EntryKind(StrEnum):
    """What an entry of a comment's thread says; the middle three are the contact's answers."""

    ASK = "ask"
    CHANGED = "changed"
    EXPLAINED = "explained"
    DISAGREE = "disagree"


ANSWERS = (EntryKind.CHANGED, EntryKind.EXPLAINED, EntryKind.DISAGREE)
