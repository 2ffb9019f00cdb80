"""Official and bilingual wording that belongs to the form itself and never goes through gettext."""

from typing import NamedTuple

LANGUAGES = ("zh", "en")


class Wording(NamedTuple):
    """One text in Chinese and English; ``{round_year}`` and its kind are filled in on use."""

    zh: str
    en: str

    def of(self, language: str, **parameters: object) -> str:
        """The text in *language* (``zh`` or ``en``) with its placeholders filled in.

        Raises KeyError when a placeholder has no parameter: a printed ``{round_year}`` would be
        worse than a failing page.
        """
        text = self.zh if language == "zh" else self.en
        return text.format(**parameters) if "{" in text else text


NOTHING = Wording("", "")
NOTHING_TO_REPORT = Wording("本项无", "Nothing to report")
TOTAL = Wording("合计", "Total")
