"""How the form's words and one association's answers are put into cells: labels, figures, choices, notes.

Owns single cells. How they stand beside one another is said by the modules for the kinds of block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from portal.exchange.paper.parts import Cell, Look
from portal.form.blocks import Block, Edition, Field
from portal.form.context import FormContext
from portal.form.document import Document
from portal.form.kinds import Amount, Choice, Choices, Integer, Number
from portal.form.wording import Wording

PLACEHOLDER = "……"
TICKED_BOX, EMPTY_BOX = "☑", "□"
SPECIFY = Wording("（请注明）", " (specify)")

#: Where the paper prints a footnote's mark within a title, not after it.
MARKED_WITHIN = {"patent_layouts": "实施专利布局"}


@dataclass
class Setting:
    """The form of one association, being laid out: which edition, which years, in which languages.

    ``blank`` copies leave every value to the pen; without an association they have one part for
    “year ……”, as the paper has. Of the parts of several years the first alone carries footnotes.
    """

    edition: Edition
    context: FormContext
    both: bool
    blank: bool
    noted: set[str] = field(default_factory=set)

    @property
    def years(self) -> tuple[int, ...]:
        """The years to print parts for; none where the copy is for anybody."""
        return () if self.blank and not self.context.organization_name else self.context.years

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Numbers of the footnotes by their codes."""
        return {note.code: note.number for note in self.edition.footnotes}

    def words(self, wording: Wording, **parameters: object) -> tuple[str, str]:
        """*wording* in Chinese, and in English where that is printed too."""
        given = self.context.words | parameters
        return wording.of("zh", **given), wording.of("en", **given) if self.both else ""

    def cell(self, wording: Wording, look: Look, *, span: int = 1, rows: int = 1, note: int = 0) -> Cell:
        """A cell that says *wording*."""
        text, en = self.words(wording)
        return Cell(text, look, en, span=span, rows=rows, note=note)

    def note(self, codes: tuple[str, ...]) -> int:
        """The number of the footnote among *codes*, at its first place alone; 0 where there is none."""
        fresh = [code for code in codes if code not in self.noted]
        self.noted.update(fresh)
        return self.numbers[fresh[0]] if fresh else 0

    def label(self, of: Field, block: Block, *, span: int = 1, rows: int = 1) -> Cell:
        """The official label of a field; in English without the words that the count beside it says already."""
        official = self.context.label(of.code, of.label)
        text, en = self.words(official)
        if of.pair_of or of.part_of:
            before, _colon, own = en.partition(": ")
            en = own[:1].upper() + own[1:] if own and before != "of which" else en
        return Cell(text, Look.LABEL, en, note=self.note(of.footnotes), span=span, rows=rows)

    def title(self, block: Block, look: Look, *, span: int = 1, rows: int = 1) -> Cell:
        """The title of a block, with the mark of its footnote."""
        text, en = self.words(block.title)
        after = MARKED_WITHIN.get(block.code, "") if text.startswith(MARKED_WITHIN.get(block.code, "")) else ""
        return Cell(text, look, en, note=self.note(block.footnotes), note_after=after, span=span, rows=rows)

    def value(self, of: Field, document: Document, prefix: str, *, span: int = 1, rows: int = 1) -> Cell:
        """The answer that stands at *prefix* for a field, blank as a blank cell."""
        text = document.get(f"{prefix}.{of.code}", "")
        kind = of.kind
        if isinstance(kind, Choices) and not of.other_code:
            shown, en = self._boxes(kind, text)
            return Cell(shown, Look.TEXT, en, span=span, rows=rows)
        if isinstance(kind, Choice):
            other = document.get(f"{prefix}.{of.other_code}", "") if of.other_code else ""
            return Cell(*self._chosen(kind, text, other), span=span, rows=rows)
        look = Look.FIGURE if isinstance(kind, Number) else Look.TEXT
        if isinstance(kind, Number) and not isinstance(kind, Integer | Amount):
            look = Look.LABEL
        return Cell(kind.show(text, "zh"), look, unit=unit_beside(of), span=span, rows=rows)

    def _boxes(self, kind: Choices, text: str) -> tuple[str, str]:
        """Every choice on a line of its own behind its box, as the paper prints them; then what is none of them."""
        chosen = text.split(",") if text else []
        lines = [
            (TICKED_BOX if option.code in chosen else EMPTY_BOX, *self.words(option.label)) for option in kind.options
        ]
        known = {option.code for option in kind.options}
        strange = [code for code in chosen if code not in known]
        shown = [f"{box}{zh}" for box, zh, _en in lines] + strange
        return "\n".join(shown), "\n".join(en for _box, _zh, en in lines) if self.both else ""

    def _chosen(self, kind: Choice, text: str, other: str) -> tuple[str, Look, str]:
        """What was chosen, the text of “other” behind it."""
        shown, en = kind.show(text, "zh"), kind.show(text, "en") if self.both and text else ""
        if other:
            shown = f"{shown.removesuffix(SPECIFY.zh)}：{other}" if shown else other
            en = en.removesuffix(SPECIFY.en)
        return shown, Look.TEXT, en if en != shown else ""


def unit_beside(of: Field) -> str:
    """The unit that the paper prints in the value's own cell: where it prints one, and not in the label."""
    unit = of.unit or ""
    return unit if of.unit_printed and unit not in of.label.zh else ""


def printed(block: Block, context: FormContext) -> Iterator[Field]:
    """The fields of *block* that the round prints."""
    return (of for of in block.fields if not context.hides(of.code))
