"""A filing led through long chance lives by everybody, at every hour: after each step it stands as the model says."""

from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.exchange.summary_files import Inspection
from portal.filing.transitions import Action
from portal.form.checks import RULES
from portal.services import seals, submissions
from tests.support.chance import DAY, Everybody
from tests.support.life_model import WITH_CONTACT
from tests.support.lives import AT, CELL, SECTION
from tests.support.people import World

LIVES, STEPS = 50, 30
PEOPLE = ("alice", "bob", "charlie", "clara", "conrad", "nadia", "olga")
#: Mostly those who have something to do; the others come by now and then.
WHO = st.sampled_from((*("alice", "clara") * 5, *("bob", "nadia") * 2, *PEOPLE))
NUMBERS = st.integers(0, 2)
ANSWERS = st.sampled_from(["changed", "explained", "disagree"])


def under_review(life: "Lives") -> bool:
    """Whether a reviewer has something to do; now and then somebody tries although there is nothing."""
    return life.model.state == "submitted" or life.model.version % 8 == 7


def asked(life: "Lives") -> bool:
    """Whether there is something to answer; now and then somebody tries although there is nothing."""
    with_contact = life.model.state in WITH_CONTACT and bool(life.model.threads)
    return with_contact or life.model.version % 8 == 7


class Lives(Everybody, RuleBasedStateMachine):
    """What may happen next."""

    @initialize(days=st.sampled_from([1, 39, 41, 54]))
    def begin(self, days: int) -> None:
        self.begin_after(days)

    @rule(
        who=WHO,
        action=st.sampled_from([a.value for a in Action]),
        age=st.sampled_from([0, 0, 0, 0, 1, 2]),
        reason=st.booleans(),
        declared=st.sampled_from([True, True, True, False]),
    )
    def act(self, who: str, action: str, age: int, reason: bool, declared: bool) -> None:
        self.carry_out(who, action, age, reason=reason, declared=declared)

    @rule(accepting=st.booleans())
    def go_on(self, accepting: bool) -> None:
        self.do_as_hoped(accepting)

    @rule(accepting=st.booleans())
    def go_on_again(self, accepting: bool) -> None:
        self.do_as_hoped(accepting)

    @rule(accepting=st.booleans())
    def think_again(self, accepting: bool) -> None:
        """Withdraw what was just submitted, or take back or settle what was just asked."""
        if self.model.not_reviewing("clara"):
            self.do_as_hoped(accepting)
        elif not self.model.threads:
            self.carry_out("bob", "withdraw", 0, reason=False, declared=False)
        else:
            last = max(self.model.threads)
            self.ask_one("clara", last)
            (self.settle_one if accepting else self.take_one_back)("clara", last)

    @rule()
    def be_asked_and_returned(self) -> None:
        """A comment comes with a return, if it is the reviewer's turn."""
        if self.model.not_reviewing("clara") == "":
            free = min(set(range(3)) - self.model.threads.keys(), default=None)
            if free is not None:
                self.ask_one("clara", free)
            self.carry_out("clara", "return", 0, reason=True, declared=False)

    def do_as_hoped(self, accepting: bool) -> None:
        """What the next one would do if all goes as everybody hopes."""
        model = self.model
        with_contact, submitted = model.state in WITH_CONTACT, model.state == "submitted"
        awaiting = [number for number, thread in model.threads.items() if thread.awaits]
        unsettled = [number for number, thread in model.threads.items() if thread.open]
        if model.round_state != "open":
            self.let_round_be("open")
        elif with_contact and not model.cell:
            self.save_text("alice", "12")
        elif with_contact and awaiting:
            self.give_answer("alice", awaiting[0], "explained")
        elif submitted and accepting and unsettled:
            self.settle_one("clara", unsettled[0])
        else:
            turn = {"submitted": ("clara", "accept" if accepting else "return"), "accepted": ("nadia", "reopen")}
            self.carry_out(*turn.get(model.state, ("alice", "submit")), 0, reason=True, declared=True)

    @rule(who=WHO, text=st.sampled_from(["", "0", "12", "13"]))
    def save(self, who: str, text: str) -> None:
        self.save_text(who, text)

    @precondition(under_review)
    @rule(who=WHO, number=NUMBERS)
    def ask(self, who: str, number: int) -> None:
        self.ask_one(who, number)

    @precondition(under_review)
    @rule(who=WHO, number=NUMBERS)
    def take_back(self, who: str, number: int) -> None:
        self.take_one_back(who, number)

    @precondition(under_review)
    @rule(who=WHO, number=NUMBERS)
    def settle(self, who: str, number: int) -> None:
        self.settle_one(who, number)

    @precondition(asked)
    @rule(who=WHO, number=NUMBERS, kind=ANSWERS)
    def answer(self, who: str, number: int, kind: str) -> None:
        self.give_answer(who, number, kind)

    @rule(state=st.sampled_from(["closed", "archived", "preparing"]))
    def set_round(self, state: str) -> None:
        self.let_round_be(state)

    @rule(who=WHO, age=st.sampled_from([0, 0, 0, 1]))
    def scan(self, who: str, age: int) -> None:
        self.upload_scan(who, age)

    @rule(asked_for=st.booleans())
    def ask_for_scans(self, asked_for: bool) -> None:
        self.let_scan_be(asked_for=asked_for)

    @rule(days=st.sampled_from([None, 1, 4]))
    def extend(self, days: int | None) -> None:
        self.extend_by(days)

    @rule(days=st.sampled_from([1, 1, 1, 1, 1, 12]))
    def wait(self, days: int) -> None:
        self.model.now += days * DAY

    @invariant()
    def everything_stands_as_the_model_says(self) -> None:
        self.compare()


@pytest.fixture
def tried() -> Counter[str]:
    """What was done, and what was refused."""
    return Counter()


@pytest.fixture
def machine(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, tried: Counter[str]) -> type[Lives]:
    """Lives in this world, in which a filing can be submitted as soon as its one cell is filled in."""
    missing = RULES["REQ-01"].problem(AT)
    monkeypatch.setattr(
        submissions,
        "check_filing",
        lambda _edition, cells, *_: {SECTION: [] if cells[SECTION].get(CELL) else [missing]},
    )
    # What a scan holds is looked into elsewhere; here every one is what it says it is.
    sound = Inspection("扫描件（虚构）.pdf", "application/pdf", "pdf", 10, "")
    monkeypatch.setattr(seals, "inspect", lambda _name, data, *_: replace(sound, sha256=sha256(data).hexdigest()))
    return type("LivesHere", (Lives,), {"app": app, "world": world, "tried": tried})


def test_a_filing_stands_after_every_step_of_any_life_as_the_model_says(
    machine: type[Lives], tried: Counter[str]
) -> None:
    bounds = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=bounds)
    assert sum(tried.values()) > LIVES


def test_model_and_services_agree_on_a_life_in_which_everything_happens(
    machine: type[Lives], tried: Counter[str]
) -> None:
    life = machine()
    life.begin_after(1)
    for step in (
        lambda: life.save_text("bob", "12"),
        lambda: life.do_as_hoped(accepting=False),
        lambda: life.carry_out("bob", "withdraw", 0, reason=False, declared=False),
        lambda: life.do_as_hoped(accepting=False),
        lambda: life.ask_one("clara", 0),
        lambda: life.ask_one("clara", 1),
        lambda: life.take_one_back("clara", 1),
        lambda: life.do_as_hoped(accepting=False),
        lambda: life.give_answer("bob", 0, "changed"),
        lambda: life.do_as_hoped(accepting=False),
        lambda: life.settle_one("clara", 0),
        lambda: life.let_scan_be(asked_for=True),
        lambda: life.upload_scan("alice", 0),
        lambda: life.do_as_hoped(accepting=True),
        lambda: life.do_as_hoped(accepting=True),
    ):
        step()
        life.compare()
    done = {*(action.value for action in Action), "save", "ask", "take back", "settle", "answer", "upload scan"}
    assert tried.keys() == done, "nothing was left out, and nothing refused"
    assert (life.model.state, len(life.model.taken)) == ("returned", 3)
