"""Sets one form: JSON from standard input, a PDF to standard output.

Owns the typesetter and what it may read: the templates and the fonts in the two folders it is given as arguments,
no other file, no network, no font of the machine. The third argument is the moment the PDF bears. What is printed
is data; none of it is read as markup. Runs as a script in a process of its own, with its own limits of memory and
time, and imports nothing of the portal: ``typesetting`` starts it.
"""

import os
import resource
import sys

import typst

# A form of five years with 200 rows a list takes a third of this; one with every list full to its limit and
# texts of 60 characters, three quarters.
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 20
TEMPLATE = "/form.typ"


def limit() -> None:
    """Bound what this process may use; beyond it, allocation fails or the system ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Each thread reserves memory of its own, and a form is hardly quicker with several.
    os.environ["RAYON_NUM_THREADS"] = "1"


def fonts_in(folder: str) -> typst.Fonts:
    """The fonts in *folder*, and none beside."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def typeset(form: str, templates: str, fonts: str, moment: str) -> bytes:
    """The PDF of *form*, as JSON; *moment*, in seconds since 1970, is the only one in it."""
    inputs = {"form": form}
    return typst.compile(
        templates + TEMPLATE, root=templates, font_paths=fonts_in(fonts), sys_inputs=inputs, timestamp=int(moment)
    )


if __name__ == "__main__":
    limit()
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode(), *sys.argv[1:]))
    sys.stdout.flush()
    # The system takes the memory back at once; Python would let go of it piece by piece.
    os._exit(0)
