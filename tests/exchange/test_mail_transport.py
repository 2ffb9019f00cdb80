"""Handing mail over: what goes over the line or into the folder, and how faults are told apart."""

import datetime as dt
import stat
import uuid
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from portal.exchange.mail_transport import (
    FolderTransport,
    Letter,
    LetterRefused,
    ServerFault,
    SmtpServer,
    SmtpTransport,
    message_of,
)
from tests.support.mail_servers import HOST, Inbox, certificate, drip, misbehaving, say_nothing, taking_mail

AT = dt.datetime(2018, 4, 20, 1, 2, 3, tzinfo=dt.UTC)
SENDER = "portal@returns.example.org"
TEXT = "杨若溪，您好：\n\n云岭生物医药产业知识产权联盟（虚构）的填报已退回修改。\n\nhttps://returns.example.org/filings/1\n"
PATIENCE = 0.3


def letter(**changes: str) -> Letter:
    said = {"address": "yang@example.org", "name": "杨若溪", "subject": "退回修改：云岭联盟（虚构）", "text": TEXT}
    return Letter(id=uuid.UUID(int=7), **(said | {"sender_name": "填报平台"} | changes))


def transport(port: int, user: str = "", *, starttls: bool = False) -> SmtpTransport:
    return SmtpTransport(SmtpServer(HOST, port, user, "secret", starttls), SENDER, PATIENCE, 2 * PATIENCE)


def read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_server_is_given_what_was_said() -> None:
    inbox = Inbox()
    with taking_mail(inbox) as port:
        transport(port).send(letter(), AT)
    (message,) = inbox.taken
    assert message["Subject"] == "退回修改：云岭联盟（虚构）"
    assert message["From"].addresses[0].addr_spec == SENDER
    assert message["From"].addresses[0].display_name == "填报平台"
    assert message["To"].addresses[0].addr_spec == "yang@example.org"
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == "<00000000-0000-0000-0000-000000000007@returns.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == TEXT
    assert inbox.encrypted == [False]


def test_without_a_server_each_letter_is_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    FolderTransport(folder, SENDER).send(letter(), AT)
    FolderTransport(folder, SENDER).send(letter(), AT)
    (path,) = folder.iterdir()
    assert path.name == "20180420T010203-00000000-0000-0000-0000-000000000007.eml"
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(path.stat().st_mode)) == (0o700, 0o600)
    assert read(path)["Subject"] == "退回修改：云岭联盟（虚构）"
    assert "杨若溪，您好：" in path.read_text("utf-8")


def test_a_folder_that_cannot_be_written_to_is_a_fault_of_the_server(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands where the folder should be")
    with pytest.raises(ServerFault):
        FolderTransport(tmp_path / "mail", SENDER).send(letter(), AT)


@pytest.mark.parametrize("where", ["name", "subject", "sender_name"])
def test_a_line_end_in_a_text_begins_no_other_header(where: str) -> None:
    message = message_of(letter(**{where: "云岭\r\nBcc: everybody@example.org\n\n<script>"}), SENDER, AT)
    sent = message_from_bytes(message.as_bytes(), policy=default)
    assert sent["Bcc"] is None
    assert sorted(sent.keys()) == sorted(message.keys())
    assert "Bcc: everybody@example.org <script>" in str(sent["From"] if where == "sender_name" else sent["To"]) + str(
        sent["Subject"]
    )


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a@example.org\r\nBcc: x@example.org", "a b@example.org", "杨@example.org"]
)
def test_an_address_that_is_none_refuses_the_letter_alone(address: str) -> None:
    with taking_mail(Inbox()) as port, pytest.raises(LetterRefused):
        transport(port).send(letter(address=address), AT)


def test_controls_in_a_text_are_left_out_and_its_lines_stay() -> None:
    message = message_of(letter(text="理由\x00：\x1b[31m\ud800\n第二行\r\n第三行"), SENDER, AT)
    assert message.get_content().splitlines() == ["理由：[31m", "第二行", "第三行"]


@pytest.mark.parametrize("answer", ["554 no", "451 later"])
def test_a_letter_that_the_server_does_not_take_is_refused(answer: str) -> None:
    with taking_mail(Inbox(answer)) as port, pytest.raises(LetterRefused, match=answer[4:]):
        transport(port).send(letter(), AT)


def test_a_server_that_is_not_there_is_a_fault_of_the_server() -> None:
    with misbehaving(say_nothing) as port:
        pass
    with pytest.raises(ServerFault):
        transport(port).send(letter(), AT)


@pytest.mark.parametrize("behaviour", [say_nothing, drip])
def test_a_server_that_hangs_is_left(behaviour: object) -> None:
    assert callable(behaviour)
    with misbehaving(behaviour) as port, pytest.raises(ServerFault):
        transport(port).send(letter(), AT)


def test_nothing_is_said_over_an_open_line_that_should_be_encrypted() -> None:
    inbox = Inbox()
    with taking_mail(inbox) as port, pytest.raises(ServerFault, match="STARTTLS"):
        transport(port, starttls=True).send(letter(), AT)
    assert inbox.taken == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    inbox = Inbox()
    _shown, context = certificate(tmp_path)
    with taking_mail(inbox, tls_context=context) as port, pytest.raises(ServerFault, match="CERTIFICATE_VERIFY"):
        transport(port, starttls=True).send(letter(), AT)
    assert inbox.taken == []


def test_over_an_encrypted_line_it_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox()
    shown, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    with taking_mail(inbox, tls_context=context, authenticator=inbox.let_in) as port:
        transport(port, "portal", starttls=True).send(letter(), AT)
    assert (inbox.signed_in, inbox.encrypted) == (["portal"], [True])


def test_a_server_that_does_not_let_it_in_is_a_fault_of_the_server() -> None:
    with taking_mail(Inbox()) as port, pytest.raises(ServerFault, match="AUTH"):
        transport(port, "portal").send(letter(), AT)
