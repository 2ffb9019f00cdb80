"""Whether a PDF may be passed on to a reviewer.

Owns the questions put to a PDF and the process that answers them. Does not own the answers: they
are found by ``pdf_probe.py`` in a child with limits of its own, because a PDF can make any reader
use memory and time without end, or crash it.
"""

from pathlib import Path

from portal.exchange import archives, children
from portal.exchange.refusals import Refused
from portal.form.wording import Wording

PROBE = Path(__file__).with_name("pdf_probe.py")
PATIENCE_SECONDS = 10
END_WINDOW_BYTES = 2048

ACTIVE = {
    "script": Wording("脚本（JavaScript）", "a script (JavaScript)"),
    "launch": Wording("启动其他程序的命令", "a command that starts a program"),
    "form": Wording("动态表单（XFA）", "a dynamic form (XFA)"),
    "attachment": Wording("附件", "attached files"),
}


def check(data: bytes) -> None:
    """Raise Refused unless *data* is a readable PDF with a page and without active content.

    Raises RuntimeError when the probe itself cannot run: that is not the file's fault.
    """
    if b"%%EOF" not in data[-END_WINDOW_BYTES:]:
        raise Refused("damaged")
    if archives.ends_in_archive(data):
        raise Refused("name_and_content_differ")
    verdict = _ask(data)
    if verdict in ACTIVE:
        raise Refused("active_content", what=ACTIVE[verdict])
    if verdict != "fine":
        raise Refused(verdict)


def _ask(data: bytes) -> str:
    """``fine``, a key of ACTIVE or a code of refusal."""
    try:
        return children.answer(PROBE, data, PATIENCE_SECONDS).decode()
    except children.Exhausted:
        return "zip_bomb"
