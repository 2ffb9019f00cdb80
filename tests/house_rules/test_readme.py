"""What the README says of settings, accounts and pictures is what there is."""

import re

from portal.config import REPOSITORY, SETTINGS
from portal.filing.transitions import TRANSITIONS
from portal.services import demonstration
from tests.house_rules.life_of_a_filing import BEGIN, END, diagram, drawn

README = (REPOSITORY / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_list_of_settings() -> None:
    listed = re.findall(r"^\| `(PORTAL_\w+)` \| (?:`(.*?)`)? *\| (.*) \|$", README, re.MULTILINE)
    assert listed == [(s.variable, s.default, s.meaning) for s in SETTINGS]


def test_the_life_of_a_filing_is_drawn_as_the_table_of_transitions_has_it() -> None:
    assert README.count(BEGIN) == README.count(END) == 1
    _before, _mark, after = README.partition(BEGIN)
    assert after.partition(END)[0].strip() == drawn(), "python -m tests.house_rules.life_of_a_filing prints what it is"


def test_every_edge_of_the_table_is_in_the_diagram_and_no_other() -> None:
    arrows = set(re.findall(r"^    (\w+) --> (\w+): (\w+)", diagram(), re.MULTILINE))
    edges = {(s.value, d.value, t.action.value) for t in TRANSITIONS for s in t.sources for d in t.targets}
    assert arrows == edges


def test_every_account_of_the_demonstration_is_named_with_its_password() -> None:
    for account in demonstration.ACCOUNTS:
        assert f"`{account.email}`" in README
        assert account.name in README or account.duty.startswith("contact, ")
    assert f"`{demonstration.PASSWORD}`" in README


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
