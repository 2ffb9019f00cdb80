"""The profile of an association: every field is read from what people type and from what a workbook holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.form.kinds import Option
from portal.form.profile import BY_CODE, PROFILE, options_of
from portal.form.profile_reading import Fault, read_profile, remarks, valid_credit_code
from portal.form.wording import Wording

REGIONS = (
    Option("000000", Wording("国家级", "National")),
    Option("320000", Wording("江苏省", "Jiangsu")),
    Option("650000", Wording("新疆维吾尔自治区", "Xinjiang")),
    Option("XPCC", Wording("新疆生产建设兵团", "Xinjiang Production and Construction Corps (XPCC)")),
)
GOOD = {
    "name": "长江工业软件行业协会（虚构）",
    "unified_social_credit_code": "51320000500099003W",
    "hosted": "",
    "kind": "industry_association",
    "province_code": "320000",
    "region_code": "320000",
    "joined_year": "2016",
    "designation_batch": "国知发管函字〔2016〕18号",
    "pilot_fields": "工业软件、工业互联网",
    "gb4754_code": "I65",
    "sei_category": "新一代信息技术产业",
}


def faults(**changed: str) -> list[Fault]:
    return read_profile(GOOD | changed, REGIONS)[1]


def faulty(**changed: str) -> list[str]:
    return [fault.field for fault in faults(**changed)]


def read(**changed: str) -> dict[str, str]:
    profile, found = read_profile(GOOD | changed, REGIONS)
    assert found == []
    return profile


def test_a_profile_in_canonical_form_is_read_as_it_stands() -> None:
    assert read() == GOOD
    assert set(GOOD) == set(BY_CODE) == {field.code for field in PROFILE}


@pytest.mark.parametrize(
    "code", ["91330100716105852F", "511100005000990015", "9144030071526726XG", "914403001922038216"]
)
def test_a_code_whose_last_character_checks_the_others_is_valid(code: str) -> None:
    assert valid_credit_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "91330100716105852G",
        "9133010071610585",
        "91330100716105852I",
        "",
        "５１１１００００５０００９９００１５",
        "5" * 18,
    ],
)
def test_any_other_code_is_not(code: str) -> None:
    assert not valid_credit_code(code)


def test_one_wrong_character_is_always_noticed() -> None:
    good = GOOD["unified_social_credit_code"]
    for place in range(18):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY".replace(good[place], ""):
            assert not valid_credit_code(good[:place] + other + good[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ({"unified_social_credit_code": " 5132 0000-5000 99003w "}, "51320000500099003W"),
        ({"unified_social_credit_code": "５１３２００００５０００９９００３Ｗ"}, "51320000500099003W"),
        ({"unified_social_credit_code": ""}, ""),
        ({"kind": "行业协会"}, "industry_association"),
        ({"kind": "Industrial IP Alliance"}, "ip_alliance"),
        ({"region_code": "国家级"}, "000000"),
        ({"province_code": "JIANGSU"}, "320000"),
        ({"joined_year": "２０１６年"}, "2016"),
        ({"pilot_fields": " 工业软件 ;云计算，工业软件,  "}, "工业软件、云计算"),
        ({"gb4754_code": "ｃ 38"}, "C38"),
        ({"sei_category": "New materials"}, "新材料产业"),
        ({"hosted": "是"}, "1"),
        ({"hosted": "no"}, ""),
    ],
)
def test_what_people_type_is_read_generously(typed: dict[str, str], canonical: str) -> None:
    assert read(**typed)[next(iter(typed))] == canonical


@pytest.mark.parametrize(
    "typed",
    [
        {"name": " "},
        {"name": "长" * 101},
        {"unified_social_credit_code": "51320000500099003X"},
        {"hosted": "maybe"},
        {"kind": "company"},
        {"kind": ""},
        {"province_code": "XPCC"},
        {"province_code": "999999"},
        {"region_code": ""},
        {"joined_year": "16"},
        {"joined_year": "1948"},
        {"joined_year": "2101"},
        {"joined_year": "2016.5"},
        {"designation_batch": "批" * 101},
        {"pilot_fields": "、、"},
        {"pilot_fields": "、".join(map(str, range(21)))},
        {"pilot_fields": "域" * 51},
        {"gb4754_code": "U10"},
        {"gb4754_code": "C3"},
        {"sei_category": "航海"},
    ],
)
def test_what_cannot_be_read_is_a_fault_of_its_field_and_stays_as_typed(typed: dict[str, str]) -> None:
    code, text = next(iter(typed.items()))
    profile, found = read_profile(GOOD | typed, REGIONS)
    assert [fault.field for fault in found] == [code]
    assert profile[code] == text.strip()


@pytest.mark.parametrize(
    ("province", "region", "right"),
    [
        ("320000", "320000", True),
        ("320000", "000000", True),
        ("000000", "000000", True),
        ("650000", "XPCC", True),
        ("320000", "650000", False),
        ("320000", "XPCC", False),
        ("000000", "320000", False),
    ],
)
def test_one_reports_to_the_own_province_to_the_nation_or_to_the_corps(province: str, region: str, right: bool) -> None:
    assert faulty(province_code=province, region_code=region) == ([] if right else ["region_code"])


def test_who_is_hosted_gives_the_code_of_the_host() -> None:
    assert faulty(hosted="1", unified_social_credit_code="") == ["hosted"]
    assert faulty(hosted="1") == []


def test_a_code_of_no_social_organization_is_worth_a_remark_unless_it_is_that_of_a_host() -> None:
    company = {"unified_social_credit_code": "91330100716105852F"}
    assert len(remarks(read(**company))) == 1
    assert remarks(read(**company, hosted="1")) == remarks(read()) == []


def test_the_corps_reports_but_is_no_province() -> None:
    assert "XPCC" in [option.code for option in options_of(BY_CODE["region_code"], REGIONS)]
    assert "XPCC" not in [option.code for option in options_of(BY_CODE["province_code"], REGIONS)]


def test_messages_name_the_field_and_the_value_in_the_language_of_the_reader() -> None:
    found = faults(kind="{0} {label}")[0]
    assert found.message("zh") == "“单位类型”没有“{0} {label}”这一项。"
    assert found.message("en") == "“{0} {label}” is no choice of “Kind of organization”."


@given(st.dictionaries(st.sampled_from([*BY_CODE]), st.text()))
def test_whatever_is_typed_a_profile_comes_back_and_reading_it_again_changes_nothing(typed: dict[str, str]) -> None:
    profile, found = read_profile(typed, REGIONS)
    assert set(profile) == set(BY_CODE)
    assert all(fault.message(language) for fault in found for language in ("zh", "en"))
    assert read_profile(profile, REGIONS)[0] == profile
