"""The profile of an association: what the office keeps of it beside its returns (part 7 of the inventory).

A profile is, like a document, a flat dict of canonical texts by field code. Owns the fields, their
choices and their wording; how a typed text is read is said by ``form.profile_reading``. The list of
regions is brought by the caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.form.kinds import Option
from portal.form.wording import NOTHING, Wording

Profile = dict[str, str]

YES, NATIONAL, CORPS, CORPS_PROVINCE = "1", "000000", "XPCC", "650000"
FIELDS_MAX, FIELD_LENGTH = 20, 50

KINDS = (
    Option("industry_association", Wording("行业协会", "Industry association")),
    Option("ip_alliance", Wording("产业知识产权联盟", "Industrial IP alliance")),
)

#: The nine fields of the classification of 2018. Tables of the office name them in Chinese, so does the code.
EMERGING_INDUSTRIES = tuple(
    Option(zh, Wording(zh, en))
    for zh, en in (
        ("新一代信息技术产业", "New-generation information technology"),
        ("高端装备制造产业", "High-end equipment manufacturing"),
        ("新材料产业", "New materials"),
        ("生物产业", "Biology"),
        ("新能源汽车产业", "New energy vehicles"),
        ("新能源产业", "New energy"),
        ("节能环保产业", "Energy saving and environmental protection"),
        ("数字创意产业", "Digital creativity"),
        ("相关服务业", "Related services"),
    )
)


@dataclass(frozen=True)
class ProfileField:
    """One field: its code is the column of ``association``; *hint* says how to fill it in."""

    code: str
    label: Wording
    hint: Wording = NOTHING
    required: bool = False
    max_length: int = 0
    options: tuple[Option, ...] = ()


PROFILE: tuple[ProfileField, ...] = (
    ProfileField(
        "name",
        Wording("协会/联盟名称", "Name of association/alliance"),
        Wording("登记证书或备案文件上的全称。", "Full name as on the registration certificate or filing document."),
        required=True,
        max_length=100,
    ),
    ProfileField(
        "unified_social_credit_code",
        Wording("统一社会信用代码", "Unified social credit code"),
        Wording(
            "18位。没有法人资格的联盟填依托单位的代码，并勾选下一项。",
            "18 characters. Alliances without legal personality give the code of their host and tick the next field.",
        ),
    ),
    ProfileField(
        "hosted",
        Wording("代码属于依托单位", "The code is that of a host"),
        Wording("一个单位可以是几个联盟的依托单位。", "One body may host several alliances."),
    ),
    ProfileField("kind", Wording("单位类型", "Kind of organization"), required=True, options=KINDS),
    ProfileField(
        "province_code",
        Wording("所属省（区、市）", "Province (GB/T 2260)"),
        Wording("全国性单位选“国家级”。", "National-level bodies: National."),
        required=True,
    ),
    ProfileField(
        "region_code",
        Wording("上报地区", "Reports to"),
        Wording(
            "由谁审核：所在省份的协调员，新疆生产建设兵团的协调员，或者直接上报国家级。",
            "Who reviews: the coordinator of the province, of the Corps (XPCC), or directly the national office.",
        ),
        required=True,
    ),
    ProfileField(
        "joined_year",
        Wording("加入试点单位年份", "Year of joining the pilot"),
        Wording("以批复通知为准，四位数字。", "As in the designation notice, four digits."),
        required=True,
    ),
    ProfileField(
        "designation_batch",
        Wording("试点批次", "Pilot batch (notice number)"),
        Wording("例如：国知发管函字〔2016〕18号。", "For example 国知发管函字〔2016〕18号."),
        max_length=100,
    ),
    ProfileField(
        "pilot_fields",
        Wording("试点产业领域", "Pilot industrial field(s)"),
        Wording("几个领域之间用顿号隔开。", "Separate several fields by “、” or commas."),
        required=True,
        max_length=FIELDS_MAX * (FIELD_LENGTH + 1),
    ),
    ProfileField(
        "gb4754_code",
        Wording("国民经济行业分类代码", "GB/T 4754 code"),
        Wording(
            "门类字母，可加大类至小类的数字，例如：C38。",
            "The letter of the section, with the digits of division to class if known, for example C38.",
        ),
    ),
    ProfileField(
        "sei_category",
        Wording("战略性新兴产业类别", "Strategic emerging industry"),
        options=EMERGING_INDUSTRIES,
    ),
)
BY_CODE = {field.code: field for field in PROFILE}


def options_of(field: ProfileField, regions: Iterable[Option]) -> tuple[Option, ...]:
    """The choices of a field; the Corps reports, but is no province."""
    if field.code == "province_code":
        return tuple(region for region in regions if region.code != CORPS)
    return tuple(regions) if field.code == "region_code" else field.options
