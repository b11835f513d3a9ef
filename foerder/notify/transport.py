"""How a mail leaves the house: SMTP, the local sendmail, or a folder of .eml files.

Each transport says of each mail whether it was accepted (no exception), surely not
(`NotSentError`, `DownError`), or whether nobody can know (`UncertainError`: the line broke
after the text had gone out).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import shutil
import smtplib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from foerder.files import Rights, sweep, write_atomic
from foerder.model import Notify
from foerder.notify.addresses import PASSWORD, SERVER, USER, ServerError, server_parts
from foerder.text.i18n import N_, _

SERVICE = "foerder"
"""The name under which a keyring holds user and password."""
TIMEOUT = 30.0
"""Seconds for each answer of the server."""
SENDMAIL_PATH = ("/usr/sbin", "/usr/lib", "/usr/local/sbin")


class PostError(Exception):
    """Why a mail is not known to be accepted, in words."""


class NotSentError(PostError):
    """This mail was not accepted; others may be."""


class LaterError(NotSentError):
    """This mail was not accepted for now (4xx, greylisting): soon it may be."""


class UncertainError(PostError):
    """Nobody knows whether this mail was accepted, or the server fell silent at it."""


class DownError(PostError):
    """No mail can be sent now."""


class Transport(Protocol):
    """A way out."""

    def send(self, sender: str, to: str, message_id: str, content: bytes) -> None:
        """Hand over one mail. Raises a `PostError` where it is not surely accepted."""

    def close(self) -> None:
        """Hang up."""


Way = Callable[[Notify], tuple[Transport, list[str]]]
"""Chooses a transport by [notify], with what is to be said about it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to speak with it."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def choose_server(notify: Notify, environ: Mapping[str, str]) -> Server:
    """The server of this run. Raises `DownError` where it, user and password do
    not go together.

    Whoever edits the register must not be able to send the password elsewhere, nor have it sent
    in the clear: with a password, server and encryption come from the environment alone.
    """
    named = environ.get(SERVER) or None
    user, password = _credentials(environ, named)
    if user and not named:
        text = _(
            "with a user name the server comes from the variable {variable} only, not from the register; "
            "it is not set"
        )
        raise DownError(text.format(variable=SERVER))
    url = named or notify.smtp
    if not url:
        text = _('no mail server: write smtp = "smtp://…" in [notify], or set {variable}')
        raise DownError(text.format(variable=SERVER))
    try:
        host, port, tls = server_parts(url, None if user else notify.tls)
    except ServerError as fault:
        raise DownError(str(fault)) from None
    return Server(host, port, tls, user, password)


def _credentials(
    environ: Mapping[str, str], server: str | None
) -> tuple[str | None, str | None]:
    """User and password from the environment, else from a keyring where the
    server is named in the environment.
    """
    user, password = environ.get(USER) or None, environ.get(PASSWORD) or None
    if user and password:
        return user, password
    if password:
        text = _("{password} is set, but {user} is not")
        raise DownError(text.format(user=USER, password=PASSWORD))
    found = _from_keyring(user) if server else None
    if found:
        return found
    if user and server:
        text = _("{user} is set, but there is no password in {password} nor in a keyring")
        raise DownError(text.format(user=USER, password=PASSWORD))
    return user, None


def _from_keyring(user: str | None) -> tuple[str, str] | None:
    """User and password out of the keyring, where the package is installed and knows them."""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        found = keyring.get_credential(SERVICE, user)
    except Exception:
        # A keyring's backends raise what they like; without one, it knows nothing.
        return None
    complete = found and found.username and found.password
    return (found.username, found.password) if complete else None


class _Line(smtplib.SMTP):
    """Ends an answer that trickles in, or has no end, when its time is up."""

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer of the server.

        Raises TimeoutError where it is not complete in time.
        """
        line, is_over = self.sock, threading.Event()
        assert line is not None

        def end() -> None:
            is_over.set()
            with contextlib.suppress(OSError):
                # That of the base: an encrypted line would forget its encryption under the reader's hands.
                socket.socket.shutdown(line, socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout, end)
        timer.daemon = True
        timer.start()
        try:
            return super().getreply()
        finally:
            timer.cancel()
            if is_over.is_set():
                self.close()
                raise TimeoutError


class _EncryptedLine(_Line, smtplib.SMTP_SSL):
    """The same with encryption from the first byte on."""


class Smtp:
    """One connection for all mails of a run; opened with the first, again where
    the server hung up.

    A server that falls silent is not asked again: every further mail would wait as long.
    """

    def __init__(self, server: Server, timeout: float = TIMEOUT) -> None:
        self.server = server
        self.timeout = timeout
        self._line: _Line | None = None
        self._silence: str | None = None

    def send(self, sender: str, to: str, message_id: str, content: bytes) -> None:
        """Hand over one mail to one recipient. Raises `PostError`."""
        if self._silence:
            raise DownError(self._silence)
        used = self._line is not None
        line = self._connected()
        try:
            begun = line.mail(sender)
            if used and begun[0] == 421:
                raise smtplib.SMTPServerDisconnected
            self._expect(begun, _("the sender {address}").format(address=sender))
            self._expect(line.rcpt(to), to)
        except (OSError, smtplib.SMTPException) as error:
            self._break_off(error)
            if self._silence:
                raise UncertainError(self._silence) from error
            if used:
                # Servers end a line after some mails or some minutes; that says nothing of this mail.
                return self.send(sender, to, message_id, content)
            raise NotSentError(in_words(error)) from error
        return self._hand_over(line, to, content)

    def _hand_over(self, line: smtplib.SMTP, to: str, content: bytes) -> None:
        """Send the text, once sender and recipient are accepted. Raises `PostError`."""
        try:
            code, answer = line.data(content)
        except smtplib.SMTPDataError as error:
            self._reset()
            kind = LaterError if error.smtp_code // 100 == 4 else NotSentError
            raise kind(in_words(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self._break_off(error)
            text = _("the line broke before the server confirmed the mail ({reason})")
            raise UncertainError(text.format(reason=in_words(error))) from error
        if code // 100 not in (2, 4, 5):
            self._hang_up()
            text = _("the server's answer to the mail is not understood: {answer}")
            raise UncertainError(text.format(answer=_answer(code, answer)))
        self._expect((code, answer), to)

    def _expect(self, answer: tuple[int, bytes], what: str) -> None:
        """Raise `NotSentError` for anything but a yes."""
        code, text = answer
        if code // 100 != 2:
            self._reset()
            kind = LaterError if code // 100 == 4 else NotSentError
            said = _("the server refuses {what}: {answer}")
            raise kind(said.format(what=what, answer=_answer(code, text)))

    def _connected(self) -> _Line:
        if self._line is None:
            try:
                self._line = self._connect()
            except PostError:
                raise
            except (OSError, smtplib.SMTPException, ValueError) as error:
                raise DownError(self._named(error)) from error
        return self._line

    def _named(self, error: BaseException) -> str:
        """The server, and what is wrong with it."""
        return f"{self.server.host}:{self.server.port}: {in_words(error)}"

    def _connect(self) -> _Line:
        server = self.server
        context = ssl.create_default_context()
        if server.tls == "tls":
            line: _Line = _EncryptedLine(
                server.host, server.port, timeout=self.timeout, context=context
            )
        else:
            line = _Line(server.host, server.port, timeout=self.timeout)
        try:
            line.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                line.starttls(context=context)
                line.ehlo()
            if server.user and server.password:
                self._login(line, server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _login(self, line: smtplib.SMTP, user: str, password: str) -> None:
        if self.server.tls == "none":
            raise DownError(_("a password is never sent without encryption"))
        try:
            line.login(user, password)
        except UnicodeEncodeError:
            raise DownError(_("user and password may hold only ASCII characters")) from None
        except smtplib.SMTPAuthenticationError as error:
            # Not every refusal is a wrong password: "disabled for the Tenant" is not.
            answer = in_words(error).replace(password, "…")
            text = _("the server refuses the login: {answer}").format(answer=answer)
            raise DownError(text) from None

    def _reset(self) -> None:
        """Ready for the next mail, or hung up."""
        if self._line is not None:
            try:
                if self._line.rset()[0] != 250:
                    self._hang_up()
            except (OSError, smtplib.SMTPException) as error:
                self._break_off(error)

    def _break_off(self, error: BaseException) -> None:
        """Hang up, for good where the server fell silent."""
        self._hang_up()
        if _is_silence(error):
            self._silence = self._named(error)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def close(self) -> None:
        """Say goodbye."""
        if self._line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._line.quit()
            self._hang_up()


def _answer(code: int, text: bytes) -> str:
    return f"{code} {' '.join(text.decode('utf-8', 'replace').split())}"


REASONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPNotSupportedError, N_("the server does not offer what is needed ({reason})")),
    (ssl.SSLCertVerificationError, N_("the server's certificate is not trusted ({reason})")),
    (TimeoutError, N_("the server does not answer")),
    (ConnectionRefusedError, N_("nobody answers there (connection refused)")),
    (socket.gaierror, N_("the name of the server is not known")),
    (smtplib.SMTPServerDisconnected, N_("the server hung up")),
    (ConnectionError, N_("the server hung up")),
)


def _is_silence(error: BaseException) -> bool:
    """Whether somebody was waited for in vain."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def in_words(error: BaseException) -> str:
    """What went wrong, for people: the server's own words where it said some."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return _answer(error.smtp_code, text if isinstance(text, bytes) else str(text).encode())
    if isinstance(error.__context__, TimeoutError):
        error = error.__context__
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    for kind, text in REASONS:
        if isinstance(error, kind):
            return _(text).format(reason=getattr(error, "verify_message", reason))
    return reason


class _WithoutLine:
    def close(self) -> None:
        """There is nothing to hang up."""


class Unavailable(_WithoutLine):
    """No way out, for a reason that is known before the first mail."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def send(self, sender: str, to: str, message_id: str, content: bytes) -> None:
        """Raises `DownError`."""
        raise DownError(self.reason)


def by_smtp(environ: Mapping[str, str], timeout: float = TIMEOUT) -> Way:
    """The way over the mail server."""

    def choose(notify: Notify) -> tuple[Transport, list[str]]:
        try:
            server = choose_server(notify, environ)
        except DownError as error:
            return Unavailable(str(error)), [str(error)]
        open_line = _('The mails to {host} go without encryption (tls = "none").').format(
            host=server.host
        )
        return Smtp(server, timeout), [open_line] if server.tls == "none" else []

    return choose


class Sendmail(_WithoutLine):
    """The local sendmail, which takes a mail and sees to the rest."""

    def __init__(self, program: str | None = None, timeout: float = 2 * TIMEOUT) -> None:
        path = os.pathsep.join([os.environ.get("PATH", os.defpath), *SENDMAIL_PATH])
        self.program = program or shutil.which("sendmail", path=path)
        self.timeout = timeout
        self._hangs = False

    def send(self, sender: str, to: str, message_id: str, content: bytes) -> None:
        """Hand over one mail. Raises `PostError`."""
        if not self.program:
            raise DownError(_("there is no sendmail on this machine"))
        if self._hangs:
            raise DownError(_("sendmail does not end"))
        words = [self.program, "-i", "-f", sender, "--", to]
        try:
            done = subprocess.run(
                words,
                input=content.replace(b"\r\n", b"\n"),
                capture_output=True,
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            self._hangs = True
            raise UncertainError(_("sendmail does not end")) from error
        except OSError as error:
            raise DownError(f"{self.program}: {in_words(error)}") from error
        if done.returncode != 0:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())
            text = _("sendmail ends with {code}: {text}")
            raise NotSentError(text.format(code=done.returncode, text=said))


class Outbox(_WithoutLine):
    """A folder, its mails as private as the register; a repeated mail replaces its file."""

    def __init__(self, folder: Path, rights: Rights) -> None:
        self.folder = folder
        self.rights = rights

    def send(self, sender: str, to: str, message_id: str, content: bytes) -> None:
        """Write one .eml file. Raises `PostError`."""
        name = re.sub(r"[^\w.-]", "_", message_id.strip("<>").split("@")[0])
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{name}.eml"
            sweep(path)
            write_atomic(path, content, rights=self.rights)
        except OSError as error:
            raise DownError(f"{self.folder}: {in_words(error)}") from error
