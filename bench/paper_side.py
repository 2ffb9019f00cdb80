"""One measurement of the paper in a process of its own; see ``bench.paper``.

``full`` and ``sample`` are forms with a receipt, set as the portal does it: by a child. With ``here`` behind it the
same form is set in this process under the child's limits, because a child's memory is seen only where there is no
child. ``page`` is a page of text in the same font, set here by the same library. Says seconds, memory above idle,
pages and bytes in JSON.
"""

import json
import sys
import time
from pathlib import Path

import pypdfium2
import typst

from bench.processes import memory
from portal.exchange import children
from portal.exchange.paper import form_pdf, press
from portal.exchange.paper.parts import FONTS
from portal.form.editions import EDITION_2017
from tests.form.samples import SAMPLES, complete, context
from tests.support.papers import SUBMITTED, with_rows

ROWS = 200
TEXT = "专利协同运用试点单位信息统计表（虚构）。" * 40


def main(side: str, *where: str) -> None:
    """Measure *side*, and say what was found."""
    work = {"full": lambda: _form(with_rows(complete(SAMPLES["C"]), ROWS)), "sample": _sample, "page": _page}[side]
    if where:
        press.limit()
        children.answer = _here
    idle = memory()
    began = time.perf_counter()
    data = work()
    seconds = time.perf_counter() - began
    grown = memory() - idle
    document = pypdfium2.PdfDocument(data)
    said = {"seconds": seconds, "bytes": grown, "pages": len(document), "size": len(data)}
    document.close()
    print(json.dumps(said))  # noqa: T201  # the parent reads it


def _here(script: Path, data: bytes, patience: float, *told: str, **_environment: object) -> bytes:
    """What the child does, without one."""
    return press.typeset(data.decode(), *told)


def _form(documents: dict[str, dict[str, str]]) -> bytes:
    return form_pdf(EDITION_2017, context(SAMPLES["C"]), documents, SUBMITTED, both=False)


def _sample() -> bytes:
    return _form(complete(SAMPLES["C"]))


def _page() -> bytes:
    source = f'#set text(font: "Noto Serif SC", size: 9.5pt)\n{TEXT}'
    return typst.compile(source.encode(), font_paths=press.fonts_in(str(FONTS)))


if __name__ == "__main__":
    main(*sys.argv[1:])
