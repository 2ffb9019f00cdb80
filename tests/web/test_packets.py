"""The page of packets: asked for by one click, watched, fetched, and by nobody else."""

import uuid
from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from portal.models import Membership, Packet, Person, Region, db
from portal.services.packets import Fault
from portal.services.transactions import writing
from tests.support.client import PageClient
from tests.support.office import text_of
from tests.support.packets import PacketDesk
from tests.support.people import JIANGSU, YUNNAN, World

SignIn = Callable[[PageClient, Person], TestResponse]


@pytest.fixture
def desk(app: Flask, world: World) -> PacketDesk:
    return PacketDesk(app, world)


@pytest.fixture
def enter(client: PageClient, sign_in: SignIn) -> Callable[[Person], PageClient]:
    """Sign somebody in, reading English, in the place of whoever was."""

    def entered(person: Person, language: str = "en") -> PageClient:
        client.post("/sign-out")
        sign_in(client, person)
        client.post("/language/" + language)
        return client

    return entered


Enter = Callable[..., PageClient]


def change(desk: PacketDesk, **columns: object) -> None:
    """Change every packet past its services."""
    with desk.ours.acting(), writing() as session:
        session.execute(update(Packet).values(**columns))


def forms_to(client: PageClient, path: str, where: str) -> list[dict[str, str]]:
    """What the forms of the page at *path* that post to *where* would post."""
    forms = [form for form in client.page(path).all("form") if form.get("action") == where]
    return [{i.get("name", ""): i.get("value", "") for i in form.iter() if i.get("name")} for form in forms]


def test_one_click_on_the_queue_asks_for_the_packet_of_the_own_region(desk: PacketDesk, enter: Enter) -> None:
    client = enter(desk.people.clara)
    (form,) = forms_to(client, "/review/", "/packets")
    answer = client.post("/packets", data=form, expect=303)
    (packet,) = desk.ours.rows(Packet)
    assert (packet.region_code, packet.round_id, packet.language) == (YUNNAN, desk.world.round.id, "en")
    said = text_of(client.get(answer.location))
    assert "Packet of the 2017 round, Yunnan" in said
    assert "In the queue" in said
    client.post("/packets", data=form, expect=303)
    assert len(desk.ours.rows(Packet)) == 1


def test_whoever_watches_over_many_regions_chooses_one_or_the_nation(desk: PacketDesk, enter: Enter) -> None:
    client = enter(desk.people.nadia)
    assert forms_to(client, "/review/", "/packets") == []
    assert forms_to(client, f"/review/?region={YUNNAN}", "/packets")[0]["region"] == YUNNAN
    page = client.page("/packets")
    options = [option.get("value") for option in page.all("option")]
    with desk.ours.acting():
        assert set(options) == {"", *db.session.scalars(db.select(Region.code))}
    for region in ("", JIANGSU):
        client.post("/packets", data={"round": str(desk.world.round.id), "region": region}, expect=303)
    assert {packet.region_code for packet in desk.ours.rows(Packet)} == {"", JIANGSU}


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({}, 400),
        ({"region": YUNNAN}, 400),
        ({"round": "no-round", "region": YUNNAN}, 400),
        ({"round": str(uuid.uuid4()), "region": YUNNAN}, 404),
        ({"round": "2017", "region": JIANGSU}, 404),
        ({"round": "2017", "region": ""}, 404),
        ({"round": "2017", "region": "x" * 5000}, 404),
    ],
)
def test_what_the_page_does_not_offer_cannot_be_asked_for(
    desk: PacketDesk, enter: Enter, posted: dict[str, str], status: int
) -> None:
    asked = {name: str(desk.world.round.id) if value == "2017" else value for name, value in posted.items()}
    enter(desk.people.clara).post("/packets", data=asked, expect=status)
    assert desk.ours.rows(Packet) == []


def test_the_page_says_how_far_it_is_and_looks_again_by_itself(desk: PacketDesk, enter: Enter) -> None:
    desk.ask(desk.people.clara)
    change(desk, state="building", done=12, total=200)
    page = enter(desk.people.clara).page("/packets")
    (bar,) = page.all("progress")
    assert (bar.get("value"), bar.get("max")) == ("12", "200")
    assert "12 of 200 returns" in "".join(page.root.itertext())
    assert [script.get("src", "").partition("?")[0] for script in page.all("script")] == ["/static/js/packets.js"]
    (look,) = page.all("noscript")
    assert [a.get("href") for a in look.iter() if a.get("href")] == ["/packets"]


def test_a_page_with_nothing_under_way_does_not_look_again(desk: PacketDesk, enter: Enter) -> None:
    client = enter(desk.people.clara)
    assert list(client.page("/packets").all("script")) == []
    assert "No packet yet" in text_of(client.get("/packets"))
    desk.ask(desk.people.clara)
    assert desk.build()
    assert list(client.page("/packets").all("script")) == []


@pytest.mark.parametrize(("language", "name"), [("zh", "2017"), ("en", "Packet of the 2017 round, Yunnan-")])
def test_a_packet_that_is_ready_comes_as_a_file_in_pieces(
    desk: PacketDesk, enter: Enter, language: str, name: str
) -> None:
    desk.submit_both()
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    client = enter(desk.people.clara, language)
    (link,) = [a.get("href") for a in client.page("/packets").all("a") if "/packets/" in a.get("href", "")]
    assert link == f"/packets/{asked}"
    with client.get(link, expect=200) as answer:
        assert answer.mimetype == "application/zip"
        disposition = unquote(answer.headers["Content-Disposition"])
        assert disposition.startswith("attachment; ")
        assert name in disposition
        assert answer.is_streamed
        assert "no-store" in answer.headers["Cache-Control"]
        data = answer.data
    assert int(answer.headers["Content-Length"]) == len(data)
    assert ZipFile(BytesIO(data)).testzip() is None


def test_nobody_else_gets_it_and_it_is_then_as_if_it_were_not(desk: PacketDesk, enter: Enter) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    for who, status in (("conrad", 404), ("olga", 404), ("alice", 403), ("nadia", 200), ("clara", 200)):
        client = enter(getattr(desk.people, who))
        client.get(f"/packets/{asked}", expect=status).close()
        if status == 404:
            there, nowhere = (client.get(f"/packets/{id_}", expect=404).text for id_ in (asked, uuid.uuid4()))
            assert len(there) == len(nowhere)
    client.post("/sign-out")
    client.get(f"/packets/{asked}", expect=302)


def test_an_administrator_sees_who_asked(desk: PacketDesk, enter: Enter) -> None:
    desk.ask(desk.people.clara)
    assert "asked for by Clara" in text_of(enter(desk.people.nadia).get("/packets"))
    assert "asked for by" not in text_of(enter(desk.people.clara).get("/packets"))


def test_who_does_not_watch_over_the_region_any_more_does_not_get_it(desk: PacketDesk, enter: Enter) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    client = enter(desk.people.clara)
    client.get(f"/packets/{asked}", expect=200).close()
    with desk.ours.acting(), writing() as session:
        mine = Membership.person_id == desk.people.clara.id
        session.execute(update(Membership).where(mine).values(region_code=JIANGSU))
    client.get(f"/packets/{asked}", expect=404)
    assert "Yunnan" not in text_of(client.get("/packets"))
    with desk.ours.acting(), writing() as session:
        session.execute(delete(Membership).where(mine))
    client.get(f"/packets/{asked}", expect=403)


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.INCOMPLETE])
def test_one_that_was_not_made_says_why_and_can_be_asked_for_again(
    desk: PacketDesk, enter: Enter, fault: Fault
) -> None:
    asked = desk.ask(desk.people.clara)
    change(desk, state="failed", error=fault.value)
    client = enter(desk.people.clara)
    assert "Not made" in text_of(client.get("/packets"))
    forms = forms_to(client, "/packets", "/packets")
    client.post("/packets", data=forms[-1], expect=303)
    (again,) = [packet for packet in desk.ours.rows(Packet) if packet.id != asked]
    assert (again.state, again.region_code) == ("waiting", YUNNAN)


def test_one_that_lacks_something_says_so_beside_the_download(desk: PacketDesk, enter: Enter) -> None:
    desk.ask(desk.people.clara)
    assert desk.build()
    change(desk, error=Fault.INCOMPLETE.value)
    said = text_of(enter(desk.people.clara).get("/packets"))
    assert "Something is missing in it: the text in the packet says what." in said
    assert "Download" in said


def test_one_that_was_removed_can_be_made_again(desk: PacketDesk, enter: Enter) -> None:
    asked = desk.ask(desk.people.clara)
    assert desk.build()
    change(desk, storage_key="")
    client = enter(desk.people.clara)
    assert "Removed" in text_of(client.get("/packets"))
    client.get(f"/packets/{asked}", expect=404)
    assert len(forms_to(client, "/packets", "/packets")) == 2
