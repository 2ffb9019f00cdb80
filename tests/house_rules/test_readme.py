"""What the README says of settings, accounts and pictures is what there is."""

import re

from portal.config import REPOSITORY, SETTINGS
from portal.services import demonstration

README = (REPOSITORY / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_list_of_settings() -> None:
    listed = re.findall(r"^\| `(PORTAL_\w+)` \| (?:`(.*?)`)? *\| (.*) \|$", README, re.MULTILINE)
    assert listed == [(s.variable, s.default, s.meaning) for s in SETTINGS]


def test_every_account_of_the_demonstration_is_named_with_its_password() -> None:
    for account in demonstration.ACCOUNTS:
        assert f"`{account.email}`" in README
        assert account.name in README or account.duty.startswith("contact, ")
    assert f"`{demonstration.PASSWORD}`" in README


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
