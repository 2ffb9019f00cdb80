"""What mails about accounts say: a part that was given, and links that work once."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.filing.access import Role
from portal.models import AccessLink, OutboxMail, db
from portal.services import access_links, clock
from portal.services.outbox import MailKind
from tests.support.mail_desk import Acting, Desk, path_of
from tests.support.people import World


@pytest.fixture
def desk(app: Flask, world: World, acting_as: Acting) -> Desk:
    return Desk(app, world, acting_as)


@pytest.mark.parametrize(
    ("role", "where", "words"),
    [
        (Role.EDITOR, {"association": "太湖联盟（虚构）"}, "fill in the return of 太湖联盟（虚构）"),
        (Role.SUBMITTER, {"association": "太湖联盟（虚构）"}, "fill in and submit the return of 太湖联盟（虚构）"),
        (Role.COORDINATOR, {"region": "320000"}, "coordinator for Jiangsu"),
        (Role.ADMINISTRATOR, {}, "national administrator"),
        (Role.OBSERVER, {}, "read the returns of the nation"),
        (Role.OBSERVER, {"region": "320000"}, "read the returns (Jiangsu)"),
    ],
)
@pytest.mark.parametrize("kind", [MailKind.INVITATION, MailKind.ADDED])
def test_who_is_given_a_part_is_told_which_and_by_whom(
    desk: Desk, kind: MailKind, role: Role, where: dict[str, str], words: str
) -> None:
    about = {"association": "", "region": "", "by": "郑国安", "role": role.value} | where
    desk.leave(kind, desk.people.olga, **about)
    letter = desk.post()["Olga"]
    assert "郑国安" in letter.text
    assert f"Your part: {words}." in letter.text


@pytest.mark.parametrize(
    ("kind", "beginning", "purpose"),
    [
        (MailKind.INVITATION, "/join/", access_links.LinkPurpose.INVITATION),
        (MailKind.PASSWORD_RESET, "/reset/", access_links.LinkPurpose.RESET),
    ],
)
def test_a_single_use_link_is_made_when_it_is_sent_and_stands_nowhere_but_in_the_mail(
    desk: Desk, kind: MailKind, beginning: str, purpose: access_links.LinkPurpose
) -> None:
    about = {"association": "", "region": "", "by": "郑国安", "role": "observer"}
    desk.leave(kind, desk.people.olga, **about)
    path = path_of(desk.post()["Olga"])
    assert path.startswith(beginning)
    token = path.removeprefix(beginning)
    with desk.acting_as(None):
        link = access_links.find(token, clock.now())
        assert link is not None
        assert (link.person_id, link.purpose) == (desk.people.olga.id, purpose.value)
        kept = [
            *db.session.execute(select(*OutboxMail.__table__.c)),
            *db.session.execute(select(*AccessLink.__table__.c)),
        ]
        assert token not in str(kept)
