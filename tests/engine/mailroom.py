"""A real SMTP server on this machine, which keeps what it is given and can be told to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import create_server
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from engine.mail import Post, server_at
from webapp.mail import MailPages

HOME = "https://timbang.example"


@dataclass
class MailRoom:
    """What arrived, in order; `answers` has what the server says to a receiver instead of OK."""

    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    connections: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    #: Whoever writes to one of these has the connection cut.
    cuts: set[str] = field(default_factory=set)
    port: int = 0
    #: Names and passwords that were given, and whether over TLS.
    logins: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def post(self) -> Post:
        """How to send to this server."""
        return post_at(self.port)

    def subjects(self, to: str = "") -> list[str]:
        """The subjects of what somebody got."""
        return [str(mail["Subject"]) for mail in self.mails if to in str(mail["To"])]

    async def handle_EHLO(  # noqa: N802 - the library's name
        self, server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.cuts and server.transport is not None:
            server.transport.close()
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Any
    ) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(cast(EmailMessage, mail))
        self.receivers += envelope.rcpt_tos
        return "250 OK"

    def let_in(
        self, server: SMTP, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        """Whoever gives any password is welcome."""
        transport = server.transport
        encrypted = transport is not None and transport.get_extra_info("sslcontext") is not None
        self.logins.append((given.login.decode(), given.password.decode(), encrypted))
        return AuthResult(success=True)


def post_at(port: int, way: str = "smtp://") -> Post:
    """How to send to a server of this machine; `way` may name somebody: `smtps://user:password@`."""
    return Post(
        server_at(f"{way}127.0.0.1:{port}"),
        "Penilaian Kinerja <timbang@agensi.example>",
        MailPages(HOME),
    )


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def mail_room(port: int = 0, **options: Any) -> Iterator[MailRoom]:
    """A server that listens until the block ends; `options` are those of aiosmtpd.

    With `ssl_context` it speaks TLS from the first byte, with `tls_context` it offers STARTTLS.
    """
    room = MailRoom(port=port or free_port())
    controller = Controller(
        room, hostname="127.0.0.1", port=room.port, authenticator=room.let_in, **options
    )
    controller.start()
    try:
        yield room
    finally:
        controller.stop()
