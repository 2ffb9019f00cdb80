"""Whether number and fingerprint of a print belong together and stand: three answers, whoever asks."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.models import Submission, db
from portal.models.database import ACTOR, act_for, on_postgresql
from portal.services import receipt_checks
from portal.services.receipt_checks import Verdict, read_hash, read_reference
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.web.review_desk import counted

DIGITS = "0123456789abcdef" * 4


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A filing that was submitted."""
    fill_in(app, world)
    told = Life(app, world)
    told.submit()
    return told


def verdict(app: Flask, reference: str, digits: str) -> Verdict:
    """What somebody is told who is not signed in."""
    with app.app_context():
        return receipt_checks.check(reference, digits)


def of(life: Life, number: int) -> tuple[str, str]:
    """Number and fingerprint on the print of submission *number*."""
    found: Submission = life.submissions[number - 1]
    return found.reference, found.content_hash


def return_and_submit(life: Life) -> None:
    life.give_back()
    life.submit()


def withdraw_the_second(life: Life) -> None:
    return_and_submit(life)
    life.withdraw()


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda life: None, Verdict.MATCHES),
        (Life.accept, Verdict.MATCHES),
        (Life.withdraw, Verdict.SUPERSEDED),
        (Life.give_back, Verdict.SUPERSEDED),
        (return_and_submit, Verdict.SUPERSEDED),
        (withdraw_the_second, Verdict.SUPERSEDED),
    ],
    ids=["submitted", "accepted", "withdrawn", "returned", "replaced", "its successor withdrawn"],
)
def test_a_print_matches_as_long_as_its_submission_stands(
    app: Flask, life: Life, happens: Callable[[Life], object], expected: Verdict
) -> None:
    happens(life)
    assert verdict(app, *of(life, 1)) is expected


def test_of_two_submissions_the_newer_one_stands(app: Flask, life: Life) -> None:
    life.give_back()
    life.save({"basic.founded_on": "1948"})
    life.explain()
    life.submit()
    assert [verdict(app, *of(life, number)) for number in (1, 2)] == [Verdict.SUPERSEDED, Verdict.MATCHES]
    (first, old), (second, new) = of(life, 1), of(life, 2)
    assert [verdict(app, first, new), verdict(app, second, old)] == [Verdict.UNKNOWN] * 2, "a pair is one print"


@pytest.mark.parametrize(
    ("reference", "digits"),
    [
        ("2017-53-9999-1", None),
        (None, DIGITS),
        (None, ""),
        ("", None),
        ("", ""),
        (None, "short"),
        ("\x00", None),
        ("' OR 1=1 --", None),
        ("9" * 500, "f" * 5000),
    ],
)
def test_everything_else_is_unknown(app: Flask, life: Life, reference: str | None, digits: str | None) -> None:
    real, fingerprint = of(life, 1)
    asked = real if reference is None else reference, fingerprint if digits is None else digits
    assert verdict(app, *asked) is Verdict.UNKNOWN


def test_a_part_of_the_fingerprint_will_not_do(app: Flask, life: Life) -> None:
    reference, digits = of(life, 1)
    assert verdict(app, reference, digits[:16]) is Verdict.UNKNOWN
    assert verdict(app, reference, digits + "0") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "typed",
    [
        DIGITS,
        DIGITS.upper(),
        " ".join(DIGITS[at : at + 8] for at in range(0, 64, 8)),
        "-".join(DIGITS[at : at + 4] for at in range(0, 64, 4)),
        f"\ufeff{DIGITS[:32]}\r\n\u3000{DIGITS[32:]}\u200b",
        DIGITS.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789abcdef"}),
    ],
    ids=["plain", "capitals", "in groups", "with hyphens", "over two lines", "full width"],
)
def test_a_fingerprint_is_read_as_people_and_scanners_write_it(typed: str) -> None:
    assert read_hash(typed) == DIGITS


@pytest.mark.parametrize("typed", ["", "g" + DIGITS[1:], DIGITS[:-1], DIGITS * 2, "٠" + DIGITS[1:]])
def test_what_is_no_fingerprint_is_read_as_none(typed: str) -> None:
    assert read_hash(typed) == ""


@pytest.mark.parametrize(
    "typed",
    ["2017-44-0012-2", " 2017 - 44 - 0012 - 2 ", "２０１７－４４－００１２－２", "2017–44–0012–2", "2017−44‑0012—2"],
)
def test_a_number_is_read_whatever_its_dashes_and_blanks(typed: str) -> None:
    assert read_reference(typed) == "2017-44-0012-2"


@pytest.mark.parametrize("typed", ["", "2017", "2017-44-0012", "2017-44-0012-2-1", "٢٠١٧-44-0012-2", "2017-44-0012-2'"])
def test_what_is_no_number_is_read_as_none(typed: str) -> None:
    assert read_reference(typed) == ""


def test_every_question_takes_the_same_one_statement(app: Flask, life: Life) -> None:
    reference, digits = of(life, 1)
    asked = [(reference, digits), (reference, DIGITS), ("2017-53-9999-1", digits), ("nonsense", "nonsense")]
    taken = []
    for pair in asked:
        with counted(app) as sent:
            verdict(app, *pair)
        taken.append([statement for statement in sent if "set_config" not in statement])
    assert [len(statements) for statements in taken] == [1] * len(asked)
    assert len({statements[0] for statements in taken}) == 1


def test_afterwards_the_session_acts_for_whom_it_did_before(app: Flask, life: Life) -> None:
    def sees() -> int:
        return len(db.session.scalars(db.select(Submission)).all())

    with app.app_context():
        before = sees()
        receipt_checks.check(*of(life, 1))
        assert ACTOR not in db.session().info
        assert sees() == before
        if on_postgresql(db.session()):
            assert before == 0, "nobody in particular sees nothing, then as before"
    with app.app_context():
        charlie = life.people.charlie.id
        act_for(db.session(), charlie)
        before = sees()
        assert receipt_checks.check(*of(life, 1)) is Verdict.MATCHES
        assert db.session().info[ACTOR] == str(charlie)
        assert sees() == before


def test_a_check_that_fails_leaves_nobody_acting_as_the_portal(
    app: Flask, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_checks, "_BY_REFERENCE", db.text("SELECT nothing FROM nowhere"))
    with app.app_context():
        with pytest.raises(db.exc.SQLAlchemyError):
            receipt_checks.check("2017-53-0001-1", DIGITS)
        assert ACTOR not in db.session().info
