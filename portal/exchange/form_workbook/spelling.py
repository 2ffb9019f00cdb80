"""The form's own words as a cell shows them: Chinese, or English beneath; footnote marks where the paper has them."""

from dataclasses import dataclass

from portal.exchange.form_workbook.paper import MARK_WITHIN
from portal.form.blocks import Block, Edition, Field, Footnote, Section, YearParts
from portal.form.context import FormContext
from portal.form.kinds import Choice, Option
from portal.form.wording import NOTHING, Wording

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Spelling:
    """How one workbook spells the words of *edition* for *context*; *both* puts English beneath."""

    edition: Edition
    context: FormContext
    both: bool

    def of(self, wording: Wording, mark: str = "", within: int | None = None, **more: object) -> str:
        """*wording* with its placeholders filled in, and *mark* after *within* characters, or at the end."""
        words = self.context.words | more
        zh = wording.of("zh", **words)
        at = len(zh) if within is None else within
        zh = zh[:at] + mark + zh[at:]
        en = wording.of("en", **words) if self.both else ""
        return f"{zh}\n{en}" if en else zh

    def marks(self, part: Field | Block) -> str:
        """The raised numbers of the footnotes of *part*."""
        numbers = (str(self.edition.footnote_by_code[code].number) for code in part.footnotes)
        return "".join(numbers).translate(RAISED)

    def label(self, field: Field) -> str:
        """The label of *field*, the round's own where it has one."""
        return self.of(self.context.label(field.code, field.label), self.marks(field))

    def title(self, block: Block) -> str:
        """The title of *block*; a mark that the labels of its parts carry is not in it."""
        within = self._mark_in_part(block)
        return self.of(block.title, "" if within else self.marks(block), MARK_WITHIN.get(block.code))

    def part(self, block: YearParts, year: int) -> str:
        """The label of one year's part."""
        within = self._mark_in_part(block)
        return self.of(block.part_label, self.marks(block) if within else "", within or None, year=year)

    def _mark_in_part(self, block: Block) -> int:
        """After how many characters of a part's label the paper prints the mark; 0: not there at all."""
        if not isinstance(block, YearParts) or not block.part_label.zh.startswith(block.title.zh):
            return 0
        return len(block.title.zh)

    def banner(self, block: YearParts) -> str:
        """What the paper prints above the parts of all years; blank if nothing."""
        return self.of(block.banner) if block.banner != NOTHING else ""

    def other(self, field: Field) -> str:
        """The label over the text of “other”: the wording of that choice."""
        kind = field.kind
        return self.of(kind.options[-1].label) if isinstance(kind, Choice) else ""

    def option(self, option: Option) -> str:
        """The label of one choice."""
        return self.of(option.label)

    def section(self, section: Section) -> str:
        """Number and title of *section*."""
        title = f"{section.number}、{section.title.zh}"
        return f"{title}\n{section.title.en}" if self.both else title

    def note(self, footnote: Footnote) -> str:
        """A footnote as it stands at the foot of its sheet."""
        return self.of(footnote.text, str(footnote.number).translate(RAISED) + " ", 0)
