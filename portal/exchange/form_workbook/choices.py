"""Drop-downs and hints: what a spreadsheet program offers and says when a cell of the form is chosen.

Owns their wording and where they apply. They advise and never forbid: a draft may hold anything, and what is
wrong is said when the workbook comes back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.worksheet.datavalidation import DataValidation

from portal.exchange.form_workbook import words
from portal.exchange.form_workbook.grid import Answer
from portal.exchange.form_workbook.values import BOX, JOINT, TICK, option_label
from portal.form.blocks import NOTHING_TO_REPORT
from portal.form.kinds import Amount, Choice, Choices, PartialDate
from portal.form.wording import NOTHING, Wording

MOST_CHARACTERS = 255


@dataclass
class Choosing:
    """The drop-downs and hints of one sheet, gathered cell by cell; *both* offers English beside Chinese."""

    both: bool
    cells: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, answer: Answer, cell: str) -> None:
        """Note that *answer* is asked in *cell*."""
        offered, hint = self._offered(answer), self._hint(answer)
        if offered or hint:
            self.cells.setdefault((offered, hint), []).append(cell)

    def rules(self) -> Iterator[DataValidation]:
        """A rule for each different list and hint."""
        for (offered, hint), cells in self.cells.items():
            yield DataValidation(
                type="list" if offered else None,
                formula1=f'"{offered}"' if offered else None,
                allow_blank=True,
                showErrorMessage=bool(offered),
                errorStyle="warning" if offered else None,
                showInputMessage=bool(hint),
                prompt=hint or None,
                sqref=" ".join(_ranges(cells)),
            )

    def _offered(self, answer: Answer) -> str:
        if answer.box:
            return f"{TICK},{BOX}"
        if isinstance(answer.kind, Choice) and not isinstance(answer.kind, Choices):
            return ",".join(option_label(option, self.both) for option in answer.kind.options)
        return ""

    def _hint(self, answer: Answer) -> str:
        asked = answer.field
        if answer.box:
            return self._spell(words.NOTHING_HELP if answer.code == NOTHING_TO_REPORT else words.BOX_HELP)
        if asked and answer.code == asked.other_code:
            return self._spell(words.OTHER_HELP)
        if isinstance(answer.kind, Choices):
            zh, en = (JOINT.join(option.label.of(each) for option in answer.kind.options) for each in ("zh", "en"))
            return self._spell(
                Wording(words.CHOICES_HELP.zh.format(options=zh), words.CHOICES_HELP.en.format(options=en))
            )
        if isinstance(answer.kind, Choice):
            return self._spell(words.CHOICE_HELP)
        if isinstance(answer.kind, PartialDate):
            return self._spell(words.DATE_HELP)
        if asked and (asked.shares_cell_with or isinstance(answer.kind, Amount)):
            return self._spell(asked.help)
        return ""

    def _spell(self, wording: Wording) -> str:
        if wording == NOTHING or "{" in wording.zh:
            return ""
        spelt = f"{wording.zh}\n{wording.en}" if self.both else wording.zh
        return spelt if len(spelt) <= MOST_CHARACTERS else wording.zh[:MOST_CHARACTERS]


def _ranges(cells: list[str]) -> Iterator[str]:
    """*cells* of one column each, top to bottom, with neighbours drawn together."""
    columns: dict[str, list[int]] = {}
    for cell in cells:
        letters = cell.rstrip("0123456789")
        columns.setdefault(letters, []).append(int(cell[len(letters) :]))
    for letters, numbers in columns.items():
        first = last = numbers[0]
        for number in [*numbers[1:], 0]:
            if number == last + 1:
                last = number
                continue
            yield f"{letters}{first}" if first == last else f"{letters}{first}:{letters}{last}"
            first = last = number
