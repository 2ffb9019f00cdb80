"""Children: what comes of one that answers, one that fails, one that is ended, and of many at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.exchange import children

ASKED_AT_ONCE = 3 * children.PLACES
PATIENCE = 60
BUSY = "import time; began = time.monotonic(); time.sleep(0.3); print(began, time.monotonic())"


def script(folder: Path, text: str) -> Path:
    path = folder / "child.py"
    path.write_text(f"import os, signal, sys\n{text}\n", "utf-8")
    return path


def test_a_child_is_given_bytes_and_arguments_and_answers_in_bytes(tmp_path: Path) -> None:
    child = script(tmp_path, "sys.stdout.buffer.write(sys.argv[1].encode() + sys.stdin.buffer.read()[::-1])")
    assert children.answer(child, b"\x00\xff" * 200_000, PATIENCE, "about ") == b"about " + b"\xff\x00" * 200_000


def test_a_child_that_does_not_read_what_it_is_given_may_answer_all_the_same(tmp_path: Path) -> None:
    assert children.answer(script(tmp_path, "print('enough')"), b"x" * 10_000_000, PATIENCE) == b"enough\n"


@pytest.mark.parametrize(
    "ending", ["os.kill(os.getpid(), signal.SIGXCPU)", "os.abort()", "raise MemoryError", "import time; time.sleep(60)"]
)
def test_a_child_that_is_ended_says_nothing_by_halves(tmp_path: Path, ending: str) -> None:
    child = script(tmp_path, f"print('half', flush=True)\n{ending}")
    with pytest.raises(children.Exhausted, match=r"child\.py"):
        children.answer(child, b"", 1)


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    child = script(tmp_path, "print('half', flush=True)\nraise ValueError('not as it was thought')")
    with pytest.raises(RuntimeError, match=r"child\.py failed: [\s\S]*ValueError: not as it was thought"):
        children.answer(child, b"", PATIENCE)


def test_what_interrupts_the_portal_at_its_terminal_does_not_reach_its_children(tmp_path: Path) -> None:
    child = script(tmp_path, "print(os.getsid(0) == os.getpgrp() == os.getpid())")
    assert children.answer(child, b"", PATIENCE) == b"True\n"


def test_no_more_than_a_few_run_at_once_and_all_get_their_turn(tmp_path: Path) -> None:
    child = script(tmp_path, BUSY)
    with ThreadPoolExecutor(ASKED_AT_ONCE) as threads:
        said = list(threads.map(lambda _: children.answer(child, b"", PATIENCE), range(ASKED_AT_ONCE)))
    spans = [tuple(map(float, each.split())) for each in said]
    together = [sum(began <= moment < ended for began, ended in spans) for moment, _ended in spans]
    assert max(together) <= children.PLACES
    assert len(spans) == ASKED_AT_ONCE


def test_a_child_that_fails_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    failing = script(tmp_path, "raise ValueError")
    for _time in range(children.PLACES + 1):
        with pytest.raises(RuntimeError):
            children.answer(failing, b"", PATIENCE)
    assert children.answer(script(tmp_path, "print('here')"), b"", PATIENCE) == b"here\n"
