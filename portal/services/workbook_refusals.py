"""Why a workbook that can be read is not taken for a filing: a code for the program, two sentences for the person.

Owns the wording and the comparison of what the workbook was made for with what it is brought to. Files that
cannot be read at all are refused by ``exchange.form_workbook``.
"""

from collections.abc import Mapping

from portal.exchange.form_workbook.contents import Stamp
from portal.form.context import FormContext
from portal.form.wording import Wording
from portal.models import Filing

REFUSALS: dict[str, Wording] = {
    "too_large": Wording(
        "文件有{size_mb}MB，最多{max_mb}MB，没有打开。请从平台重新下载工作簿，只把填写的内容复制过去后上传。",
        "The file has {size_mb} MB; the limit is {max_mb} MB, so it was not opened. "
        "Download the workbook again, copy your answers into it and upload that.",
    ),
    "other_association": Wording(
        "这是另一个单位的工作簿。请上传从本单位这份填报下载的工作簿。",
        "This workbook belongs to another association. Upload one that was downloaded from this return.",
    ),
    "other_round": Wording(
        "这是另一年度的工作簿（{year}年度）。请下载本年度的工作簿，把要用的内容复制过去后上传。",
        "This workbook belongs to another round ({year}). "
        "Download the workbook of this round, copy over what you need and upload that.",
    ),
    "other_edition": Wording(
        "这是旧版表式的工作簿，与本年度的表不一致。请重新下载工作簿，把填好的内容复制过去后上传。",
        "This workbook has an older edition of the form. "
        "Download the workbook again, copy over what you filled in and upload that.",
    ),
    "other_years": Wording(
        "工作簿从{then}年填起，而本单位从{now}年填起（加入试点的年份已更正）。"
        "请重新下载工作簿，把填好的内容复制过去后上传。",
        "The workbook begins with {then}, but this return begins with {now}: the joining year was corrected. "
        "Download the workbook again, copy over what you filled in and upload that.",
    ),
    "unknown_revision": Wording(
        "平台上没有这份工作簿下载时的那一版内容，无法比较。请重新下载工作簿，把填好的内容复制过去后上传。",
        "The portal does not hold what this workbook was written from, so nothing can be compared. "
        "Download the workbook again, copy over what you filled in and upload that.",
    ),
    "cell_too_long": Wording(
        "单元格{place}的文字太长，最多{limit}个字。请缩短后重新上传。",
        "The cell {place} holds too much text: at most {limit} characters. Shorten it and upload the file again.",
    ),
}


class ImportRefused(Exception):
    """A workbook that is not taken. ``code`` is a key of :data:`REFUSALS`, ``params`` what its wording names."""

    def __init__(self, code: str, **params: object) -> None:
        if code not in REFUSALS:
            raise KeyError(code)
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params

    def message(self, language: str) -> str:
        """What is wrong and what to do, in *language* (``zh`` or ``en``)."""
        return REFUSALS[self.code].of(language, **self.params)


def refuse_foreign(stamp: Stamp, filing: Filing, context: FormContext) -> None:
    """Raise :class:`ImportRefused` unless a workbook with *stamp* can be brought to *filing*.

    A blank copy names no filing: it can be brought to any that has the same form with the same years.
    """
    round_ = filing.round
    if stamp.association_id and stamp.association_id != str(filing.association_id):
        raise ImportRefused("other_association")
    if stamp.edition != round_.edition:
        raise ImportRefused("other_edition")
    if stamp.round_year != round_.year or (stamp.filing_id and stamp.filing_id != str(filing.id)):
        raise ImportRefused("other_round", year=stamp.round_year)
    if stamp.joined_year != context.joined_year:
        raise ImportRefused("other_years", then=stamp.joined_year, now=context.joined_year)


def base_revisions(stamp: Stamp, now: Mapping[str, int]) -> dict[str, int]:
    """The save of each section that a workbook with *stamp* shows, *now* being the newest ones.

    A blank copy shows what every filing began as. Raises :class:`ImportRefused` for one that never was:
    the portal was restored from a backup since, or the stamp is not ours.
    """
    if not stamp.filing_id:
        return dict.fromkeys(now, 0)
    known = stamp.revisions or {}
    if any(not 0 <= known.get(code, -1) <= revision for code, revision in now.items()):
        raise ImportRefused("unknown_revision")
    return {code: known[code] for code in now}
