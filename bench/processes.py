"""Starting and stopping what the bench needs: gunicorn servers on the loopback interface.

Whatever is started here is ended here, by its own process id, also when a measurement fails.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
START_SECONDS = 60
STOP_SECONDS = 20


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Ask *process* to end, and end it if it does not."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(parent: int) -> float:
    """CPU time that the process *parent* and its children have used so far; 0 where there is no ``/proc``."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    if not listed.exists():
        return 0.0
    return sum(_own_seconds(Path(f"/proc/{pid}/stat")) for pid in (parent, *listed.read_text().split()))


def memory() -> int:
    """The most memory this process has held so far, in bytes; 0 where there is no ``/proc``.

    What the system tells by ``getrusage`` begins with the most that the parent held, which may hide it all.
    """
    status = Path("/proc/self/status")
    return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) * 1024 if status.exists() else 0


def _own_seconds(stat: Path) -> float:
    try:
        # The name of a process stands in brackets and may hold spaces; user and system time follow later.
        numbers = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(application: str, environment: Mapping[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """*application* under gunicorn's sync workers, the same settings for everybody; yields port and process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "sync"]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket", application]
    with log.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603  # this interpreter, our own arguments
            command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env={**os.environ, **environment}
        )
    try:
        _wait(port, server, log)
        yield port, server.pid
    finally:
        stop(server)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")
