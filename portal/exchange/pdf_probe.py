"""Reads one PDF from standard input, prints one word about it, and ends.

Owns the look inside. Runs as a script in a process of its own, with its own limits of memory and
time, and imports nothing of the portal. ``pdf_files.py`` knows what the words mean.

Words: ``fine``, ``damaged``, ``encrypted``, ``zip_bomb``, ``script``, ``launch``, ``form``,
``attachment``.
"""

import re
import resource
import sys
from collections.abc import Iterator
from io import BytesIO

import pikepdf

MEMORY_BYTES = 320 * 1024 * 1024
CPU_SECONDS = 5
STREAM_BYTES = 64 * 1024 * 1024

ACTIONS = {"/JavaScript": "script", "/Launch": "launch"}
# Reading an object in C++ and searching its text is a hundred times faster than walking every one.
WORTH_A_LOOK = re.compile(rb"/(?:JavaScript|JS|Launch|XFA|EF|EmbeddedFile)\b")


def limit() -> None:
    """Bound what this process may use; beyond it, allocation fails or the system ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pikepdf.settings.set_qpdf_limits(flate_max_memory=STREAM_BYTES)


def judge(data: bytes) -> str:
    """The word about *data*."""
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                return "damaged"
            return next(active(pdf), "fine")
    except pikepdf.PasswordError:
        return "encrypted"
    except MemoryError:
        return "zip_bomb"
    except (pikepdf.PikepdfError, pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        # A security handler the library does not know is reported like damage.
        return "encrypted" if b"/Encrypt" in data else "damaged"


def active(pdf: pikepdf.Pdf) -> Iterator[str]:
    """A word for every thing in *pdf* that does more than show."""
    for found in pdf.objects:
        head = found.stream_dict if isinstance(found, pikepdf.Stream) else found
        if isinstance(head, pikepdf.Object) and WORTH_A_LOOK.search(head.unparse(resolved=True)):
            yield from _active(head)


def _active(found: pikepdf.Object) -> Iterator[str]:
    """Words for *found* and what lies directly in it; what it only refers to is looked at in its turn."""
    if isinstance(found, pikepdf.Name):
        # An action may name its kind by reference, so the name stands alone.
        if str(found) in ACTIONS:
            yield ACTIONS[str(found)]
        return
    if isinstance(found, pikepdf.Array):
        children = list(found)
    elif isinstance(found, pikepdf.Dictionary):
        kind = found.get("/S")
        if isinstance(kind, pikepdf.Name):
            if str(kind) in ACTIONS:
                yield ACTIONS[str(kind)]
            if kind == pikepdf.Name.Rendition and "/JS" in found:
                yield "script"
        if "/XFA" in found:
            yield "form"
        if "/EF" in found or found.get("/Type") == pikepdf.Name.EmbeddedFile:
            yield "attachment"
        children = [value for _, value in found.items()]
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _active(child)


if __name__ == "__main__":
    limit()
    sys.stdout.write(judge(sys.stdin.buffer.read()))
