"""The diagram and the tables of the README, drawn from the table of transitions.

``python -m tests.house_rules.life_of_a_filing`` prints them, to be put between the two marks of the
README; a test holds the README equal to them. Owns the words for what is needed, not what is needed.
"""

import sys
import uuid

from portal.filing.access import Grant, Place, Role, acts_as
from portal.filing.states import FilingState
from portal.filing.transitions import TRANSITIONS, Actor, Need, Transition

BEGIN = "<!-- drawn from portal/filing/transitions.py: begin -->"
END = "<!-- drawn from portal/filing/transitions.py: end -->"

ASSOCIATION = uuid.UUID(int=1)
REGION = Place(ASSOCIATION, "530000")
NATIONAL_BODY = Place(ASSOCIATION, "000000")
#: The parts of the permission matrix: what each is called, and an example of it.
PARTS = {
    "contact who fills in": Grant(Role.EDITOR, association_id=ASSOCIATION),
    "contact who submits": Grant(Role.SUBMITTER, association_id=ASSOCIATION),
    "coordinator of the region": Grant(Role.COORDINATOR, region_code="530000"),
    "national administrator": Grant(Role.ADMINISTRATOR),
    "observer": Grant(Role.OBSERVER),
}
WHO = {
    Actor.SUBMITTER: "contact who submits",
    Actor.CONTACT: "any contact",
    Actor.REVIEWER: "coordinator of the region",
    Actor.ADMINISTRATOR: "national administrator",
}
NEEDED = {
    Need.ROUND_TAKES_WRITES: "the round is open for this association",
    Need.ROUND_NOT_ARCHIVED: "the round is not archived",
    Need.NOTHING_WRONG: "nothing is missing or wrong",
    Need.ALL_EXPLAINED: "every unlikely figure is explained",
    Need.ALL_ANSWERED: "every comment is answered",
    Need.DECLARED: "the declaration, with the responsible person's name",
    Need.NO_REVIEW_BEGUN: "no review has begun",
    Need.REASON_OR_COMMENT: "a reason or a comment",
    Need.NO_OPEN_COMMENT: "no comment is open",
    Need.SEAL_OR_WAIVER: "where the round asks for it, a current scan of the stamped form, or a reason for none",
    Need.REASON: "a reason",
}


def diagram() -> str:
    """The states and the ways between them, as a Mermaid diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {FilingState.DRAFT}"]
    for transition in TRANSITIONS:
        ways = [(source, target) for source in transition.sources for target in transition.targets]
        lines += [f"    {source} --> {target}: {_said(transition, target)}" for source, target in ways]
    return "\n".join(["```mermaid", *lines, "```"])


def _said(transition: Transition, target: FilingState) -> str:
    if target is transition.target_if_returned:
        return f"{transition.action}, if it was returned before"
    return transition.action.value


def transitions() -> str:
    """What may be done from where to where, by whom, and what it needs."""
    rows = [["action", "from", "to", "who", "needs"]]
    for t in TRANSITIONS:
        target = (
            f"{t.target}, or {t.target_if_returned} if it was returned before" if t.target_if_returned else t.target
        )
        needs = "; ".join(NEEDED[need] for need in t.needs)
        rows.append([t.action.value, ", ".join(t.sources), target, WHO[t.actor], needs])
    return _table(rows)


def permissions() -> str:
    """Who may do what: of an association in a region, and of a body that reports to the nation directly."""
    rows = [[t.action.value, *(_may(t.actor, grant) for grant in PARTS.values())] for t in TRANSITIONS]
    return _table([["action", *PARTS], *rows])


def _may(actor: Actor, grant: Grant) -> str:
    region, nation = (acts_as([grant], place, actor) for place in (REGION, NATIONAL_BODY))
    return {(True, True): "yes", (True, False): "in the region", (False, True): "for national bodies"}.get(
        (region, nation), "–"
    )


def _table(rows: list[list[str]]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "| " + " | ".join("---" for _column in rows[0]) + " |", *body])


def drawn() -> str:
    """Everything between the two marks."""
    return f"{diagram()}\n\n{transitions()}\n\n{permissions()}"


if __name__ == "__main__":
    sys.stdout.write(drawn() + "\n")
