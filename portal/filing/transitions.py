"""The life of a filing as a table: what may be done to it, from where, to where, by whom, needing what.

Buttons, the permission matrix, the diagram of the README and the executor read this one table. Owns
neither the database nor the words of a page: labels are message ids that the pages translate.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.filing.states import FilingState


def N_(message: str) -> str:  # noqa: N802  # the name that message extraction knows
    """Mark *message* for translation without translating it: whoever shows it does."""
    return message


class Action(StrEnum):
    """What somebody can do to a filing that changes its state."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"


class Actor(StrEnum):
    """In which part somebody acts; ``access.acts_as`` says who that is for a filing."""

    SUBMITTER = "submitter"
    CONTACT = "contact"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Need(StrEnum):
    """What must be so before an action can be carried out."""

    ROUND_TAKES_WRITES = "round_takes_writes"
    ROUND_NOT_ARCHIVED = "round_not_archived"
    NOTHING_WRONG = "nothing_wrong"
    ALL_EXPLAINED = "all_explained"
    ALL_ANSWERED = "all_answered"
    DECLARED = "declared"
    NO_REVIEW_BEGUN = "no_review_begun"
    REASON_OR_COMMENT = "reason_or_comment"
    NO_OPEN_COMMENT = "no_open_comment"
    SEAL_OR_WAIVER = "seal_or_waiver"
    REASON = "reason"


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    ``target_if_returned`` replaces ``target`` for a filing that has been returned before. ``label``
    is the button, ``event`` what the history says afterwards, ``mail`` whether somebody is told.
    """

    action: Action
    sources: tuple[FilingState, ...]
    target: FilingState
    actor: Actor
    needs: tuple[Need, ...]
    label: str
    event: str
    target_if_returned: FilingState | None = None
    mail: bool = True

    def target_for(self, *, was_returned: bool) -> FilingState:
        """Where the filing stands afterwards."""
        return self.target_if_returned if was_returned and self.target_if_returned else self.target

    @property
    def targets(self) -> tuple[FilingState, ...]:
        """Every state the action can lead to."""
        return (self.target, self.target_if_returned) if self.target_if_returned else (self.target,)


_DRAFT, _SUBMITTED, _RETURNED, _ACCEPTED = (
    FilingState.DRAFT,
    FilingState.SUBMITTED,
    FilingState.RETURNED,
    FilingState.ACCEPTED,
)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        Action.SUBMIT,
        (_DRAFT, _RETURNED),
        _SUBMITTED,
        Actor.SUBMITTER,
        (Need.ROUND_TAKES_WRITES, Need.NOTHING_WRONG, Need.ALL_EXPLAINED, Need.ALL_ANSWERED, Need.DECLARED),
        N_("Submit"),
        N_("Submitted"),
    ),
    Transition(
        Action.WITHDRAW,
        (_SUBMITTED,),
        _DRAFT,
        Actor.CONTACT,
        (Need.ROUND_TAKES_WRITES, Need.NO_REVIEW_BEGUN),
        N_("Withdraw"),
        N_("Withdrawn"),
        target_if_returned=_RETURNED,
    ),
    Transition(
        Action.RETURN,
        (_SUBMITTED,),
        _RETURNED,
        Actor.REVIEWER,
        (Need.ROUND_NOT_ARCHIVED, Need.REASON_OR_COMMENT),
        N_("Return"),
        N_("Returned"),
    ),
    Transition(
        Action.ACCEPT,
        (_SUBMITTED,),
        _ACCEPTED,
        Actor.REVIEWER,
        (Need.ROUND_NOT_ARCHIVED, Need.NO_OPEN_COMMENT, Need.SEAL_OR_WAIVER),
        N_("Accept"),
        N_("Accepted"),
    ),
    Transition(
        Action.REOPEN,
        (_ACCEPTED,),
        _RETURNED,
        Actor.ADMINISTRATOR,
        (Need.ROUND_NOT_ARCHIVED, Need.REASON),
        N_("Reopen"),
        N_("Reopened"),
    ),
)

BY_ACTION: dict[Action, Transition] = {transition.action: transition for transition in TRANSITIONS}
