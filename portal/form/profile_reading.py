"""Reading a profile: every typed text as its field, and what must hold of it and between fields.

A form and a row of a workbook are read alike. A text that cannot be read stays as it was typed, with
a fault that says why in both languages. Rules FMT-09 and FMT-10.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_by

from portal.form.folding import clean, fold_width
from portal.form.kinds import Option
from portal.form.profile import (
    CORPS,
    CORPS_PROVINCE,
    FIELD_LENGTH,
    FIELDS_MAX,
    NATIONAL,
    PROFILE,
    YES,
    Profile,
    ProfileField,
    options_of,
)
from portal.form.wording import Wording

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SOCIAL_ORGANIZATIONS = ("51", "52", "53")
FIRST_YEAR, LAST_YEAR = 1949, 2100
SEPARATORS = re.compile(r"[、，,;；]")
INDUSTRY = re.compile(r"[A-T](?:[0-9]{2,4})?")
WORDS_FOR_YES = frozenset({"1", "是", "yes", "y", "true", "√", "✓"})
WORDS_FOR_NO = frozenset({"", "0", "否", "no", "n", "false"})

BLANK = Wording("“{label}”不能为空。", "“{label}” is blank.")
TOO_LONG = Wording("“{label}”不能超过{max}个字。", "“{label}” must not exceed {max} characters.")
NOT_A_CHOICE = Wording("“{label}”没有“{value}”这一项。", "“{value}” is no choice of “{label}”.")
BAD_CODE = Wording(
    "统一社会信用代码不正确，请核对第18位校验码。", "The unified social credit code is not valid (check character)."
)
BAD_YEAR = Wording(
    "“{label}”应为1949至2100之间的四位年份。", "“{label}” must be a year of four digits from 1949 to 2100."
)
BAD_INDUSTRY = Wording(
    "行业分类代码应为一个字母（A至T），可加2至4位数字，例如：C38。",
    "The GB/T 4754 code is one letter from A to T, with 2 to 4 digits if known, for example C38.",
)
TOO_MANY_FIELDS = Wording(
    "试点产业领域最多20个，每个不超过50个字。", "At most 20 pilot fields of at most 50 characters each."
)
BAD_TICK = Wording("“{label}”请填“是”或“否”。", "“{label}” takes yes or no.")
REGION_AND_PROVINCE = Wording(
    "上报地区应为所属省份、“国家级”，或者新疆的“新疆生产建设兵团”。",
    "“Reports to” must be the province itself, National, or for Xinjiang the Corps (XPCC).",
)
HOST_WITHOUT_CODE = Wording(
    "请填写依托单位的统一社会信用代码，或者取消这一项。", "Give the code of the host, or untick this."
)
NOT_SOCIAL = Wording(
    "该代码不是社会组织代码（51、52、53开头）。如果是依托单位的代码，请勾选“代码属于依托单位”。",
    "The code is not that of a social organization (51, 52, 53). If it is the code of a host, tick “The code is "
    "that of a host”.",
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field of a profile: the wording, and what it names (a Wording in its language)."""

    field: str
    wording: Wording
    named: Mapping[str, object] = made_by(default_factory=dict)

    def message(self, language: str) -> str:
        named = {key: value.of(language) if isinstance(value, Wording) else value for key, value in self.named.items()}
        return self.wording.of(language, **named)


class Misread(ValueError):
    """A text that cannot be read as its field, and why."""

    def __init__(self, wording: Wording, **named: object) -> None:
        super().__init__(wording.en)
        self.wording, self.named = wording, named


def read_profile(typed: Mapping[str, str], regions: Sequence[Option]) -> tuple[Profile, list[Fault]]:
    """The profile as canonical texts, and what is wrong with it in the order of the fields.

    *typed* may name choices by code or by either label. A text that cannot be read stays as it was typed.
    """
    profile: Profile = {}
    faults: list[Fault] = []
    for field in PROFILE:
        text = clean(typed.get(field.code, ""))
        try:
            profile[field.code] = _read(field, text, regions)
        except Misread as error:
            profile[field.code] = text
            faults.append(Fault(field.code, error.wording, {"label": field.label, **error.named}))
    return profile, faults or _across(profile)


def remarks(profile: Mapping[str, str]) -> list[Wording]:
    """What may well be right, but should be looked at (rule FMT-10)."""
    code = profile["unified_social_credit_code"]
    return [NOT_SOCIAL] if code and not profile["hosted"] and not code.startswith(SOCIAL_ORGANIZATIONS) else []


def valid_credit_code(text: str) -> bool:
    """Whether *text* is a unified social credit code: 18 characters, the last one checks the others (GB 32100-2015)."""
    if len(text) != 18 or any(character not in CODE_CHARACTERS for character in text):
        return False
    total = sum(CODE_CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(text[:17]))
    return CODE_CHARACTERS[-total % 31] == text[17]


def _read(field: ProfileField, text: str, regions: Sequence[Option]) -> str:
    choices = options_of(field, regions)
    if choices:
        text = _chosen(field, text, choices)
    elif text and field.code in READERS:
        text = READERS[field.code](text)
    if field.required and not text:
        raise Misread(BLANK)
    if field.max_length and len(text) > field.max_length:
        raise Misread(TOO_LONG, max=field.max_length)
    return text


def _chosen(field: ProfileField, text: str, choices: Iterable[Option]) -> str:
    wanted = fold_width(text).casefold()
    if not wanted:
        return ""
    for option in choices:
        if wanted in (option.code.casefold(), option.label.zh.casefold(), option.label.en.casefold()):
            return option.code
    raise Misread(NOT_A_CHOICE, value=text[:60])


def _credit_code(text: str) -> str:
    code = fold_width(text).replace(" ", "").replace("-", "").upper()
    if not valid_credit_code(code):
        raise Misread(BAD_CODE)
    return code


def _tick(text: str) -> str:
    word = fold_width(text).casefold()
    if word in WORDS_FOR_YES:
        return YES
    if word in WORDS_FOR_NO:
        return ""
    raise Misread(BAD_TICK)


def _year(text: str) -> str:
    year = fold_width(text).removesuffix("年")
    if not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Misread(BAD_YEAR)
    return year


def _pilot_fields(text: str) -> str:
    names = list(dict.fromkeys(part.strip() for part in SEPARATORS.split(text) if part.strip()))
    if len(names) > FIELDS_MAX or any(len(name) > FIELD_LENGTH for name in names):
        raise Misread(TOO_MANY_FIELDS)
    return "、".join(names)


def _industry(text: str) -> str:
    code = fold_width(text).replace(" ", "").upper()
    if not INDUSTRY.fullmatch(code):
        raise Misread(BAD_INDUSTRY)
    return code


READERS: dict[str, Callable[[str], str]] = {
    "unified_social_credit_code": _credit_code,
    "hosted": _tick,
    "joined_year": _year,
    "pilot_fields": _pilot_fields,
    "gb4754_code": _industry,
}


def _across(profile: Profile) -> list[Fault]:
    """What is wrong between fields that can each be read."""
    faults = []
    if profile["hosted"] and not profile["unified_social_credit_code"]:
        faults.append(Fault("hosted", HOST_WITHOUT_CODE))
    province, region = profile["province_code"], profile["region_code"]
    if region not in (province, NATIONAL) and (province, region) != (CORPS_PROVINCE, CORPS):
        faults.append(Fault("region_code", REGION_AND_PROVINCE))
    return faults
