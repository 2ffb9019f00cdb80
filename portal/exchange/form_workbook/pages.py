"""The sheets of a workbook: the head of the form, its five sections, the footnotes at the foot of each, the guide.

Owns what stands around the blocks. The lines of the blocks themselves are ``layout``'s.
"""

from collections.abc import Iterator, Mapping

from portal.exchange.form_workbook import anchors, words
from portal.exchange.form_workbook.grid import Line, SheetPlan, Slot
from portal.exchange.form_workbook.layout import ListLayout, fields_lines, years_lines
from portal.exchange.form_workbook.paper import WIDTHS
from portal.exchange.form_workbook.spelling import Spelling
from portal.form.blocks import Block, Edition, Field, Fields, OutlinePoint, Rows, Section, Upload, YearParts
from portal.form.document import Document, row_ids

GUIDE_WIDTHS = (4.0, 96.0)
KILOBYTE = 1024


def guide(spelling: Spelling) -> SheetPlan:
    """The visible sheet that says how to fill in the others."""
    plan = SheetPlan(words.GUIDE.zh, "", GUIDE_WIDTHS, frozen=False)
    plan.lines.append(_whole(plan, "title", spelling.of(spelling.edition.title)))
    plan.lines.append(_whole(plan, "subtitle", spelling.of(words.GUIDE)))
    for number, (heading, text) in enumerate(words.PARAGRAPHS, start=1):
        plan.lines.append(
            Line(anchors.PLAIN, [Slot(2, 2, "guide_head", str(number)), Slot(3, 3, "guide_head", spelling.of(heading))])
        )
        plan.lines.append(Line(anchors.PLAIN, [Slot(3, 3, "guide_text", spelling.of(text))]))
    return plan


def sections(edition: Edition, spelling: Spelling, documents: Mapping[str, Document]) -> Iterator[SheetPlan]:
    """A plan for each section, in their order."""
    for section in edition.sections:
        plan = SheetPlan(f"{section.number}、{section.title.zh}", section.code, WIDTHS[section.code])
        if section is edition.sections[0]:
            _head_of_form(plan, spelling)
        plan.heading = plan.next_line
        plan.lines.append(_whole(plan, "section", spelling.section(section)))
        for block in section.blocks:
            _add_block(plan, block, spelling, documents.get(section.code, {}))
        _add_footnotes(plan, section, spelling)
        yield plan


def _head_of_form(plan: SheetPlan, spelling: Spelling) -> None:
    edition, context = spelling.edition, spelling.context
    plan.frozen = False
    plan.lines.append(_whole(plan, "attachment", edition.attachment))
    plan.lines.append(_whole(plan, "title", spelling.of(edition.title)))
    plan.lines.append(_whole(plan, "subtitle", spelling.of(edition.subtitle)))
    for field in edition.header.fields:
        label = field.label.zh + context.organization_name
        if spelling.both:
            label += f"\n{field.label.en}"
        plan.lines.append(_whole(plan, "name", label))


def _whole(plan: SheetPlan, look: str, text: str) -> Line:
    """A line that is one text."""
    return Line(anchors.PLAIN, [Slot(2, plan.last_column, look, text)])


def _add_block(plan: SheetPlan, block: Block, spelling: Spelling, document: Document) -> None:
    if isinstance(block, Fields):
        plan.lines += fields_lines(block, spelling, document)
    elif isinstance(block, Rows):
        plan.lines += ListLayout(block, spelling, document, plan.next_line, plan.last_column).lines()
    elif isinstance(block, YearParts):
        plan.lines.append(_whole(plan, "label", spelling.banner(block) or spelling.title(block)))
        plan.lines += years_lines(block, spelling, document)
    elif isinstance(block, Upload):
        plan.lines += _upload_lines(block, spelling, document)


def _add_footnotes(plan: SheetPlan, section: Section, spelling: Spelling) -> None:
    """The footnotes that anything in *section* refers to, in their order."""
    parts: list[Block | Field] = [*section.blocks, *(field for block in section.blocks for field in block.fields)]
    wanted = {code for part in parts for code in part.footnotes}
    notes = [note for note in spelling.edition.footnotes if note.code in wanted]
    for number, note in enumerate(notes):
        plan.lines.append(_whole(plan, "note" if number else "first_note", spelling.note(note)))


def _upload_lines(block: Upload, spelling: Spelling, document: Document) -> Iterator[Line]:
    """The outline beside the title of the block, then the files there are."""
    inner = [[Slot(3, 5, "label", spelling.of(block.outline_title))]]
    inner += [[Slot(3, 5, look, text)] for look, text in _outline(block.outline, spelling)]
    inner.append([Slot(3, 5, "label", spelling.of(words.FILES))])
    inner += _files(block, spelling, document)
    title = Slot(2, 2, "label_top", spelling.title(block), down=len(inner))
    for number, slots in enumerate(inner):
        yield Line(anchors.PLAIN, [title, *slots] if number == 0 else slots)


def _outline(parts: tuple[OutlinePoint, ...], spelling: Spelling) -> Iterator[tuple[str, str]]:
    for part in parts:
        yield "outline_part", spelling.of(part.text, f"{part.number}、", 0)
        for point in part.points:
            yield "outline_point", spelling.of(point.text, f"{point.number}.", 0)
            for deeper in point.points:
                yield "outline_point", spelling.of(deeper.text, deeper.number, 0)


def _files(block: Upload, spelling: Spelling, document: Document) -> Iterator[list[Slot]]:
    rows = row_ids(document, block.code)
    if not rows:
        yield [Slot(3, 5, "outline_point", spelling.of(words.NO_FILES))]
        return
    yield [
        Slot(3, 4, "label", spelling.of(words.FILE_NAME)),
        Slot(5, 5, "label", spelling.of(words.FILE_SIZE)),
    ]
    for row in rows:
        name, size = (document.get(f"{block.code}.{row}.{code}", "") for code in ("name", "size"))
        kilobytes = f"{-(-int(size) // KILOBYTE):,} KB" if size.isascii() and size.isdigit() else size
        yield [Slot(3, 4, "outline_point", name), Slot(5, 5, "label", kilobytes)]
