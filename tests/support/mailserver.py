"""A real mail server on loopback: STARTTLS with a certificate of its own, AUTH, refusals, slowness, broken lines."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "fristen", "geheim-4711"


@dataclass
class Received:
    """A mail that the server took."""

    sender: str
    to: str
    content: bytes
    encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """The mail, taken apart."""
        return message_from_bytes(self.content, _class=EmailMessage, policy=POLICY)

    @property
    def message_id(self) -> str:
        found = re.search(rb"^Message-ID: (<.*>)\r$", self.content, re.MULTILINE)
        assert found
        return found[1].decode()


@dataclass
class Post:
    """What came in, and how the server behaves."""

    mails: list[Received] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Recipients that do not exist (550)."""
    behaviour: dict[str, str] = field(default_factory=dict)
    """Recipient → ``reject`` after DATA, ``drop`` before the answer, ``lost`` (taken, then dropped), ``silent``."""
    password: str = PASSWORD
    connections: int = 0
    release: asyncio.Event | None = None

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's names)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        how = self.behaviour.get(to, "")
        if how == "reject":
            return "554 5.7.1 content refused"
        if how == "silent":
            assert self.release is not None
            await self.release.wait()
        if how in ("drop", "silent"):
            _drop(server)
            return "451 gone"
        content = envelope.content
        assert isinstance(content, bytes)
        user = str(session.auth_data) if session.auth_data else None
        self.mails.append(Received(envelope.mail_from or "", to, content, session.ssl is not None, user))
        if how == "lost":
            _drop(server)
        return "250 taken"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: Any
    ) -> AuthResult:
        given = (auth_data.login.decode(), auth_data.password.decode())
        return AuthResult(success=given == (USER, self.password), auth_data=given[0], handled=False)


def _drop(server: SMTP) -> None:
    """Break the line."""
    transport: Any = server.transport
    transport.abort()


class Certificates:
    """A certificate of our own authority for 127.0.0.1, made for this test run alone."""

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        authority = trustme.CA()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(self.context)
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))


class _Controller(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(certificates: Certificates | None = None, auth: bool = False) -> Iterator[tuple[Post, int]]:
    """The server's record and its port."""
    post = Post()
    settings: dict[str, Any] = {}
    if certificates:
        settings = {"tls_context": certificates.context}
    if auth:
        settings |= {"authenticator": post.authenticate, "auth_required": True}
    controller = _Controller(post, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    post.release = asyncio.Event()
    try:
        yield post, controller.port
    finally:
        controller.loop.call_soon_threadsafe(post.release.set)
        controller.stop()
