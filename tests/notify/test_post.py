"""Ways out of the house: SMTP against a real server on loopback, sendmail, a folder."""

from __future__ import annotations

import os
import smtplib
import socket
import stat
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mailserver import PASSWORD, USER, Certificates, Post, serving

from foerder.files import Rights
from foerder.model import Notify
from foerder.notify.addresses import sender_fault
from foerder.notify.transport import (
    DownError,
    NotSentError,
    Outbox,
    PostError,
    Sendmail,
    Server,
    Smtp,
    UncertainError,
    by_smtp,
    choose_server,
)
from foerder.text import i18n

FROM, ANNA, BODO = "fristen@example.org", "anna@example.org", "bodo@example.org"
MAIL = b"Message-ID: <1@example.org>\r\nSubject: x\r\n\r\n.eine Zeile mit Punkt\r\n"
SECRET = {"FOERDER_SMTP_USER": USER, "FOERDER_SMTP_PASSWORD": PASSWORD}


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))


@pytest.fixture(scope="module")
def secure(certificates: Certificates) -> Iterator[tuple[Post, int]]:
    with serving(certificates, auth=True) as server:
        yield server


@pytest.fixture(scope="module")
def open_server() -> Iterator[tuple[Post, int]]:
    with serving() as server:
        yield server


@pytest.fixture
def post(open_server: tuple[Post, int]) -> Iterator[tuple[Post, Smtp]]:
    """A server without encryption, as it was in the beginning, and a line to it."""
    record, port = open_server
    record.mails.clear()
    record.refused.clear()
    record.behaviour.clear()
    line = Smtp(Server("127.0.0.1", port, "none"), timeout=0.3)
    yield record, line
    line.close()


PRIVATE = Rights(0o600, os.getgid(), os.getuid())


def send(line: Any, to: str = ANNA, content: bytes = MAIL) -> None:
    line.send(FROM, to, "<1@example.org>", content)


def test_starttls_and_login(secure: tuple[Post, int], trusted: None) -> None:
    record, port = secure
    way, remarks = by_smtp({**SECRET, "FOERDER_SMTP": f"smtp://127.0.0.1:{port}"})(Notify())
    send(way)
    way.close()
    mail = record.mails[-1]
    assert (mail.encrypted, mail.user, mail.to, mail.content) == (True, USER, ANNA, MAIL)
    assert remarks == []


def test_a_wrong_password_is_said_without_the_password(secure: tuple[Post, int], trusted: None) -> None:
    _record, port = secure
    with pytest.raises(DownError, match=r"refuses the login: 535 5\.7\.8 Authentication credentials invalid") as error:
        send(Smtp(Server("127.0.0.1", port, "starttls", USER, "falsch-0815"), timeout=2))
    assert "falsch" not in str(error.value)
    assert "falsch" not in repr(Server("127.0.0.1", port, "starttls", USER, "falsch-0815"))


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (535, b"5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant"),
        (534, b"5.7.9 Application-specific\r\npassword required"),
        (454, b"4.7.0 Temporary authentication failure"),
    ],
)
def test_a_refused_login_is_told_in_the_servers_own_words(
    secure: tuple[Post, int], trusted: None, monkeypatch: pytest.MonkeyPatch, code: int, answer: bytes
) -> None:
    """Only the server knows whether the password is wrong, the mailbox or the whole tenant closed to programs."""

    def refuse(*_given: object, **_more: object) -> None:
        raise smtplib.SMTPAuthenticationError(code, answer + b" " + PASSWORD.encode())

    monkeypatch.setattr(smtplib.SMTP, "login", refuse)
    with pytest.raises(DownError) as error:
        send(Smtp(Server("127.0.0.1", secure[1], "starttls", USER, PASSWORD), timeout=2))
    assert f"refuses the login: {code} {' '.join(answer.decode().split())} …" in str(error.value)
    assert PASSWORD not in str(error.value)


def test_an_unknown_certificate_is_refused(secure: tuple[Post, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with pytest.raises(DownError, match="certificate is not trusted"):
        send(Smtp(Server("127.0.0.1", secure[1], "starttls"), timeout=2))


def test_a_certificate_for_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = Certificates(tmp_path, "mail.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    with serving(certificates) as (_post, port), pytest.raises(DownError, match="certificate is not trusted"):
        send(Smtp(Server("127.0.0.1", port, "starttls"), timeout=2))


def test_tls_is_never_silently_dropped(open_server: tuple[Post, int]) -> None:
    """A server, or somebody on the way, that does not offer STARTTLS gets nothing."""
    record, port = open_server
    before = len(record.mails)
    with pytest.raises(DownError, match="does not offer what is needed"):
        send(Smtp(Server("127.0.0.1", port, "starttls"), timeout=2))
    assert len(record.mails) == before


def test_a_password_is_never_sent_in_the_clear(open_server: tuple[Post, int]) -> None:
    with pytest.raises(DownError, match="never sent without encryption"):
        send(Smtp(Server("127.0.0.1", open_server[1], "none", USER, PASSWORD), timeout=2))


def test_one_refused_recipient_and_the_next(post: tuple[Post, Smtp]) -> None:
    record, line = post
    record.refused.add(ANNA)
    with pytest.raises(NotSentError, match=r"refuses anna@example\.org: 550 5\.1\.1 no such mailbox"):
        send(line)
    send(line, BODO)
    assert [mail.to for mail in record.mails] == [BODO]


def test_refused_content_and_the_next(post: tuple[Post, Smtp]) -> None:
    record, line = post
    record.behaviour[ANNA] = "reject"
    with pytest.raises(NotSentError, match=r"554 5\.7\.1"):
        send(line)
    send(line, BODO)
    assert [mail.to for mail in record.mails] == [BODO]


@pytest.mark.parametrize(("behaviour", "arrived"), [("drop", 0), ("lost", 1)])
def test_a_line_that_breaks_after_the_text(post: tuple[Post, Smtp], behaviour: str, arrived: int) -> None:
    """Nobody can know whether it was taken; the next mail gets a new line."""
    record, line = post
    record.behaviour[ANNA] = behaviour
    with pytest.raises(UncertainError, match="before the server confirmed"):
        send(line)
    send(line, BODO)
    assert [mail.to for mail in record.mails] == [ANNA] * arrived + [BODO]


def test_a_server_that_falls_silent_after_the_text(post: tuple[Post, Smtp]) -> None:
    """Nobody can know whether it was taken, and nobody waits for this server again."""
    record, line = post
    record.behaviour[ANNA] = "silent"
    with pytest.raises(UncertainError, match="before the server confirmed"):
        send(line)
    with pytest.raises(DownError, match="does not answer"):
        send(line, BODO)
    assert record.mails == []


def test_a_server_that_ended_the_line_in_between(post: tuple[Post, Smtp]) -> None:
    record, line = post
    send(line)
    assert line._line is not None
    assert line._line.sock is not None
    line._line.sock.shutdown(socket.SHUT_RDWR)
    send(line, BODO)
    assert [mail.to for mail in record.mails] == [ANNA, BODO]


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(DownError, match=r"127\.0\.0\.1"):
            send(Smtp(Server("127.0.0.1", taken.getsockname()[1], "none"), timeout=1))


def test_a_server_that_never_greets() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(DownError, match="does not answer"):
            send(Smtp(Server("127.0.0.1", listener.getsockname()[1], "none"), timeout=0.1))


SMTP = "smtp://mail.example.org"


@pytest.mark.parametrize(
    ("notify", "environ", "found"),
    [
        (Notify(smtp=SMTP), {}, ("mail.example.org", 587, "starttls", None)),
        (Notify(smtp=SMTP + ":2525"), {}, ("mail.example.org", 2525, "starttls", None)),
        (Notify(smtp="smtps://mail.example.org"), {}, ("mail.example.org", 465, "tls", None)),
        (Notify(smtp=SMTP, tls="none"), {}, ("mail.example.org", 25, "none", None)),
        (Notify(smtp=SMTP), {"FOERDER_SMTP": "smtps://other.example"}, ("other.example", 465, "tls", None)),
        (Notify(smtp=SMTP), {**SECRET, "FOERDER_SMTP": "smtp://own.example"}, ("own.example", 587, "starttls", USER)),
        # Whoever edits the register gets the password neither elsewhere nor in the clear.
        (
            Notify(smtp="smtp://evil.example", tls="none"),
            {**SECRET, "FOERDER_SMTP": "smtp://own.example"},
            ("own.example", 587, "starttls", USER),
        ),
    ],
)
def test_which_server(notify: Notify, environ: dict[str, str], found: tuple[Any, ...]) -> None:
    server = choose_server(notify, environ)
    assert (server.host, server.port, server.tls, server.user) == found


@pytest.mark.parametrize(
    ("notify", "environ", "said"),
    [
        (Notify(), {}, "no mail server"),
        (Notify(smtp="smtp://evil.example"), SECRET, "from the variable FOERDER_SMTP only"),
        (Notify(smtp=SMTP), {"FOERDER_SMTP_PASSWORD": "x"}, "FOERDER_SMTP_USER is not"),
        (Notify(smtp=SMTP), {"FOERDER_SMTP_USER": "x"}, "FOERDER_SMTP only"),
        (Notify(smtp="smtp://user:geheim@mail.example.org"), {}, "do not belong"),
        (Notify(smtp="mail.example.org:587"), {}, "Write it as"),
        (Notify(smtp="smtp://mail.example.org:port"), {}, "Write it as"),
        (Notify(smtp="http://mail.example.org"), {}, "Write it as"),
        (Notify(smtp="smtps://mail.example.org", tls="none"), {}, "contradict"),
    ],
)
def test_what_does_not_go_together(notify: Notify, environ: dict[str, str], said: str) -> None:
    with pytest.raises(DownError, match=said) as error:
        choose_server(notify, environ)
    assert "geheim" not in str(error.value)


def keyring(monkeypatch: pytest.MonkeyPatch, found: Any) -> list[tuple[str, str | None]]:
    """A keyring that knows this, and the questions it was asked."""
    asked: list[tuple[str, str | None]] = []

    def get_credential(service: str, user: str | None) -> Any:
        asked.append((service, user))
        if isinstance(found, Exception):
            raise found
        return found

    module: Any = types.ModuleType("keyring")
    module.get_credential = get_credential
    monkeypatch.setitem(sys.modules, "keyring", module)
    return asked


def test_user_and_password_from_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keyring(monkeypatch, types.SimpleNamespace(username=USER, password=PASSWORD))
    server = choose_server(Notify(smtp=SMTP), {"FOERDER_SMTP": "smtp://own.example"})
    assert (server.host, server.user, server.password) == ("own.example", USER, PASSWORD)
    assert asked == [("foerder", None)]


def test_a_keyring_is_not_asked_for_a_server_from_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keyring(monkeypatch, types.SimpleNamespace(username=USER, password=PASSWORD))
    assert choose_server(Notify(smtp=SMTP), {}).user is None
    assert asked == []


@pytest.mark.parametrize("found", [None, RuntimeError("locked")])
def test_a_keyring_that_knows_nothing(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    keyring(monkeypatch, found)
    assert choose_server(Notify(), {"FOERDER_SMTP": SMTP}).user is None
    with pytest.raises(DownError, match="no password"):
        choose_server(Notify(), {"FOERDER_SMTP": SMTP, "FOERDER_SMTP_USER": USER})


def test_no_encryption_is_said_aloud_at_every_run() -> None:
    _way, remarks = by_smtp({})(Notify(smtp=SMTP, tls="none"))
    assert remarks == ['The mails to mail.example.org go without encryption (tls = "none").']


def test_outbox_replaces_a_repeated_mail(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "neu", PRIVATE)
    send(outbox)
    send(outbox)
    assert [path.read_bytes() for path in (tmp_path / "neu").iterdir()] == [MAIL]
    assert [path.name for path in (tmp_path / "neu").iterdir()] == ["1.eml"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing"])
def test_a_link_planted_in_an_outbox_is_replaced_and_never_followed(tmp_path: Path, there: bool) -> None:
    precious, out = tmp_path / "precious", tmp_path / "out"
    out.mkdir()
    if there:
        precious.write_text("precious")
    (out / "1.eml").symlink_to(precious)
    send(Outbox(out, PRIVATE))
    assert (precious.read_text() if there else precious.exists()) == ("precious" if there else False)
    assert (out / "1.eml").read_bytes() == MAIL
    assert not (out / "1.eml").is_symlink()


def test_an_outbox_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DownError, match="file"):
        send(Outbox(tmp_path / "file", PRIVATE))


@pytest.fixture
def sendmail(tmp_path: Path) -> Path:
    """A sendmail that writes down what it gets."""
    if os.name == "nt":
        pytest.skip("there is no sendmail on Windows")
    program = tmp_path / "sendmail"
    program.write_text(
        f'#!/bin/sh\nprintf "%s|" "$@" >{tmp_path}/words\ncat >{tmp_path}/mail\n'
        'case "$*" in *anna*) exit 0;; *bodo*) echo "no such user" >&2; exit 67;; esac\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_sendmail(sendmail: Path) -> None:
    send(Sendmail(str(sendmail)))
    assert (sendmail.parent / "words").read_text() == f"-i|-f|{FROM}|--|{ANNA}|"
    assert (sendmail.parent / "mail").read_bytes() == MAIL.replace(b"\r\n", b"\n")
    with pytest.raises(NotSentError, match="67: no such user"):
        send(Sendmail(str(sendmail)), BODO)


def test_a_sendmail_that_does_not_read(tmp_path: Path) -> None:
    """A closed pipe is an answer of sendmail, not of our own stdout."""
    program = tmp_path / "sendmail"
    program.write_text("#!/bin/sh\nexec <&-\nexit 75\n")
    program.chmod(0o755)
    with pytest.raises(NotSentError, match="75"):
        send(Sendmail(str(program)), content=b"x" * 1_000_000)


def test_a_sendmail_that_hangs_is_waited_for_once(tmp_path: Path) -> None:
    program = tmp_path / "sendmail"
    program.write_text(f"#!/bin/sh\necho x >>{tmp_path}/calls\nexec sleep 60\n")
    program.chmod(0o755)
    line = Sendmail(str(program), timeout=0.5)
    with pytest.raises(UncertainError, match="does not end"):
        send(line)
    with pytest.raises(DownError, match="does not end"):
        send(line, BODO)
    assert (tmp_path / "calls").read_text() == "x\n"


def test_no_sendmail(tmp_path: Path) -> None:
    with pytest.raises(PostError):
        send(Sendmail(str(tmp_path / "nowhere")))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("foerder@example.org", ""),
        ("Fristen <foerder@example.org>", ""),
        ('"Stadt Gera, Fristen" <foerder@example.org>', ""),
        ("Stadt Gera, Fristen <foerder@example.org>", "quotation marks"),
        ("Amt: Fristen <foerder@example.org>", "quotation marks"),
        ("Fristen", "names no sender"),
        (None, "names no sender"),
    ],
)
def test_a_sender_that_cannot_be_read_is_named_for_what_it_is(text: str | None, fault: str) -> None:
    said = sender_fault(text)
    assert (fault in said) if fault else said == ""
