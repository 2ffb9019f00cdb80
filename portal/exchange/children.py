"""Children: scripts that do in a process of their own what could use memory and time without end.

Owns how a child is started, how many run at once, how long one is waited for, and what its end means. Does not
own a child's limits of memory and of computing, which each script sets for itself, nor the words for whoever asked.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore

#: How many run at once for one process of the portal, whatever they do: each is kept busy by a processor, and more
#: of them would only hold more memory for longer.
PLACES = 2
LAST_WORDS = 500

_places = BoundedSemaphore(PLACES)


class Exhausted(Exception):
    """The child was ended before it answered: it took more time or memory than it may, or crashed."""


def answer(
    script: Path, data: bytes, patience: float, *arguments: str, environment: Mapping[str, str] | None = None
) -> bytes:
    """What *script* says on standard output, given *data* on standard input; at most *patience* seconds for it.

    *environment* is added to that of this process, which goes first. Waits for a place as long as it takes: who goes
    before is bounded by patience too. Raises :class:`Exhausted`, and RuntimeError when the script fails otherwise;
    what it said till then is not handed out.
    """
    with _places:
        try:
            child = subprocess.run(  # noqa: S603 - this interpreter and scripts of ours, strangers' bytes by standard input
                [sys.executable, "-I", str(script), *arguments],
                input=data,
                capture_output=True,
                timeout=patience,
                check=False,
                env={**(environment or {}), **os.environ},
                # Ctrl-C in a terminal is meant for the portal, which lets what is under way come to its end.
                start_new_session=True,
            )
        except subprocess.TimeoutExpired as error:
            raise Exhausted(f"{script.name} took more than {patience} seconds") from error
    said = child.stderr.decode(errors="replace")
    if child.returncode < 0 or "MemoryError" in said:
        raise Exhausted(f"{script.name} was ended ({child.returncode}): {said[-LAST_WORDS:]}")
    if child.returncode:
        raise RuntimeError(f"{script.name} failed: {said[-LAST_WORDS:]}")
    return child.stdout
