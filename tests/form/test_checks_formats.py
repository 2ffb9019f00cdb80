"""FMT-01 … FMT-06, FMT-09, FMT-10, FMT-15: the test values of the rule book, and both sides of every pattern."""

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from portal.form.checks import check_section
from portal.form.checks.formats import FMT_15
from portal.form.context import Profile, RuleSettings
from portal.form.editions import EDITION_2017
from portal.form.kinds import Mobile, Phone
from portal.form.postcodes import PROVINCES
from portal.form.problems import Level, Problem
from tests.form.samples import HERE, SAMPLES, changed, complete, context
from tests.form.within_records import fired, problems

ONE = "system_building"
MOBILE, PHONE, FAX, EMAIL = "contact.mobile", "contact.office_phone", "contact.fax", "contact.contact_email"
POSTCODE = "management.ip_office_postcode"
CODE = "profile.unified_social_credit_code"
SOCIAL, COMPANY = "511100005000990015", "91330100716105852F"


def of_profile(**known: object) -> list[Problem]:
    """What FMT-05, FMT-09 and FMT-10 find in sample A for an association of which *known* is known."""
    found = problems(ONE, {}, profile=Profile(**known))
    return [problem for problem in found if problem.rule.code in {"FMT-05", "FMT-09", "FMT-10"}]


@pytest.mark.parametrize(
    "typed",
    [
        *("13900000011", "+86 139-0000-0011", "+852 91234567"),
        *("0086 13900000011", "008613900000011", "139 0000 0011", "13000000000", "19999999999"),
        *("13900860011", "+1-41555501", "+1415555", "+99912345678901234", "１３９００００００１１"),
    ],
)
def test_fmt_01_accepts_mobile_numbers_of_here_and_elsewhere(typed: str) -> None:
    assert fired(ONE, {MOBILE: Mobile(20).read(typed)}) == []


@pytest.mark.parametrize(
    "typed",
    [
        *("12900000011", "1390000001", "139000000111", "03900000011"),
        *("+86 12900000011", "+86 91234567", "8613900000011", "1390000001x", "+1 1234", "+999123456789012345"),
        *("+8613900000011+86", "١٣٩٠٠٠٠٠٠١١", "1390086+861", "13900000011\n"),
    ],
)
def test_fmt_01_refuses_what_nobody_can_call(typed: str) -> None:
    (*_, problem) = problems(ONE, {MOBILE: typed})
    assert (problem.rule.code, problem.level, problem.addresses) == ("FMT-01", Level.HARD, (f"{ONE}.{MOBILE}",))
    assert problem.message("zh") == "手机号码应为11位数字（1开头），境外号码请以+国家代码开头。"
    assert problem.message("en").startswith("Mobile number must have 11 digits starting with 1;")


@pytest.mark.parametrize("address", [PHONE, FAX])
@pytest.mark.parametrize(
    "typed",
    [
        *("010-62080000", "0512-66660001-802", "0371-60000010转8012", "400-812-3456", "010-62080000/62080001"),
        *("01062080000", "010 62080000", "0431-8500004", "010-62080000#1", "010-62080000-123456"),
        *("010-62080000ext.12", "010-62080000ext 12", "010-62080000ext. 12", "800-8123456", "4008123456"),
        *("13900000011", "+852 91234567", "010-62080000、010-62080001 ; 400-812-3456", "010-62080000；13900000011"),
    ],
)
def test_fmt_02_accepts_numbers_that_can_be_dialled(address: str, typed: str) -> None:
    assert fired(ONE, {address: Phone(40).read(typed)}) == []


@pytest.mark.parametrize("address", [PHONE, FAX])
@pytest.mark.parametrize(
    "typed",
    [
        *("62-08", "010-6208", "abc", "(010)62080000"),
        *("010-12080000", "010-620800001", "010-620800", "01-62080000", "00100-62080000", "010-62080000-"),
        *("010--62080000",),
        *("010-62080000-1234567", "010-62080000转", "500-812-3456", "400-812-345", "010-62080000/", "010-62080000/abc"),
        *("/", "010-62080000,62080001", "010-62080000ext1234567"),
    ],
)  # fmt: skip
def test_fmt_02_refuses_what_is_no_number(address: str, typed: str) -> None:
    assert fired(ONE, {address: typed}) == [("FMT-02", address)]


def test_fmt_02_names_the_half_of_the_cell_it_is_about() -> None:
    (phone,) = problems(ONE, {PHONE: "abc"})
    (fax,) = problems(ONE, {FAX: "abc"})
    assert (phone.level, phone.message("zh")) == (Level.HARD, "“办公电话”格式不正确，如：010-62080000-8012。")
    assert fax.message("zh") == "“传真”格式不正确，如：010-62080000-8012。"
    assert phone.message("en") == "“Office phone” is not a valid phone number, for example 010-62080000-8012."


@pytest.mark.parametrize(
    ("typed", "rules"),
    [
        ("62080000", ["FMT-03"]),
        ("6208000-802", ["FMT-03"]),
        ("400-812-3456/62080000", ["FMT-03"]),
        ("62080000/010-62080001", ["FMT-03"]),
        ("010-62080000/62080001", []),
        ("01062080000", []),
        ("0512 66660001", []),
        ("400-812-3456", []),
        ("13900000011", []),
        ("+852 91234567", []),
    ],
)
def test_fmt_03_asks_for_the_area_code_of_the_first_landline(typed: str, rules: list[str]) -> None:
    assert fired(ONE, {PHONE: typed}) == [(rule, PHONE) for rule in rules]


def test_fmt_03_is_soft_and_names_the_cell() -> None:
    (problem,) = problems(ONE, {FAX: "62080000"})
    assert (problem.level, problem.rule.extended, problem.parameters["value"]) == (Level.SOFT, True, "62080000")
    assert problem.message("zh") == "“传真”缺少区号，请核实。"
    assert problem.message("en") == "“Fax” has no area code; please check."


@pytest.mark.parametrize("text", ["100190", "999077", "000001", "215000"])
def test_fmt_04_accepts_postcodes(text: str) -> None:
    assert fired(ONE, {POSTCODE: text}) == []


@pytest.mark.parametrize("text", ["10019", "1001900", "000000", "10O190", "100 190", "١٠٠١٩٠"])
def test_fmt_04_refuses_what_no_letter_can_bear(text: str) -> None:
    assert ("FMT-04", POSTCODE) in fired(ONE, {POSTCODE: text}, profile=Profile(province_code="110000"))
    assert "FMT-05" not in [rule for rule, _ in fired(ONE, {POSTCODE: text}, profile=Profile(province_code="110000"))]


@pytest.mark.parametrize("code", PROVINCES)
def test_fmt_05_knows_the_postcodes_of_every_province(code: str) -> None:
    profile = Profile(province_code=code)
    for prefix in PROVINCES[code].prefixes:
        assert fired(ONE, {POSTCODE: prefix.ljust(6, "9")}, profile=profile) == []
    assert fired(ONE, {POSTCODE: "990000"}, profile=profile) == [("FMT-05", POSTCODE)]


@pytest.mark.parametrize("code", ["", "000000", "710000", "XPCC", "999999"])
def test_fmt_05_is_silent_where_no_list_says_what_to_expect(code: str) -> None:
    assert fired(ONE, {POSTCODE: "990000"}, profile=Profile(province_code=code)) == []


def test_fmt_05_names_the_province_and_both_places() -> None:
    (problem,) = problems(ONE, {POSTCODE: "100190"}, profile=Profile(province_code="320000"))
    assert (problem.level, problem.rule.extended) == (Level.SOFT, True)
    assert problem.addresses == (f"{ONE}.{POSTCODE}", "profile.province_code")
    assert problem.message("zh") == "邮编100190与所属省份江苏省不一致，请核实。"
    assert problem.message("en") == "Postcode 100190 does not match Jiangsu; please check."


def test_provinces_have_the_names_of_the_regions_returns_are_reported_to() -> None:
    path = HERE.parents[1] / "migrations" / "versions" / "0003_regions.py"
    spec = importlib.util.spec_from_file_location("regions", Path(path))
    assert spec is not None
    assert spec.loader is not None
    regions = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(regions)
    named = {code: (zh, en) for code, zh, en in regions.REGIONS if code not in {"000000", "XPCC", "710000"}}
    assert {code: tuple(province.name) for code, province in PROVINCES.items()} == named


@pytest.mark.parametrize(
    "text",
    [
        *("ipr@sunan-sensor.example.org", "a@b.cn", "x.y+z_1@mail.example.com.cn", "o'neill@example.org", "a@1.cn"),
        "a" * 242 + "@example.org",
    ],
)
def test_fmt_06_accepts_addresses_mail_can_reach(text: str) -> None:
    assert len(text) <= 254
    assert fired(ONE, {EMAIL: text}) == []


@pytest.mark.parametrize(
    "text",
    [
        *("a@b", "张三@", "two@@example.org", "example.org", "@example.org", "a@", "a b@example.org", "a@exa mple.org"),
        *("a@.example.org", "a@example.org.", "a@example..org", "a@b@example.org", "a@-x.org", "a@x-.org", "a@1.2.3.4"),
        *("张三@example.org", "ａ@example.org", "a＠example.org", "a@例子.org", "a@example。org", "a\x00b@example.org"),
        *("a@example.org;b@example.org", "a@example.org,b", "王<a@example.org>", '"a"@example.org', "a@ex_ample.org"),
        *("a\u200b@example.org", "a@example.org\n"),
    ],
)
def test_fmt_06_refuses_addresses_mail_cannot_reach(text: str) -> None:
    assert ("FMT-06", EMAIL) in fired(ONE, {EMAIL: text})


def test_fmt_06_draws_the_line_at_254_characters() -> None:
    assert "FMT-06" in [rule for rule, _ in fired(ONE, {EMAIL: "a" * 243 + "@example.org"})]


def test_fmt_06_is_hard_and_says_so_plainly() -> None:
    (problem,) = problems(ONE, {EMAIL: "a@b"})
    assert (problem.level, problem.message("zh")) == (Level.HARD, "电子邮箱格式不正确。")
    assert problem.message("en") == "The e-mail address is not valid."


@pytest.mark.parametrize("code", [COMPANY, SOCIAL, "54110000500099001U"])
def test_fmt_09_accepts_codes_whose_last_character_checks_the_others(code: str) -> None:
    assert of_profile(unified_social_credit_code=code, hosted=True) == []


@pytest.mark.parametrize(
    "code", ["91330100716105852G", "9133010071610585", "91330100716105852I", "91330100716105852f", "x", "5" * 40]
)
def test_fmt_09_refuses_other_codes_at_the_profile(code: str) -> None:
    (problem,) = of_profile(unified_social_credit_code=code)
    assert (problem.rule.code, problem.level, problem.addresses) == ("FMT-09", Level.HARD, (CODE,))
    assert problem.message("zh") == "统一社会信用代码不正确，请核对第18位校验码。"
    assert problem.message("en") == "The unified social credit code is not valid (check character)."


@pytest.mark.parametrize("code", [SOCIAL, "521100005000990012", "53110000500099001Y", ""])
def test_fmt_10_is_content_with_social_organizations(code: str) -> None:
    assert of_profile(unified_social_credit_code=code) == []


@pytest.mark.parametrize("code", [COMPANY, "501100005000990018", "54110000500099001U", "15110000500099001W"])
def test_fmt_10_asks_about_codes_of_other_bodies_unless_a_host_is_declared(code: str) -> None:
    (problem,) = of_profile(unified_social_credit_code=code)
    assert (problem.rule.code, problem.level, problem.rule.extended) == ("FMT-10", Level.SOFT, True)
    assert problem.addresses == (CODE, "profile.kind")
    assert problem.message("zh") == "该代码不是社会组织代码，联盟依托其他单位的请说明。"
    assert problem.message("en").startswith("The code is not that of a social organization;")
    assert of_profile(unified_social_credit_code=code, hosted=True) == []


def test_the_profile_is_reported_in_one_section_only() -> None:
    for section in EDITION_2017.sections[1:]:
        found = check_section(
            section,
            complete(SAMPLES["A"])[section.code],
            context(SAMPLES["A"], profile=Profile("ip_alliance", "110000", "x")),
        )
        assert [problem.rule.code for problem in found] == []


@pytest.mark.parametrize("address", [MOBILE, PHONE, EMAIL, POSTCODE])
def test_blank_cells_are_a_matter_of_completeness(address: str) -> None:
    assert fired(ONE, {address: ""}, profile=Profile(province_code="320000")) == [("REQ-01", address)]
    assert fired(ONE, {FAX: ""}) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({MOBILE: "1"}, "FMT-01"),
        ({PHONE: "1"}, "FMT-02"),
        ({PHONE: "62080000"}, "FMT-03"),
        ({POSTCODE: "1"}, "FMT-04"),
        ({POSTCODE: "100190"}, "FMT-05"),
        ({EMAIL: "1"}, "FMT-06"),
    ],
)
def test_a_round_can_switch_a_rule_of_format_off(changes: dict[str, str], rule: str) -> None:
    profile = Profile(province_code="320000")
    assert [r for r, _ in fired(ONE, changes, profile=profile)] == [rule]
    assert fired(ONE, changes, profile=profile, rules=RuleSettings(off=frozenset({rule}))) == []


def test_fmt_15_is_asked_at_the_upload_and_cannot_be_switched_off() -> None:
    assert (FMT_15.code, FMT_15.level, FMT_15.essential) == ("FMT-15", Level.HARD, True)
    assert FMT_15.parameters == {"max_mb": Decimal(20), "max_files": Decimal(10)}
    problem = FMT_15.problem(
        "summary_materials.work_summary.rows", file="总结.exe", accept="docx, pdf", max_mb=FMT_15.parameters["max_mb"]
    )
    assert problem.message("zh") == "文件“总结.exe”格式或大小不符合要求（docx, pdf，不超过20MB）。"
    assert problem.message("en") == "File “总结.exe” is not allowed (docx, pdf, at most 20 MB)."


@pytest.mark.parametrize(
    ("address", "text"), [(MOBILE, "12"), (PHONE, "12"), (FAX, "12"), (POSTCODE, "12"), (EMAIL, "12")]
)
def test_a_problem_of_format_keeps_the_text_that_made_it_fire(address: str, text: str) -> None:
    (problem,) = problems(ONE, {address: text})
    assert problem.parameters["value"] == text


@pytest.mark.parametrize("code", ["x", COMPANY])
def test_a_problem_of_a_code_keeps_the_code(code: str) -> None:
    (problem,) = of_profile(unified_social_credit_code=code)
    assert problem.parameters["value"] == code


def test_a_blank_office_phone_does_not_hide_a_wrong_fax() -> None:
    assert fired(ONE, {PHONE: "", FAX: "12"}) == [("REQ-01", PHONE), ("FMT-02", FAX)]


def test_fmt_04_says_how_many_digits_it_wants() -> None:
    (problem,) = problems(ONE, {POSTCODE: "12"})
    assert (problem.level, problem.message("zh")) == (Level.HARD, "邮编应为6位数字。")
    assert problem.message("en") == "Postcode must have 6 digits."


def test_an_optional_fax_of_sample_d_is_no_problem() -> None:
    assert FAX not in changed(ONE, {}, "D")
    assert fired(ONE, {}, "D") == []
