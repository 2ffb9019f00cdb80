"""The few entries of the top bar: what a person of this part works with."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.filing.access import Grant, is_administrator, may_invite, watches_many
from portal.web.quick_urls import plain


@dataclass(frozen=True)
class NavEntry:
    """One entry; ``here`` on every page that belongs to it."""

    label: str
    url: str
    here: bool


#: Blueprints whose pages belong to an entry; pages of a filing belong to where the person came from.
BELONGS = {
    "filings": "filings.index",
    "queue": "queue.index",
    "review": "queue.index",
    "rounds": "rounds.index",
    "round_settings": "rounds.index",
    "round_decisions": "rounds.index",
    "extensions": "rounds.index",
    "figures": "rounds.index",
    "rules": "rounds.index",
    "watching": "queue.index",
    "packets": "queue.index",
    "associations": "associations.index",
    "association_imports": "associations.index",
    "people": "people.index",
    "receipt_checks": "",
    "account": "",
}


def init_app(app: Flask) -> None:
    """Let the frame of every page ask for its entries."""
    app.jinja_env.globals["main_nav"] = main_nav


def main_nav() -> list[NavEntry]:
    """The entries for the signed-in person."""
    grants: Sequence[Grant] = current_user.grants
    entries = []
    contact = any(grant.association_id for grant in grants)
    if contact or not watches_many(grants):
        entries.append((_("My returns"), "filings.index"))
    if watches_many(grants):
        entries.append((_("Returns"), "queue.index"))
    if is_administrator(grants):
        entries.append((_("Rounds"), "rounds.index"))
        entries.append((_("Associations"), "associations.index"))
    if may_invite(grants):
        entries.append((_("People"), "people.index"))
    here = BELONGS.get(request.blueprint or "", "filings.index" if contact else "queue.index")
    return [NavEntry(label, plain(endpoint), endpoint == here) for label, endpoint in entries]
