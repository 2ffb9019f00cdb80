"""The worker: opens and closes rounds by their dates, reminds, sends mail, builds packets, over and over.

It acts as the portal itself. Owns the loop, its end, and that one part which fails does not keep the
others back; what is done is the services'.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from flask import Flask

from portal.config import Settings
from portal.exchange.mail_transport import FolderTransport, SmtpServer, SmtpTransport, Transport
from portal.models import db
from portal.models.database import act_for
from portal.services import clock, mailing, packet_holds, packet_worker
from portal.services.mailing import Sent
from portal.services.reminders import remind
from portal.services.round_keeping import keep_dates
from portal.web.mails import writer
from portal.web.packet_words import forms_for, packet_words
from portal.web.stores import file_store

LOCAL_ADDRESS = "http://127.0.0.1:8000"
ENDS_IT = (signal.SIGTERM, signal.SIGINT)
log = structlog.stdlib.get_logger("portal.worker")


@dataclass
class Done(Sent):
    """What came of one look: the mails, the packets, and the parts that broke."""

    packets: int = 0
    broken: list[str] = field(default_factory=list)


class Worker:
    """What is due, done for one application. *address* is where it is reached if no setting says so."""

    def __init__(self, app: Flask, address: str = LOCAL_ADDRESS) -> None:
        self.app = app
        self.settings: Settings = app.config["PORTAL"]
        self.transport = transport_of(self.settings)
        self.address = self.settings.public_url or address
        self.words = writer(self.address)
        self.ending: Callable[[], bool] = lambda: False

    def once(self) -> Done:
        """Do everything that is due now; no part's failure keeps the others back."""
        done = Done()

        def send() -> None:
            sent = mailing.send_due(self.words, self.transport)
            done.sent, done.failed, done.given_up, done.more = sent.sent, sent.failed, sent.given_up, sent.more

        self._part("rounds", lambda: keep_dates(clock.now()), done)
        self._part("reminders", lambda: remind(clock.now()), done)
        self._part("mail", send, done)
        self._part("packets", lambda: self._packets(done), done)
        if done.sent or done.failed or done.given_up:
            log.info("mail", sent=done.sent, failed=done.failed, given_up=done.given_up)
        return done

    def _packets(self, done: Done) -> None:
        """Build one packet, so that mail never waits for more; remove those that are kept no longer."""
        if packet_worker.build_next(packet_words, forms_for(self.address), file_store(), self.ending):
            done.packets += 1
            done.more = True
        packet_holds.remove_old(file_store())

    def _part(self, name: str, work: Callable[[], object], done: Done) -> None:
        """Do one part in a session of its own, so that nothing read before is believed."""
        with self.app.app_context():
            act_for(db.session(), None)
            try:
                work()
            except Exception:
                done.broken.append(name)
                log.exception("a part of the worker failed", part=name)

    def go_on(self, pause: Callable[[float], bool]) -> None:
        """Look again and again, until *pause*, which waits so many seconds, says that it is to end."""
        more = True
        while pause(0 if more else self.settings.worker_seconds):
            more = self.once().more

    def until_signalled(self) -> None:
        """Go on until the process is asked to end; a mail under way is finished first, a packet is given back."""
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDS_IT)
        self.ending = lambda: bool(signal.sigpending() & set(ENDS_IT))
        self.go_on(lambda seconds: signal.sigtimedwait(ENDS_IT, seconds) is None)


@contextmanager
def running_beside(worker: Worker | None) -> Iterator[None]:
    """Inside, *worker* goes on in a thread of this process; it ends with it."""
    if worker is None:
        yield
        return
    ended = threading.Event()
    worker.ending = ended.is_set
    thread = threading.Thread(
        target=worker.go_on, args=(lambda seconds: not ended.wait(seconds),), name="worker", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def transport_of(settings: Settings) -> Transport:
    """The mail server that is set, or the folder that stands for it."""
    if not settings.smtp_host:
        return FolderTransport(settings.instance / "mail", settings.smtp_from)
    server = SmtpServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        settings.smtp_password,
        settings.smtp_starttls,
    )
    return SmtpTransport(server, settings.smtp_from)
