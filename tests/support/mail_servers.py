"""Mail servers of this machine for tests: one that takes mail, one that refuses, some that misbehave."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
DRIP_SECONDS = 0.05


class Inbox:
    """What a server has taken, parsed; *answer* is what it says to each message."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer = answer
        self.taken: list[EmailMessage] = []
        self.signed_in: list[str] = []
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802  # the library's name
        if self.answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
            self.encrypted.append(session.ssl is not None)
        return self.answer

    def let_in(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Take anybody's word."""
        self.signed_in.append(data.login.decode())
        return AuthResult(success=True)


@contextmanager
def taking_mail(inbox: Inbox, **options: Any) -> Iterator[int]:
    """The port of a server that delivers to *inbox*.

    Its loop lives in a thread from the first step on: a thread that has driven a browser has a loop running already.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(_begin(loop, inbox, options), loop).result()
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _begin(loop: asyncio.AbstractEventLoop, inbox: Inbox, options: dict[str, Any]) -> asyncio.Server:
    return await loop.create_server(lambda: SMTP(inbox, hostname=HOST, loop=loop, **options), HOST, 0)


async def _end(server: asyncio.Server) -> None:
    """Close the server, and what still goes on with whoever is connected."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def misbehaving(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that does with each connection what *behave* does."""
    listening = socket.create_server((HOST, 0))
    held: list[socket.socket] = []

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = listening.accept()
                held.append(connection)
                threading.Thread(target=lambda one=connection: behave(one), daemon=True).start()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        for one in (listening, *held):
            one.close()
        thread.join()


def say_nothing(connection: socket.socket) -> None:
    """Take the connection and hang."""


def drip(connection: socket.socket) -> None:
    """Say a little now and then, and never come to an end."""
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(b"220-wait\r\n")
            time.sleep(DRIP_SECONDS)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of this machine that vouches for itself, and what a server needs to show it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, kept = folder / "certificate.pem", folder / "key.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    kept.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown, kept)
    return shown, context
