"""Why a workbook, or one cell of it, is not taken: a code for the program, a sentence in both languages.

Owns the wording. Does not own the decision: see ``opening`` and ``reading``.
"""

from collections.abc import Mapping

from portal.form.wording import Wording

AGAIN = Wording(
    "请在网站重新下载工作簿，把填好的内容粘贴（只粘贴数值）过去后再导入。",
    "Fetch the workbook anew, paste your answers into it (values only), and bring that back.",
)

MESSAGES: dict[str, Wording] = {
    "not_a_workbook": Wording(
        "这个文件不是xlsx工作簿。请用Excel或WPS打开填好的工作簿，另存为xlsx后再导入。",
        "This is no xlsx workbook. Open the workbook you filled in, save it as xlsx, and bring that back.",
    ),
    "damaged": Wording(
        "文件不完整或已损坏，无法打开。请打开原文件核对，另存一份xlsx后再导入。",
        "The file is incomplete or damaged and cannot be opened. Open the original, save a new xlsx copy, "
        "and bring that back.",
    ),
    "encrypted": Wording(
        "文件设有密码，或是旧的xls格式，无法打开。请取消密码，另存为xlsx后再导入。",
        "The file is protected by a password, or of the old xls format, and cannot be opened. "
        "Remove the password, save it as xlsx, and bring that back.",
    ),
    "macros": Wording(
        "文件含有宏或控件，不能接收。请另存为不含宏的xlsx后再导入。",
        "The file contains macros or controls and cannot be taken. "
        "Save it as xlsx without macros, and bring that back.",
    ),
    "outside_content": Wording(
        "文件引用了其他文件或外部数据，不能接收。请断开链接（数据—编辑链接—断开），另存后再导入。",
        "The file refers to other files or outside data and cannot be taken. "
        "Break the links (Data, Edit Links, Break Link), save it, and bring that back.",
    ),
    "too_large": Wording(
        "文件超过{max_mb}MB，没有打开。请删去自己添加的图片和工作表，另存后再导入。",
        "The file is larger than {max_mb} MB and was not opened. "
        "Take out pictures and sheets you added, save it, and bring that back.",
    ),
    "bomb": Wording(
        "文件展开后大得异常，没有读取。" + AGAIN.zh,
        "The file unfolds to an unusual size and was not read. " + AGAIN.en,
    ),
    "not_this_form": Wording(
        "这个工作簿不是从本系统下载的统计表，无法辨认各项填在哪里。" + AGAIN.zh,
        "This workbook is not a form fetched from this portal, so its answers cannot be told apart. " + AGAIN.en,
    ),
    "older_edition": Wording(
        "这个工作簿是旧版的统计表，不能导入本轮填报。" + AGAIN.zh,
        "This workbook is an older edition of the form and cannot be brought into this round. " + AGAIN.en,
    ),
    "anchors_broken": Wording(
        "工作簿的结构被改动，“{place}”处无法辨认，没有读取任何内容。" + AGAIN.zh,
        "The structure of the workbook was changed: “{place}” cannot be told apart, and nothing was read. " + AGAIN.en,
    ),
}

UNREADABLE: dict[str, Wording] = {
    "formula": Wording("单元格里是公式，请粘贴为数值。", "The cell holds a formula: paste its value."),
    "error": Wording("单元格里是错误值，请改为实际内容。", "The cell holds an error value: enter the answer itself."),
    "date": Wording(
        "单元格被Excel当作日期，原来输入的文字已不可知。请把单元格设为文本后重新填写。",
        "Excel has taken the entry for a date, and what was typed is lost. Format the cell as text and enter it again.",
    ),
    "time": Wording(
        "单元格是时间。请把单元格设为文本后重新填写。",
        "The cell holds a time. Format it as text and enter the answer again.",
    ),
    "percent": Wording(
        "单元格是百分比。请填写数值本身。", "The cell is a percentage. Enter the number itself, in a plain format."
    ),
    "logical": Wording(
        "单元格是逻辑值（TRUE或FALSE）。请填写文字或数值。",
        "The cell holds a logical value (TRUE or FALSE). Enter a text or a number.",
    ),
    "long_number": Wording(
        "单元格是数值，15位以后的数字已丢失。请把单元格设为文本后重新填写。",
        "The cell is a number and has lost its digits after the 15th. Format it as text and enter it again.",
    ),
    "too_long": Wording(
        "单元格的内容超过10,000字，没有读取。", "The cell holds more than 10,000 characters and was not read."
    ),
    "two_answers": Wording(
        "这一项有两个单元格都填了内容，请只保留一个。", "Two cells of this answer are filled in: keep one."
    ),
    "outside": Wording(
        "这里不是填写的位置，内容没有读取。请移到表内空行。",
        "This is no place for an answer, and it was not read. Move it into a blank line of the table.",
    ),
}


class WorkbookRefused(Exception):
    """A workbook that is not read. ``code`` is a key of MESSAGES, ``params`` what its wording names."""

    def __init__(self, code: str, params: Mapping[str, object] | None = None) -> None:
        if code not in MESSAGES:
            raise KeyError(code)
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = dict(params or {})

    def message(self, language: str) -> str:
        """What is wrong and what to do, in *language* (``zh`` or ``en``)."""
        return MESSAGES[self.code].of(language, **self.params)


def why(code: str, language: str) -> str:
    """Why a cell was not read, in *language*; *code* is ``Unreadable.why``."""
    return UNREADABLE[code].of(language)
