"""The page of a section before any answer is known: lines, columns, labels, names and ids of inputs.

Built once for a form, a section, a span of years and a language, and shared between requests, so that
templates only loop over ready strings. Owns no answers (:mod:`portal.web.section_texts`), no rules, and
no words of the interface: what stands here is official wording, from the definition.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar

from markupsafe import Markup

from portal.form.blocks import Block, Edition, Field, Fields, Rows, Section, TotalCell, Upload, YearParts
from portal.form.context import FormContext
from portal.form.document import Document
from portal.web.cell_looks import Label, Look, attributes, label_for, look_of
from portal.web.cuts import Cut, Marks
from portal.web.section_parts import BlockPlan, Group, Input, Line, OptionLine, Total, input_id
from portal.web.section_texts import Shown, show


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section's page, and the numbers of all sections of the form."""

    #: What a macro is given instead of the texts and the sums of a page, when what it makes is to be cut.
    text_marks: ClassVar = Marks()
    sum_marks: ClassVar = Marks(1)

    code: str
    number: str
    title: str
    blocks: tuple[BlockPlan, ...]
    sections: tuple[str, ...]
    kept: dict[str, Markup] = field(default_factory=dict, compare=False, repr=False)
    cuts: dict[Hashable, Cut] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: str, macro: Callable[..., Markup], *arguments: object) -> Markup:
        """What *macro* makes of *arguments*, made the first time and kept under *key*.

        Only for what holds nobody's answers: a plan is shared by all who see the same form.
        """
        if key not in self.kept:
            self.kept[key] = macro(*arguments)
        return self.kept[key]

    def cut(self, key: Hashable, macro: Callable[..., Markup], *arguments: object) -> Cut:
        """What *macro* makes of *arguments*, which stand for answers, cut at their marks; made once for each *key*."""
        found = self.cuts.get(key)
        if found is None:
            found = self.cuts[key] = Cut(macro(*arguments))
        return found

    def shown(self, cells: Document, rows: Mapping[str, list[str]], row_words: str) -> Shown:
        """The answers *cells* as this page shows them; *rows* are the ids of the rows of each list.

        *row_words* names a row for those who cannot see it, with ``{number}`` in it.
        """
        return show(self.blocks, cells, rows, row_words)


@dataclass(frozen=True)
class Setting:
    """What a block is laid out for: the form it belongs to, the years, the language."""

    edition: Edition
    context: FormContext
    language: str

    def asked(self, block: Block) -> list[Field]:
        """The fields of *block* that a person fills in and the round does not hide."""
        return [f for f in block.entered if not self.context.hides(f.code)]

    def notes(self, codes: Iterable[str]) -> tuple[int, ...]:
        """Printed numbers of the footnotes *codes*."""
        return tuple(self.edition.footnote_by_code[code].number for code in codes)


def plan_of(edition: Edition, section: Section, context: FormContext, language: str) -> SectionPlan:
    """The plan of *section* for *context*, in *language*."""
    # The association's name is no part of the layout; left in, every association would have plans of its own.
    return _plan(edition, section, replace(context, organization_name=""), language)


@lru_cache(maxsize=256)
def _plan(edition: Edition, section: Section, context: FormContext, language: str) -> SectionPlan:
    setting = Setting(edition, context, language)
    return SectionPlan(
        code=section.code,
        number=section.number,
        title=section.title.of(language),
        blocks=tuple(_block(block, setting) for block in section.blocks),
        sections=tuple(other.number for other in edition.sections),
    )


def _block(block: Block, setting: Setting) -> BlockPlan:
    """The plan of *block*: what every kind has, and what its own builder adds."""
    words, language = setting.context.words, setting.language
    cited = [*block.footnotes, *(code for f in setting.asked(block) for code in f.footnotes)]
    notes = [setting.edition.footnote_by_code[code] for code in cited]
    return BlockPlan(
        code=block.code,
        title=block.title.of(language, **words),
        marks=setting.notes(block.footnotes),
        footnotes=tuple((note.number, note.text.of(language, **words)) for note in notes),
        **BUILDERS[type(block)](block, setting),
    )


def _fields(block: Block, setting: Setting) -> dict[str, Any]:
    lines = _share_cells(block, [_line(f, block, setting, _one_input) for f in setting.asked(block)], setting.language)
    return {"kind": "fields", "groups": _groups(lines, setting.context)}


def _years(block: Any, setting: Setting) -> dict[str, Any]:
    lines = [_line(f, block, setting, _year_inputs) for f in setting.asked(block)]
    return {
        "kind": "years",
        "banner": block.banner.of(setting.language, **setting.context.words),
        "years": setting.context.years,
        "groups": _groups(lines, setting.context),
    }


def _rows(block: Any, setting: Setting) -> dict[str, Any]:
    numbered = next((place for place, f in enumerate(block.fields) if f.generated), -1)
    return {
        "kind": "rows",
        "columns": tuple(_line(f, block, setting, _no_inputs) for f in setting.asked(block)),
        "number_at": numbered,
        "number_label": block.fields[numbered].label.of(setting.language) if numbered >= 0 else "",
        "grouped_by": block.grouped_by or "",
        "max_rows": block.max_rows,
        "totals": tuple(_total(block, cell, setting.language) for cell in block.total),
    }


def _upload(block: Any, setting: Setting) -> dict[str, Any]:
    return {
        "kind": "upload",
        "banner": block.fields[0].help.of(setting.language, **setting.context.words),
    }


BUILDERS: dict[type[Block], Callable[[Block, Setting], dict[str, Any]]] = {
    Fields: _fields,
    YearParts: _years,
    Rows: _rows,
    Upload: _upload,
}

Inputs = Callable[[str, Block, FormContext, Label, Look], tuple[Input, ...]]


def _line(field: Field, block: Block, setting: Setting, inputs: Inputs) -> Line:
    context, language = setting.context, setting.language
    look, label = look_of(field, language), label_for(field, block, context, language)
    made = inputs(field.code, block, context, label, look)
    part = field.part_of and not isinstance(block, Rows)
    across = isinstance(block, YearParts) and len(context.years) > 1
    line = Line(
        code=field.code,
        label=label,
        look=look,
        inputs=made,
        hint=field.help.of(language, **context.words),
        marks=setting.notes(field.footnotes),
        required=field.required,
        place="amount" if field.pair_of else "part" if part else "",
        options=_options(look, made) if look.multiple else (),
        total=f"{block.code}.*.{field.code}" if across and field.aggregation == "sum_units_sum_years" else "",
        stock=across and field.aggregation == "sum_units_last_year",
    )
    if field.other_code is None:
        return line
    other = look.options[-1][1]
    # The box is called “other (specify)” as printed, its text by what stands in the brackets.
    specify = other.strip("）)").rpartition("（" if language == "zh" else "(")[2]
    named = replace(label, text=other, unit="", beside="", spoken=f"{label.spoken} – {specify}")
    companion = replace(look, long=True, options=(), multiple=False, attributes=Markup(' autocomplete="off"'))
    typed = inputs(field.other_code, block, context, named, companion)
    return replace(line, other=Line(field.other_code, named, companion, typed, "", (), required=False))


def _one_input(code: str, block: Block, _context: FormContext, label: Label, look: Look) -> tuple[Input, ...]:
    address = f"{block.code}.{code}"
    return (_input(address, input_id(address), label.spoken, "", look),)


def _year_inputs(code: str, block: Block, context: FormContext, label: Label, look: Look) -> tuple[Input, ...]:
    addresses = [(f"{block.code}.{year}.{code}", year) for year in context.years]
    return tuple(_input(a, input_id(a), label.in_year(year), str(year), look) for a, year in addresses)


def _input(name: str, id_: str, spoken: str, part: str, look: Look | None = None) -> Input:
    return Input(name, id_, spoken, attributes(id_, name, spoken, look), part)


def _no_inputs(*_: object) -> tuple[Input, ...]:
    """The inputs of a list stand in its rows, and those come with the answers."""
    return ()


def _options(look: Look, inputs: tuple[Input, ...]) -> tuple[OptionLine, ...]:
    """The boxes of every choice; the first keeps the id of the cell, so that links to the cell lead to it."""
    lines = []
    for place, (code, label) in enumerate(look.options):
        ending = f"-{code}" if place else ""
        boxes = tuple(_input(i.name, i.id + ending, f"{i.spoken} – {label}", i.part) for i in inputs)
        lines.append(OptionLine(code, label, boxes))
    return tuple(lines)


def _called(line: Line, spoken: str) -> tuple[Input, ...]:
    return tuple(_input(i.name, i.id, spoken, i.part, line.look) for i in line.inputs)


def _share_cells(block: Block, lines: list[Line], language: str) -> list[Line]:
    """*lines* with those printed in one cell put together; the label names them in their order."""
    by_code = {line.code: line for line in lines}
    kept = []
    for line in lines:
        partner = by_code.get(block.by_code[line.code].shares_cell_with or "")
        if partner is None:
            kept.append(line)
        elif lines.index(line) < lines.index(partner):
            both = (line.label.text, partner.label.text)
            captions = both[0].split("/") if language == "zh" else [text.partition(" (")[0] for text in both]
            label = replace(line.label, text="/".join(captions))
            beside = replace(partner, caption=captions[1], inputs=_called(partner, captions[1]))
            mine = _called(line, captions[0])
            kept.append(replace(line, caption=captions[0], label=label, inputs=mine, beside=beside))
    return kept


def _groups(lines: list[Line], context: FormContext) -> tuple[Group, ...]:
    """Lines grouped as printed: an amount stays with its count, parts with their total, a choice with what it is of."""
    grouped: list[list[Line]] = []
    for line in lines:
        if grouped and (line.place or line.options):
            grouped[-1].append(line)
        else:
            grouped.append([line])
    return tuple(Group(tuple(group), _sums_of_parts(group, context)) for group in grouped)


def _sums_of_parts(group: list[Line], context: FormContext) -> tuple[str, ...]:
    """Patterns that add up the parts of the group's total, one for each input of the total.

    Where the round reads foreign patents as a memo item (AMB-04) they are no addend.
    """
    memo = context.foreign_patent_convention == "memo"
    parts = [line for line in group if line.place == "part" and not (memo and line.code.endswith("_foreign"))]
    return tuple(" ".join(addends) for addends in zip(*([i.name for i in p.inputs] for p in parts), strict=True))


def _total(block: Rows, cell: TotalCell, language: str) -> Total:
    if cell.sums is None:
        return Total(block.entered[0].code, f"{block.code}.*", "", cell.label.of(language))
    return Total(cell.sums, "", f"{block.code}.*.{cell.sums}", "")
