"""Handing a mail over: to a mail server, or as a file where there is none.

Owns headers, encoding and the patience with a server. Does not own what a mail says, nor when it is
tried again (``services.mailing``).
"""

import datetime as dt
import os
import re
import smtplib
import socket
import ssl
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

STEP_SECONDS, WHOLE_SECONDS = 15, 60
READY = 220
#: What has no place in a text of people's: controls but for tab and line end, halves of characters.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class LetterRefused(Exception):
    """This one cannot be sent as it is, or not to this address; others can."""


class ServerFault(Exception):
    """The server cannot be reached, hangs, or takes nothing from us now: no other letter would fare better."""


@dataclass(frozen=True)
class Letter:
    """One mail, in words: plain text for one person. The same *id* twice is the same mail sent again."""

    id: uuid.UUID
    address: str
    name: str
    subject: str
    text: str
    sender_name: str


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over; *user* blank: without signing in."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool


class Transport(Protocol):
    """What takes a letter; when it comes back without an error, the letter is on its way."""

    def send(self, letter: Letter, at: dt.datetime) -> None:
        """Raises :class:`LetterRefused` and :class:`ServerFault`."""


def message_of(letter: Letter, sender: str, at: dt.datetime, encoding: str = "base64") -> EmailMessage:
    """The message as it goes over the line. Raises :class:`LetterRefused` for an address that is none."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(_line(letter.sender_name), addr_spec=sender)
        message["To"] = Address(_line(letter.name), addr_spec=letter.address)
        message["Subject"] = _line(letter.subject)
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(UNSPEAKABLE.sub("", letter.text), cte=encoding)
    except (ValueError, IndexError, MessageError) as error:
        raise LetterRefused(f"{type(error).__name__}: {error}") from error
    return message


def _line(text: str) -> str:
    """*text* as one line without controls, so that nothing in it begins another header."""
    return " ".join(UNSPEAKABLE.sub(" ", text).split())


class FolderTransport:
    """Writes each letter into a file of its own that its owner alone can read."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(self, letter: Letter, at: dt.datetime) -> None:
        # Eight bits: whoever tries the portal out can read the file as it is.
        content = message_of(letter, self.sender, at, "8bit").as_bytes()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).replace(self.folder / f"{at:%Y%m%dT%H%M%S}-{letter.id}.eml")
        except OSError as error:
            raise ServerFault(f"{type(error).__name__}: {error}") from error


class SmtpTransport:
    """Hands each letter to a server, over a connection of its own."""

    def __init__(self, server: SmtpServer, sender: str, step: float = STEP_SECONDS, whole: float = WHOLE_SECONDS):
        self.server, self.sender, self.step, self.whole = server, sender, step, whole

    def send(self, letter: Letter, at: dt.datetime) -> None:
        message = message_of(letter, self.sender, at)
        try:
            with self._connection() as smtp:
                smtp.send_message(message, self.sender, [letter.address])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
            raise LetterRefused(f"{type(error).__name__}: {error}") from error
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise ServerFault(f"{type(error).__name__}: {error}") from error

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        smtp = _BoundedSmtp(self.server.host, self.sender.rpartition("@")[2], self.step, self.whole)
        try:
            self._begin(smtp)
            yield smtp
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
        finally:
            smtp.close()
            smtp.let_go()

    def _begin(self, smtp: smtplib.SMTP) -> None:
        """Connect, encrypt and sign in. Whatever fails here would fail for every letter."""
        try:
            code, said = smtp.connect(self.server.host, self.server.port)
            if code != READY:
                raise smtplib.SMTPConnectError(code, said)
            if self.server.starttls:
                smtp.starttls(context=ssl.create_default_context())
            if self.server.user:
                smtp.login(self.server.user, self.server.password)
        except smtplib.SMTPException as error:
            raise ServerFault(f"{type(error).__name__}: {error}") from error


class _BoundedSmtp(smtplib.SMTP):
    """A connection with an end: one that answers a byte now and then would never run into a timeout."""

    def __init__(self, host: str, own_name: str, step: float, whole: float) -> None:
        super().__init__(local_hostname=own_name, timeout=step)
        # The name that the server's certificate must carry; the parent learns it only where it connects at once.
        self._host = host
        self._whole = whole
        self._rope: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # the hook for this
        # A second handle on the same connection: encrypting puts another socket in the place of the first.
        self._rope = made.dup()
        self._timer = threading.Timer(self._whole, self._pull)
        self._timer.daemon = True
        self._timer.start()
        return made

    def _pull(self) -> None:
        with suppress(OSError):
            if self._rope is not None:
                self._rope.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Stop watching the connection."""
        if self._timer is not None:
            self._timer.cancel()
        if self._rope is not None:
            self._rope.close()
