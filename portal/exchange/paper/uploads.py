"""The work summary on paper: the outline that the form prints, and the names of the files that were uploaded."""

from collections.abc import Iterator, Mapping, Sequence

from portal.exchange.paper.filled import Setting
from portal.exchange.paper.parts import Cell, Look, Table
from portal.exchange.paper.standing import FileLine
from portal.exchange.paper.words import FILES, NO_FILES
from portal.form.blocks import Edition, OutlinePoint, Upload
from portal.form.document import Document, filled_rows

COLUMNS = (3.4, 14.6)
KB = 1024
#: How the points of an outline are numbered, by their depth.
NUMBERED = ("{number}、{text}", "{number}.{text}", "{number}{text}")


def tables(block: Upload, document: Document, setting: Setting, files: Sequence[FileLine]) -> Iterator[Table]:
    """The one table of an upload; a blank copy leaves the line of files out."""
    lines = [setting.words(block.outline_title), *_outline(block.outline, setting)]
    outline = Cell("\n".join(zh for zh, _en in lines), Look.OUTLINE, "\n".join(en for _zh, en in lines).strip("\n"))
    rows = [[setting.title(block, Look.LABEL), outline]]
    if not setting.blank:
        names = "\n".join(f"{file.name}（{_size(file.size)}）" for file in files)
        listed = Cell(names) if files else setting.cell(NO_FILES, Look.TEXT)
        rows.append([setting.cell(FILES, Look.LABEL), listed])
    # In one language the outline fits on half a page; in two it may have to be divided.
    yield Table(COLUMNS, rows, whole=not setting.both)


def listed_files(edition: Edition, documents: Mapping[str, Document]) -> list[FileLine]:
    """The files that *documents* list, in their order."""
    found = []
    for section in edition.sections:
        document = documents.get(section.code, {})
        for block in section.blocks:
            if isinstance(block, Upload):
                for row in filled_rows(document, block):
                    name, size = (document.get(f"{block.code}.{row}.{code}", "") for code in ("name", "size"))
                    found.append(FileLine(name, int(size) if size.isdecimal() else 0))
    return found


def _outline(points: Sequence[OutlinePoint], setting: Setting, depth: int = 0) -> Iterator[tuple[str, str]]:
    pattern = NUMBERED[min(depth, len(NUMBERED) - 1)]
    for point in points:
        zh, en = setting.words(point.text)
        yield pattern.format(number=point.number, text=zh), en
        yield from _outline(point.points, setting, depth + 1)


def _size(size: int) -> str:
    """2.4 MB or 312 KB."""
    return f"{size / (KB * KB):.1f} MB" if size >= KB * KB else f"{max(1, round(size / KB))} KB"
