"""Scans of the stamped form: which one counts, when one is out of date, what is refused, what is kept."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.exchange.summary_files import Refused
from portal.filing.seals import Obstacle, ScanState
from portal.filing.states import FilingState, RoundState
from portal.filing.transitions import Action
from portal.models import OutboxMail, UploadedFile
from portal.services import clock, seals
from portal.services.filings import find
from portal.services.locked_filings import CameFirst, NoSuchFiling, NotYours
from portal.services.seals import NotUploaded, Printed
from portal.services.stored_sections import stored_sections
from portal.services.uploads import NoSuchFile, TooManyFiles, listed_files
from portal.web.stores import file_store
from tests.documents import small_docx
from tests.support.filled import fill_in
from tests.support.lives import Life
from tests.support.people import World
from tests.support.rows import stored_rows
from tests.support.scans import LIMITS, NAME, ask_for_scans, files, paper, printed, scans, seal, upload


@pytest.fixture
def life(app: Flask, world: World) -> Life:
    """A submitted filing whose round requires a scan."""
    fill_in(app, world)
    told = Life(app, world)
    ask_for_scans(told)
    told.submit()
    return told


def stands(life: Life) -> tuple[ScanState, bool]:
    """The state of the scan, and whether it is awaited."""
    found = seal(life)
    return found.state, found.awaited


def test_a_scan_is_missing_until_it_is_uploaded_and_then_current(life: Life) -> None:
    assert stands(life) == (ScanState.MISSING, True)
    upload(life)
    assert stands(life) == (ScanState.CURRENT, False)
    current = seal(life).current
    assert current is not None
    assert (current.of, current.by, current.file.name) == (printed(life), "Alice", NAME)


def test_of_several_scans_the_newest_counts_and_all_stay(life: Life) -> None:
    for text in ("one", "two", "three"):
        upload(life, text, by=life.people.bob)
    found = seal(life)
    assert found.current == found.scans[0]
    assert [scan.file_id for scan in reversed(scans(life))] == [scan.file.id for scan in found.scans]
    assert len({scan.file.sha256 for scan in found.scans}) == 3


def withdraw_and_submit(life: Life) -> None:
    life.withdraw()
    life.submit()


def return_and_submit(life: Life) -> None:
    life.give_back()
    life.explain()
    life.submit()


@pytest.mark.parametrize(
    ("happens", "awaited"),
    [(Life.withdraw, False), (withdraw_and_submit, True), (return_and_submit, True)],
    ids=["withdrawn", "withdrawn and submitted again", "returned and submitted again"],
)
def test_any_later_change_makes_a_scan_stale(life: Life, happens: Callable[[Life], object], awaited: bool) -> None:
    upload(life)
    happens(life)
    assert stands(life) == (ScanState.STALE, awaited)


def test_a_scan_of_what_was_submitted_again_with_the_same_content_has_to_be_made_again(life: Life) -> None:
    upload(life)
    withdraw_and_submit(life)
    first, second = life.submissions
    assert first.content_hash == second.content_hash
    assert seal(life).current is None, "the print carries the number of the submission, which is another one"


def test_accepting_and_returning_leave_a_scan_current(life: Life) -> None:
    upload(life)
    life.accept()
    assert seal(life).state is ScanState.CURRENT
    life.reopen()
    assert seal(life).state is ScanState.CURRENT, "it is the scan of what stood, until something else stands"


def test_the_same_bytes_for_the_same_submission_are_kept_once(life: Life, app: Flask) -> None:
    for _press in range(3):
        upload(life)
    assert len(scans(life)) == 1
    assert len(files(life)) == 2, "the work summary and one scan"
    withdraw_and_submit(life)
    upload(life)
    assert [scan.number for scan in scans(life)] == [1, 2]


def test_a_retry_after_the_close_is_told_that_the_scan_is_there(life: Life) -> None:
    upload(life)
    life.set_round(state=RoundState.CLOSED.value)
    upload(life)
    assert len(scans(life)) == 1


def stored_keys(life: Life) -> set[str]:
    """The keys under which the store holds something of the filing."""
    with life.acting():
        directory = file_store()._directory
    assert directory is not None
    return {f"{life.id}/{path.name}" for path in (directory / str(life.id)).iterdir()}


def close_by_hand(life: Life) -> None:
    life.set_round(state=RoundState.CLOSED.value)


def archive(life: Life) -> None:
    life.set_round(state=RoundState.ARCHIVED.value)


def ask_for_none(life: Life) -> None:
    ask_for_scans(life, "off")


def accept_with_another(life: Life) -> None:
    upload(life, "another")
    life.accept()


REFUSED: list[tuple[Callable[[Life], object], Obstacle]] = [
    (ask_for_none, Obstacle.NOT_ASKED_FOR),
    (Life.withdraw, Obstacle.NOT_SUBMITTED),
    (Life.give_back, Obstacle.NOT_SUBMITTED),
    (close_by_hand, Obstacle.ROUND_CLOSED),
    (archive, Obstacle.ROUND_CLOSED),
    (accept_with_another, Obstacle.SETTLED),
]


@pytest.mark.parametrize(("happens", "obstacle"), REFUSED, ids=[f"{n}-{row[1]}" for n, row in enumerate(REFUSED)])
def test_a_scan_that_cannot_be_taken_leaves_neither_row_nor_bytes(
    life: Life, database_url: str, happens: Callable[[Life], object], obstacle: Obstacle
) -> None:
    of = printed(life)
    happens(life)
    rows, keys = stored_rows(database_url), stored_keys(life)
    with pytest.raises(NotUploaded) as refusal:
        upload(life, of=of)
    assert refusal.value.obstacle is obstacle
    assert (stored_rows(database_url), stored_keys(life)) == (rows, keys)


def test_every_obstacle_is_tried() -> None:
    assert {obstacle for _happens, obstacle in REFUSED} == set(Obstacle)


def test_a_round_takes_scans_until_the_second_it_closes_and_for_an_extension_longer(life: Life) -> None:
    closes = life.world.round.closes_at
    with clock.stopped_at(closes), pytest.raises(NotUploaded):
        upload(life)
    life.set_filing(extended_until=closes.replace(year=closes.year + 1))
    with clock.stopped_at(closes):
        upload(life)
    assert stands(life) == (ScanState.CURRENT, False)


def test_what_was_accepted_without_a_scan_can_still_be_given_one(life: Life) -> None:
    life.act(life.people.clara, Action.ACCEPT, waiver="由邮局寄来（虚构）")
    upload(life)
    assert seal(life).state is ScanState.CURRENT
    with pytest.raises(NotUploaded):
        upload(life, "another")


def test_a_scan_of_another_print_than_the_one_that_stands_is_refused(life: Life, database_url: str) -> None:
    old = printed(life)
    return_and_submit(life)
    rows, keys = stored_rows(database_url), stored_keys(life)
    for of in (old, Printed(2, old.content_hash[::-1]), Printed(3, old.content_hash)):
        with pytest.raises(CameFirst):
            upload(life, of=of)
    assert (stored_rows(database_url), stored_keys(life)) == (rows, keys)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("clara", NotYours), ("nadia", NotYours), ("olga", NotYours), ("charlie", NoSuchFiling), ("conrad", NoSuchFiling)],
)
def test_only_contacts_of_the_association_upload_scans(life: Life, who: str, refusal: type[Exception]) -> None:
    person, alice = getattr(life.people, who), life.people.alice
    with life.acting(alice):
        filing = find(life.id)
    assert filing is not None
    with life.acting(), pytest.raises(refusal):
        seals.upload(file_store(), person, filing, printed(life), name=NAME, data=paper("stamped"), limits=LIMITS)
    assert scans(life) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [(small_docx(), "name_and_content_differ"), (b"", "empty"), (b"%PDF-1.7 \n%%EOF", "damaged")],
    ids=["a Word file", "nothing", "not a whole PDF"],
)
def test_a_scan_is_a_pdf_by_its_content(life: Life, data: bytes, code: str) -> None:
    keys = stored_keys(life)
    with life.acting(life.people.alice):
        filing = find(life.id)
        assert filing is not None
        with pytest.raises(Refused) as refusal:
            seals.upload(file_store(), life.people.alice, filing, printed(life), name=NAME, data=data, limits=LIMITS)
    assert refusal.value.code == code
    assert (scans(life), stored_keys(life)) == ([], keys)


def test_a_submission_takes_so_many_scans_and_the_next_one_begins_anew(life: Life) -> None:
    for number in range(LIMITS.max_files):
        upload(life, f"scan {number}")
    with pytest.raises(TooManyFiles):
        upload(life, "one more")
    withdraw_and_submit(life)
    upload(life, "of the next one")
    assert seal(life).state is ScanState.CURRENT


def test_the_bytes_come_back_as_they_were_and_only_for_the_own_filing(life: Life) -> None:
    upload(life, "Stamped form")
    (scan,) = scans(life)
    with life.acting(life.people.clara):
        filing = find(life.id)
        assert filing is not None
        number, stored, stream = seals.open_scan(file_store(), filing, scan.id)
        assert (number, b"".join(stream)) == (1, paper("Stamped form"))
        assert stored.size == len(paper("Stamped form"))
    with life.acting(life.people.charlie):
        foreign = find(life.world.foreign_filing.id)
        assert foreign is not None
        with pytest.raises(NoSuchFile):
            seals.open_scan(file_store(), foreign, scan.id)


def test_a_scan_is_never_among_the_work_summaries(life: Life) -> None:
    upload(life)
    life.withdraw()
    with life.acting(life.people.alice):
        filing = find(life.id)
        assert filing is not None
        cells = stored_sections(filing, "summary_materials")["summary_materials"].cells
        assert NAME not in [file.name for _row, file, _by in listed_files(filing, cells)]
    life.submit()
    assert [file["name"] for file in life.submissions[-1].content["files"]] == ["工作总结（虚构）.docx"]


def test_a_scan_is_no_event_and_no_mail(life: Life) -> None:
    before = life.filing.version, len(life.rows(OutboxMail))
    upload(life)
    assert (life.filing.version, len(life.rows(OutboxMail))) == before
    assert life.filing.state == FilingState.SUBMITTED


def test_a_round_that_asks_for_none_awaits_and_shows_none_and_forgets_none(life: Life) -> None:
    upload(life)
    ask_for_none(life)
    assert (seal(life).awaited, seal(life).scans) == (False, ())
    ask_for_scans(life, "optional")
    assert stands(life) == (ScanState.CURRENT, False)


def test_a_failure_while_the_rows_are_written_keeps_neither_rows_nor_bytes(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, flush = stored_keys(life), Session.flush

    def fail(session: Session, *args: object) -> None:
        if any(isinstance(new, UploadedFile) for new in session.new):
            raise OSError("the disk is full")
        flush(session, *args)

    monkeypatch.setattr(Session, "flush", fail)
    with pytest.raises(OSError, match="disk"):
        upload(life)
    monkeypatch.undo()
    assert (scans(life), stored_keys(life)) == ([], keys)
