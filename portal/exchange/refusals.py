"""Why an uploaded file is refused: a code for the program, two sentences for the person.

Owns the wording in both languages (rule FMT-15 says what is refused). Does not own the decision.
"""

from collections.abc import Mapping
from typing import Self

from portal.form.wording import Wording

MESSAGES: dict[str, Wording] = {
    "name_invalid": Wording(
        "这个文件没有可用的文件名。请改名后重新上传，例如“工作总结.docx”。",
        "This file has no usable name. Rename it, for example “summary.docx”, and upload it again.",
    ),
    "empty": Wording(
        "“{file}”是空文件（0字节）。请打开原文件核对，保存后重新上传。",
        "“{file}” is empty (0 bytes). Open the original, save it and upload it again.",
    ),
    "too_large": Wording(
        "“{file}”有{size_mb}MB，每个文件最多{max_mb}MB。请压缩其中的图片，或拆成几个文件后上传。",
        "“{file}” has {size_mb} MB; the limit is {max_mb} MB a file. "
        "Compress its pictures or split it into several files.",
    ),
    "type_not_allowed": Wording(
        "“{file}”不是可以上传的格式。请另存为{accept}后上传。",
        "“{file}” is not of a type that can be uploaded. Save it as {accept} and upload that.",
    ),
    "name_and_content_differ": Wording(
        "“{file}”的内容与扩展名不一致，只改扩展名不会改变格式。请打开原文件，另存为{accept}后上传。",
        "The content of “{file}” is not what its name says; renaming a file does not convert it. "
        "Open the original, save it as {accept} and upload that.",
    ),
    "damaged": Wording(
        "“{file}”不完整或已损坏，无法打开。请在电脑上打开原文件核对，另存一份后重新上传。",
        "“{file}” is incomplete or damaged and cannot be opened. Open the original on your computer, "
        "save a new copy and upload that.",
    ),
    "encrypted": Wording(
        "“{file}”设有密码，审核人员无法打开。请取消密码后重新上传。",
        "“{file}” is protected by a password, so the reviewers cannot open it. "
        "Remove the password and upload it again.",
    ),
    "macros": Wording(
        "“{file}”含有宏，不能接收。请另存为不含宏的docx，或导出为PDF后上传。",
        "“{file}” contains macros and cannot be taken. Save it as docx without macros, or export it as PDF.",
    ),
    "external_template": Wording(
        "“{file}”打开时会从别处加载{what}，审核人员看到的可能与您的不同。请断开该链接，或导出为PDF后上传。",
        "Opening “{file}” loads {what} from elsewhere, so the reviewers may not see what you see. "
        "Break that link, or export the file as PDF.",
    ),
    "active_content": Wording(
        "“{file}”含有{what}，不能接收。请重新打印或导出为普通PDF后上传；附件请单独上传。",
        "“{file}” contains {what} and cannot be taken. "
        "Print or export it as a plain PDF; upload attachments on their own.",
    ),
    "zip_bomb": Wording(
        "“{file}”展开后大得异常，没有打开。请打开原文件，导出为PDF后上传。",
        "“{file}” unfolds to an unusual size and was not opened. Open the original, export it as PDF and upload that.",
    ),
}


class Refused(Exception):
    """A file that is not taken. ``code`` is a key of MESSAGES, ``params`` what its wording names."""

    def __init__(self, code: str, **params: object) -> None:
        if code not in MESSAGES:
            raise KeyError(code)
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params

    def about(self, **params: object) -> Self:
        """The same refusal, with more of what its wording names."""
        return type(self)(self.code, **{**self.params, **params})

    def message(self, language: str) -> str:
        """What is wrong and what to do, in *language* (``zh`` or ``en``).

        A parameter that is a Wording is shown in *language*; a tuple of extensions becomes a list
        of alternatives.
        """
        shown = {name: _shown(value, language) for name, value in self.params.items()}
        return MESSAGES[self.code].of(language, **shown)


def _shown(value: object, language: str) -> object:
    if isinstance(value, Wording):
        return value.of(language)
    if isinstance(value, tuple):
        return ("或" if language == "zh" else " or ").join(value)
    return value
