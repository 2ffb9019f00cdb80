"""Section 专利信息资源利用: a choice with a text of its own, dates in part, addresses on the net."""

import pytest

from tests.sections.conftest import DeskOf


def test_the_text_of_another_frequency_is_kept_beside_the_choice(desk_of: DeskOf) -> None:
    desk = desk_of("patent_information")
    row = desk.rows("databases")[0]
    prefix = f"databases.{row}.database_update_frequency"
    desk.post((prefix, "other"), (f"{prefix}_other", "随项目更新"))
    desk.open()
    assert (desk.shown(prefix), desk.shown(f"{prefix}_other")) == ("other", "随项目更新")


@pytest.mark.parametrize(
    ("typed", "kept"), [("2016", "2016"), ("2016年9月", "2016-09"), ("2016/9/3", "2016-09-03"), ("去年", "去年")]
)
def test_a_date_keeps_the_precision_it_was_given(desk_of: DeskOf, typed: str, kept: str) -> None:
    desk = desk_of("patent_information")
    address = f"info_platforms.{desk.rows('info_platforms')[0]}.info_platform_built_on"
    desk.post((address, typed))
    desk.open()
    assert desk.shown(address) == kept
    assert bool(desk.said_at(address)) is (typed == "去年")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://169.254.169.254/"])
def test_an_address_on_the_net_is_text_and_never_a_link(desk_of: DeskOf, address: str) -> None:
    desk = desk_of("patent_information")
    row = desk.rows("info_platforms")[0]
    desk.post((f"info_platforms.{row}.info_platform_url", address))
    desk.open()
    assert desk.shown(f"info_platforms.{row}.info_platform_url") == address
    assert not [a for a in desk.page.all("a") if a.get("href") == address]
