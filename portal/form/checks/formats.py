"""Formats of texts that have one: telephone, postcode, e-mail, addresses on the net, codes (FMT-01 … FMT-10, FMT-15).

What a text must look like is said by :mod:`portal.form.contact_formats`, :mod:`portal.form.net_addresses`
and :mod:`portal.form.profile_reading`. A blank cell is a matter of completeness.
"""

from collections.abc import Iterator
from decimal import Decimal

from portal.form.checks.families import Across, InSection
from portal.form.checks.sheet import Sheet
from portal.form.contact_formats import is_email, is_mobile, is_phone, is_postcode, lacks_area_code, phone_numbers
from portal.form.net_addresses import host_of, is_internal
from portal.form.postcodes import PROVINCES
from portal.form.problems import Level, Problem, Rule
from portal.form.profile_reading import SOCIAL_ORGANIZATIONS, valid_credit_code
from portal.form.wording import Wording

FMT_01 = Rule(
    "FMT-01",
    Level.HARD,
    Wording(
        "手机号码应为11位数字（1开头），境外号码请以+国家代码开头。",
        "Mobile number must have 11 digits starting with 1; numbers outside the mainland start with + and"
        " country code.",
    ),
)
FMT_02 = Rule(
    "FMT-02",
    Level.HARD,
    Wording(
        "“{label}”格式不正确，如：010-62080000-8012。",
        "“{label}” is not a valid phone number, for example 010-62080000-8012.",
    ),
)
FMT_03 = Rule(
    "FMT-03",
    Level.SOFT,
    Wording("“{label}”缺少区号，请核实。", "“{label}” has no area code; please check."),
    extended=True,
)
FMT_04 = Rule("FMT-04", Level.HARD, Wording("邮编应为6位数字。", "Postcode must have 6 digits."))
FMT_05 = Rule(
    "FMT-05",
    Level.SOFT,
    Wording(
        "邮编{value}与所属省份{province}不一致，请核实。", "Postcode {value} does not match {province}; please check."
    ),
    extended=True,
)
FMT_06 = Rule("FMT-06", Level.HARD, Wording("电子邮箱格式不正确。", "The e-mail address is not valid."))
FMT_07 = Rule(
    "FMT-07",
    Level.HARD,
    Wording(
        "域名格式不正确，如：www.example.org.cn。请勿包含用户名和密码。",
        "The domain name or address is not valid; do not include a user name or password.",
    ),
)
FMT_08 = Rule(
    "FMT-08",
    Level.SOFT,
    Wording(
        "该地址为内网地址，审核人员可能无法测试，请说明访问方式。",
        "The address is private; reviewers may be unable to test it. Explain how to get access.",
    ),
)
FMT_09 = Rule(
    "FMT-09",
    Level.HARD,
    Wording(
        "统一社会信用代码不正确，请核对第18位校验码。",
        "The unified social credit code is not valid (check character).",
    ),
)
FMT_10 = Rule(
    "FMT-10",
    Level.SOFT,
    Wording(
        "该代码不是社会组织代码，联盟依托其他单位的请说明。",
        "The code is not that of a social organization; if the alliance is hosted by another body, say so.",
    ),
    extended=True,
)
#: Asked of each file as it is uploaded, where its bytes are at hand (exchange.summary_files): a file that is
#: refused never becomes part of a document, so no check of a document could find it.
FMT_15 = Rule(
    "FMT-15",
    Level.HARD,
    Wording(
        "文件“{file}”格式或大小不符合要求（{accept}，不超过{max_mb}MB）。",
        "File “{file}” is not allowed ({accept}, at most {max_mb} MB).",
    ),
    parameters={"max_mb": Decimal(20), "max_files": Decimal(10)},
    essential=True,
)
RULES = (FMT_01, FMT_02, FMT_03, FMT_04, FMT_05, FMT_06, FMT_07, FMT_08, FMT_09, FMT_10, FMT_15)

MOBILE = "contact.mobile"
PHONES = ("contact.office_phone", "contact.fax")
EMAIL = "contact.contact_email"
POSTCODE = "management.ip_office_postcode"
TESTED = (("info_platforms", "info_platform_url"), ("databases", "database_url"))
ADDRESS_MAX = 500
PROFILE_PROVINCE = "profile.province_code"
PROFILE_CODE = "profile.unified_social_credit_code"
PROFILE_KIND = "profile.kind"


def mobile_can_be_called(sheet: Sheet) -> Iterator[Problem]:
    """FMT-01: the office calls the contact person when a date is near."""
    text = sheet.document.get(MOBILE)
    if text and not is_mobile(text):
        yield sheet.problem(FMT_01, MOBILE, value=text)


def phones_can_be_called(sheet: Sheet) -> Iterator[Problem]:
    """FMT-02, and FMT-03 of what passes it: a landline without its area code is reached from its own town only."""
    for address in PHONES:
        text = sheet.document.get(address)
        if not text:
            continue
        numbers = phone_numbers(text)
        label = sheet.plan.cells[address].label
        if not all(map(is_phone, numbers)):
            yield sheet.problem(FMT_02, address, label=label, value=text)
        elif lacks_area_code(numbers):
            yield sheet.problem(FMT_03, address, label=label, value=text)


def postcode_is_one(sheet: Sheet) -> Iterator[Problem]:
    """FMT-04: post is sorted by these six digits."""
    text = sheet.document.get(POSTCODE)
    if text and not is_postcode(text):
        yield sheet.problem(FMT_04, POSTCODE, value=text)


def postcode_is_of_the_province(sheet: Sheet) -> Iterator[Problem]:
    """FMT-05: where postcode and province disagree, one of the two was mistyped or the body sits elsewhere."""
    text = sheet.document.get(POSTCODE, "")
    province = PROVINCES.get(sheet.context.profile.province_code)
    if province and is_postcode(text) and not text.startswith(province.prefixes):
        yield FMT_05.problem(sheet.prefix + POSTCODE, PROFILE_PROVINCE, value=text, province=province.name)


def email_can_be_written_to(sheet: Sheet) -> Iterator[Problem]:
    """FMT-06: this address receives the notice when a return comes back."""
    text = sheet.document.get(EMAIL)
    if text and not is_email(text):
        yield sheet.problem(FMT_06, EMAIL, value=text)


def addresses_can_be_opened(sheet: Sheet) -> Iterator[Problem]:
    """FMT-07, and FMT-08 of what passes it: a reviewer opens these addresses from outside, and sees them in print.

    So no password may stand in them. They are read, never opened.
    """
    for block, code in TESTED:
        for row, texts in sheet.rows[block]:
            text = texts.get(code)
            if not text:
                continue
            host = host_of(text) if len(text) <= ADDRESS_MAX else None
            if host is None:
                yield sheet.problem(FMT_07, f"{block}.{row}.{code}", value=text)
            elif is_internal(host):
                yield sheet.problem(FMT_08, f"{block}.{row}.{code}", value=host)


def credit_code_is_one(sheet: Sheet) -> Iterator[Problem]:
    """FMT-09: the check character finds any single slip of the pen. The code stands in the association's profile."""
    code = sheet.context.profile.unified_social_credit_code
    if code and not valid_credit_code(code):
        yield FMT_09.problem(PROFILE_CODE, value=code)


def credit_code_is_of_a_social_organization(sheet: Sheet) -> Iterator[Problem]:
    """FMT-10: associations register as social organizations; another code is that of a host.

    Where the profile says that it is a host's there is nothing left to ask.
    """
    profile = sheet.context.profile
    code = profile.unified_social_credit_code
    if valid_credit_code(code) and not profile.hosted and not code.startswith(SOCIAL_ORGANIZATIONS):
        yield FMT_10.problem(PROFILE_CODE, PROFILE_KIND, value=code)


IN_SECTION: InSection = {
    "system_building": (
        mobile_can_be_called,
        phones_can_be_called,
        email_can_be_written_to,
        postcode_is_one,
        postcode_is_of_the_province,
        credit_code_is_one,
        credit_code_is_of_a_social_organization,
    ),
    "patent_information": (addresses_can_be_opened,),
}
ACROSS: Across = ()
