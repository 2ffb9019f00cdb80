"""FMT-07 and FMT-08: addresses a reviewer can open, and those nobody outside can."""

import pytest

from portal.form.context import RuleSettings
from portal.form.problems import Level
from tests.form.within_records import fired, problems

URLS = ["info_platforms.r1.info_platform_url", "databases.r2.database_url"]


@pytest.mark.parametrize("address", URLS)
@pytest.mark.parametrize(
    "text",
    [
        *("https://ip.example.org/a", "patent.example.org", "203.0.113.5:8080", "http://专利.example.org"),
        *("HTTP://IP.EXAMPLE.ORG", "专利.中国", "xn--fiq228c.example", "patent.example.org:8080/search?q=a@b#top"),
        *("http://203.0.113.5", "203.0.113.5/login", "http://[2001:db8::1]:8080/x", "https://example.org/@office"),
        *("https://example.org?q=1", "https://example.org#a", "a-b.example.org", "example.org:65535", "example.org:1"),
        *("http://172.15.0.1", "http://172.32.0.1", "11.0.0.1", "9.255.255.255", "128.0.0.1", "192.169.0.1"),
        *("169.253.0.1", "http://[fbff::1]", "http://[fe00::1]", "http://[::2]", "http://[::ffff:203.0.113.5]"),
        *("a" * 63 + ".cn", "https://example.org/" + "a" * 480),
    ],
)
def test_fmt_07_and_fmt_08_accept_addresses_a_reviewer_can_open(address: str, text: str) -> None:
    assert fired("patent_information", {address: text}) == []


@pytest.mark.parametrize("address", URLS)
@pytest.mark.parametrize(
    "text",
    [
        *("http://user:pw@x.org", "javascript:alert(1)", "www"),
        *("user@example.org", "http://user@example.org", "ftp://example.org", "http:/example.org", "http://"),
        *("//x.org", "example。org", "无", "甲.cn、乙.cn"),
        *("example..org", ".example.org", "example.org.", "-a.example.org", "a-.example.org", "a_b.example.org"),
        *("example.org:0", "example.org:65536", "example.org:", "example.org:80a", "example.org:100000"),
        *("256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "http://2130706433", "example.123"),
        *("[2001:db8::1]", "http://[2001:db8::1", "http://[zz::1]", "http://[1::2::3]", "http://[]"),
        *("exa mple.org", "example.org/a b", "http://a\\@b.org", "example.org/a\\b"),
        *("a" * 64 + ".cn", "/path.html", "?q.x", "www:8080", "mailto:a@b.cn", "https://https://example.org"),
    ],
)  # fmt: skip
def test_fmt_07_refuses_what_is_no_address_or_holds_a_password(address: str, text: str) -> None:
    assert fired("patent_information", {address: text}) == [("FMT-07", address)]


def test_fmt_07_draws_the_line_at_500_characters() -> None:
    address = URLS[0]
    assert fired("patent_information", {address: "https://example.org/" + "a" * 481}) == [
        ("FMT-12", address),
        ("FMT-07", address),
    ]


def test_fmt_07_is_hard_and_warns_of_passwords() -> None:
    (problem,) = problems("patent_information", {URLS[0]: "www"})
    assert (problem.level, problem.parameters["value"]) == (Level.HARD, "www")
    assert problem.message("zh") == "域名格式不正确，如：www.example.org.cn。请勿包含用户名和密码。"
    assert problem.message("en") == ("The domain name or address is not valid; do not include a user name or password.")


@pytest.mark.parametrize("address", URLS)
@pytest.mark.parametrize(
    "text",
    [
        *("10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255:8080", "http://192.168.10.21:8080/db"),
        *("127.0.0.1", "127.255.0.1", "169.254.1.1", "http://[fc00::1]", "http://[fdff::1]:80", "http://[::1]/"),
        *("http://[fe80::1]", "http://[::ffff:10.0.0.1]", "localhost", "http://localhost:5000", "LOCALHOST:80"),
        *("http://patent-server/search", "https://www"),
    ],
)
def test_fmt_08_asks_how_an_internal_address_can_be_tested(address: str, text: str) -> None:
    (problem,) = problems("patent_information", {address: text})
    assert (problem.rule.code, problem.level) == ("FMT-08", Level.SOFT)
    assert problem.addresses == (f"patent_information.{address}",)
    assert problem.message("zh") == "该地址为内网地址，审核人员可能无法测试，请说明访问方式。"
    assert problem.message("en") == (
        "The address is private; reviewers may be unable to test it. Explain how to get access."
    )


def test_fmt_08_keeps_the_host_that_made_it_fire() -> None:
    (problem,) = problems("patent_information", {URLS[0]: "HTTP://Intranet:8080/a"})
    assert problem.parameters["value"] == "intranet"


@pytest.mark.parametrize("address", URLS)
def test_blank_addresses_are_a_matter_of_completeness(address: str) -> None:
    assert fired("patent_information", {address: ""}) == [("REQ-01", address)]


def test_a_row_without_an_address_does_not_hide_the_next() -> None:
    first, second = (f"databases.{row}.database_url" for row in ("r1", "r2"))
    assert fired("patent_information", {first: "", second: "www"}) == [("REQ-01", first), ("FMT-07", second)]


@pytest.mark.parametrize(("text", "rule"), [("1", "FMT-07"), ("10.0.0.1", "FMT-08")])
def test_a_round_can_switch_the_rules_of_addresses_off(text: str, rule: str) -> None:
    assert fired("patent_information", {URLS[0]: text}) == [(rule, URLS[0])]
    assert fired("patent_information", {URLS[0]: text}, rules=RuleSettings(off=frozenset({rule}))) == []
