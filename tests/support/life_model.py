"""A small model of a filing's life, written from the design and not from the code that it is compared with.

Plain values and one method for each thing a person does: it returns the name of the refusal, or an empty
text and changes itself. Knows no database and imports nothing of the portal.
"""

import datetime as dt
from dataclasses import dataclass, field

CONTACTS = {"alice", "bob"}
STRANGERS = {"charlie", "conrad"}
WITH_CONTACT = {"draft", "returned"}
#: Action: from where, to where, by whom.
TABLE = {
    "submit": ({"draft", "returned"}, "submitted", {"alice"}),
    "withdraw": ({"submitted"}, "draft", CONTACTS),
    "return": ({"submitted"}, "returned", {"clara"}),
    "accept": ({"submitted"}, "accepted", {"clara"}),
    "reopen": ({"accepted"}, "returned", {"nadia"}),
}
#: To how many people a mail goes: two contacts, one coordinator.
MAILS = {"submit": 3, "withdraw": 1, "return": 2, "accept": 2, "reopen": 3}


@dataclass
class Thread:
    """A comment: its entries as (kind, text, sent)."""

    open: bool = True
    awaits: bool = False
    entries: list[tuple[str, str, bool]] = field(default_factory=list)

    def drop_unsent(self) -> None:
        self.entries = [entry for entry in self.entries if entry[2]]

    def send(self, *, asked: bool) -> None:
        self.entries = [(k, text, sent or (k == "ask") == asked) for k, text, sent in self.entries]


@dataclass
class Model:
    """A filing with its round, as it should stand."""

    opens: dt.datetime
    due: dt.datetime
    closes: dt.datetime
    now: dt.datetime
    round_state: str = "open"
    extended: dt.datetime | None = None
    state: str = "draft"
    submission: int = 0
    late: bool = False
    was_returned: bool = False
    review_begun: bool = False
    cell: str = ""
    events: list[tuple[str, str, str, str]] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    taken: list[tuple[str, bool, dict[int, tuple[str, str]]]] = field(default_factory=list)
    threads: dict[int, Thread] = field(default_factory=dict)
    mails: int = 0
    scan_asked_for: bool = False
    scans: list[int] = field(default_factory=list)

    @property
    def version(self) -> int:
        return len(self.events)

    @property
    def takes_writes(self) -> bool:
        end = max(self.closes, self.extended or self.closes)
        return self.round_state == "open" and self.opens <= self.now < end

    @property
    def not_archived(self) -> bool:
        return self.round_state in {"open", "closed"}

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads.values() if thread.open]

    @property
    def fact(self) -> str:
        """The cell of the submission that stands; blank without one."""
        return self.taken[self.submission - 1][0] if self.submission else ""

    def act(self, who: str, action: str, version: int, *, reason: bool, declared: bool) -> str:
        """Carry out one of the five actions of the table."""
        sources, target, actors = TABLE[action]
        if who in STRANGERS:
            return "NoSuchFiling"
        if who not in actors:
            return "NotYours"
        if version != self.version or self.state not in sources:
            again = self.events and self.events[-1][0::3] == (action, who) and version == self.version - 1
            return "" if again else "CameFirst"
        missing = [name for name, met in self._needs(action, reason=reason, declared=declared) if not met]
        if missing:
            return "NotPossible: " + ", ".join(missing)
        if action == "withdraw" and self.was_returned:
            target = "returned"
        getattr(self, f"_{action}")()
        self._move(action, target, who)
        self.mails += MAILS[action]
        return ""

    def _needs(self, action: str, *, reason: bool, declared: bool) -> list[tuple[str, bool]]:
        return {
            "submit": [
                ("round_takes_writes", self.takes_writes),
                ("nothing_wrong", self.cell != ""),
                ("all_answered", not any(thread.awaits for thread in self.threads.values())),
                ("declared", declared),
            ],
            "withdraw": [("round_takes_writes", self.takes_writes), ("no_review_begun", not self.review_begun)],
            "return": [
                ("round_not_archived", self.not_archived),
                ("reason_or_comment", reason or bool(self.open_threads)),
            ],
            "accept": [
                ("round_not_archived", self.not_archived),
                ("no_open_comment", not self.open_threads),
                ("seal_or_waiver", not self.scan_asked_for or self.submission in self.scans or reason),
            ],
            "reopen": [("round_not_archived", self.not_archived), ("reason", reason)],
        }[action]

    def _move(self, kind: str, target: str, who: str) -> None:
        self.events.append((kind, self.state, target, who))
        self.state = target

    def _submit(self) -> None:
        for thread in self.threads.values():
            thread.send(asked=False)
        standing = {n: t.entries[-1][:2] for n, t in self.threads.items() if t.open and t.entries[-1][0] != "ask"}
        self.late = self.now >= max(self.due, self.extended or self.due)
        self.taken.append((self.cell, self.late, standing))
        self.replaced.append(self.submission)
        self.submission, self.review_begun = len(self.taken), False

    def _withdraw(self) -> None:
        self.submission = self.replaced[-1]
        self.late = self.taken[self.submission - 1][1] if self.submission else False

    def _return(self) -> None:
        for thread in self.threads.values():
            thread.send(asked=True)
        for thread in self.open_threads:
            thread.awaits = True
        self.was_returned, self.review_begun = True, False

    def _accept(self) -> None:
        """Nothing but the state changes."""

    def _reopen(self) -> None:
        self.was_returned, self.review_begun = True, False

    def begin(self, who: str) -> None:
        if not self.review_begun:
            self.review_begun = True
            self._move("begin_review", self.state, who)

    def save(self, who: str, text: str) -> str:
        """Save the one cell that there is."""
        if who in STRANGERS:
            return "NoSuchFiling"
        if who not in CONTACTS:
            return "NotYours"
        if self.state not in WITH_CONTACT or not self.takes_writes:
            return "NotEditable"
        self.cell = text
        return ""

    def upload_scan(self, who: str, number: int) -> str:
        """Upload a scan of the print of submission *number*."""
        if who in STRANGERS:
            return "NoSuchFiling"
        if who not in CONTACTS:
            return "NotYours"
        settled = self.state == "accepted" and self.submission in self.scans
        submitted = self.state in {"submitted", "accepted"}
        if not self.scan_asked_for or not submitted or not self.takes_writes or settled:
            return "NotUploaded"
        if number != self.submission:
            return "CameFirst"
        self.scans.append(number)
        return ""

    def not_reviewing(self, who: str) -> str:
        """Why *who* may not work on comments as a reviewer now."""
        if who in STRANGERS:
            return "NoSuchFiling"
        return "" if who == "clara" and self.state == "submitted" and self.not_archived else "NotYourTurn"

    def ask(self, who: str, number: int, text: str) -> str:
        """Pin a comment, or ask again in the thread of one."""
        if refusal := self.not_reviewing(who):
            return refusal
        thread = self.threads.setdefault(number, Thread())
        if not thread.open:
            return "NoSuchComment"
        self.begin(who)
        thread.drop_unsent()
        thread.entries.append(("ask", text, False))
        return ""

    def take_back(self, who: str, number: int) -> str:
        if refusal := self.not_reviewing(who):
            return refusal
        thread = self.threads.get(number)
        if thread is None or not thread.open:
            return "NoSuchComment"
        thread.drop_unsent()
        if not thread.entries:
            del self.threads[number]
        return ""

    def settle(self, who: str, number: int) -> str:
        if refusal := self.not_reviewing(who):
            return refusal
        thread = self.threads.get(number)
        if thread is None or not thread.open:
            return "NoSuchComment"
        self.begin(who)
        thread.drop_unsent()
        thread.open, thread.awaits = False, False
        return ""

    def answer(self, who: str, number: int, kind: str, text: str) -> str:
        if who in STRANGERS:
            return "NoSuchFiling"
        if who not in CONTACTS or self.state not in WITH_CONTACT or not self.takes_writes:
            return "NotEditable"
        thread = self.threads.get(number)
        if thread is None or not thread.open:
            return "NoSuchComment"
        thread.drop_unsent()
        thread.entries.append((kind, text, False))
        thread.awaits = False
        return ""
