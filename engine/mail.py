"""Mails over SMTP: what waits is claimed, sent on one connection, and marked mail by mail.

A mail is claimed by moving its notices' `mail_at` ahead: a process that is killed keeps it for
`LEASE`, then another one sends it, under the same Message-ID. Times here are the machine's.
"""

import logging
import smtplib
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from engine import clock
from engine.db import Database
from engine.errors import BadMailSettings
from engine.letters import BadAddress, Pages, compose, is_address
from engine.mailbox import Claimed, claim, waiting
from engine.models import Notice

#: People of one connection.
LETTERS: Final = 50
LEASE: Final = timedelta(minutes=15)
#: After a try that failed for now; then the mail has failed.
BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
PAUSE_SECONDS: Final = 5.0
UNREACHABLE_SECONDS: Final = 60.0
_TIMEOUT_SECONDS: Final = 15.0
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Server:
    """Where mails are handed over."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False


@dataclass(frozen=True)
class Post:
    """All that sending needs: the server, who the mails are from, and the words of the pages."""

    server: Server
    sender: str
    pages: Pages


@dataclass(frozen=True)
class Delivered:
    """What became of the mails of one look; `reached` is False when the server was not there."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    reached: bool = True


def server_at(address: str) -> Server:
    """Read `smtp://user:password@host:port` or `smtps://…`. Raises `BadMailSettings`."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError as error:
        raise BadMailSettings(problem=str(error)) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadMailSettings(problem="TIMBANG_SMTP harus berbentuk smtp://nama:sandi@host:port.")
    user, tls = unquote(parts.username or ""), parts.scheme == "smtps"
    usual = 465 if tls else 587 if user else 25
    return Server(parts.hostname, port or usual, user, unquote(parts.password or ""), tls)


def sender_of(text: str) -> str:
    """Read `Name <address>` or `address`. Raises `BadMailSettings`."""
    if not text.isprintable() or not is_address(parseaddr(text)[1]):
        raise BadMailSettings(problem="TIMBANG_MAIL_FROM harus alamat surel pengirim.")
    return text


def deliver(database: Database, post: Post, now: datetime) -> Delivered:
    """Send what waits at `now`, at most 50 letters; call again while something was sent.

    Nothing waiting costs one question to an index. What the server refuses for good fails alone;
    what fails for now is put off, the fifth time for six hours, and then has failed.
    """
    with database.read() as session:
        people = waiting(session, now, LETTERS)
    if not people:
        return Delivered()
    with database.begin() as session:
        claimed = claim(session, people, now, now + LEASE)
    return _Round(database, post, now).send(claimed)


class Postman(threading.Thread):
    """Sends mails beside the worker, so that a slow server holds up no deadline."""

    def __init__(self, database: Database, post: Post, pause: float = PAUSE_SECONDS) -> None:
        super().__init__(name="timbang-postman", daemon=True)
        self._database, self._post, self._pause = database, post, pause
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Deliver until asked to stop."""
        pause = self._pause
        while not self._stop_asked.wait(pause):
            pause = self._pause
            try:
                done = deliver(self._database, self._post, clock.real())
            except SQLAlchemyError:
                # A store that restarts must not end the postman: what waits, waits.
                _LOG.exception("Looking for mails failed; the next look tries again.")
                continue
            if not done.reached:
                pause = max(pause, UNREACHABLE_SECONDS)
            elif done.sent:
                pause = 0.0

    def stop(self) -> None:
        """Ask the thread to end, and wait for the delivery it may be in."""
        self._stop_asked.set()
        self.join()


class _Round:
    """One connection's worth of letters, each marked as soon as its fate is known."""

    def __init__(self, database: Database, post: Post, now: datetime) -> None:
        self._database, self._post, self._now = database, post, now
        self._until = clock.real() + LEASE / 2
        self._done = {"sent": 0, "waiting": 0, "failed": 0}

    def send(self, claimed: Sequence[Claimed]) -> Delivered:
        """Send all of them; once the server is gone, the rest is put off."""
        left, flying, reached = list(claimed), None, True
        try:
            with _connected(self._post.server) as smtp:
                # Who has held the letters for so long leaves the rest to whoever comes next.
                while left and clock.real() < self._until:
                    flying = left.pop(0)
                    self._one(smtp, flying)
                    flying = None
        except (OSError, smtplib.SMTPException) as error:
            reached = False
            _LOG.warning("The mail server %s is no help: %s", self._post.server.host, error)
            self._give_up(flying, left, _reason(error))
        done = self._done
        return Delivered(done["sent"], done["waiting"], done["failed"], reached)

    def _one(self, smtp: smtplib.SMTP, claimed: Claimed) -> None:
        try:
            message = compose(
                claimed.letter, self._post.sender, self._post.pages, claimed.zone, clock.real()
            )
            smtp.send_message(message)
        except BadAddress:
            self._mark(claimed, "failed", "alamat surel tidak sah")
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            self._refused(claimed, code, said)
        except smtplib.SMTPDataError as error:
            self._refused(claimed, error.smtp_code, error.smtp_error)
        else:
            self._mark(claimed, "sent", "")

    def _refused(self, claimed: Claimed, code: int, said: bytes | str) -> None:
        reason = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
        if code >= 500:
            self._mark(claimed, "failed", reason)
        else:
            self._put_off(claimed, reason)

    def _give_up(self, flying: Claimed | None, left: Sequence[Claimed], reason: str) -> None:
        """Put off what is left; it counts as tried unless another letter broke the connection."""
        if flying is None:
            for each in left:
                self._put_off(each, reason)
            return
        self._put_off(flying, reason)
        for each in left:
            self._mark(each, "waiting", reason, self._now + BACK_OFF[0], tried=0)

    def _put_off(self, claimed: Claimed, reason: str) -> None:
        if claimed.attempts < len(BACK_OFF):
            self._mark(claimed, "waiting", reason, self._now + BACK_OFF[claimed.attempts])
        else:
            self._mark(claimed, "failed", reason)

    def _mark(
        self,
        claimed: Claimed,
        mail: str,
        reason: str,
        mail_at: datetime | None = None,
        tried: int = 1,
    ) -> None:
        self._done[mail] += 1
        with self._database.begin() as session:
            session.execute(
                update(Notice)
                .where(Notice.id.in_(claimed.notices))
                .values(
                    mail=mail,
                    mail_at=mail_at,
                    attempts=claimed.attempts + tried,
                    failure=reason[:200],
                )
            )


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.tls:
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
    try:
        smtp.ehlo()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
        elif not server.tls and server.user and server.host not in _LOOPBACK:
            raise smtplib.SMTPNotSupportedError("tanpa TLS kata sandi tidak dikirim")
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        smtp.quit()
    finally:
        smtp.close()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
