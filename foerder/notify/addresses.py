"""Addresses of mail: of people, and of servers."""

from __future__ import annotations

import re
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from foerder.model import Notify
from foerder.text.i18n import N_, _

USER, PASSWORD, SERVER = "FOERDER_SMTP_USER", "FOERDER_SMTP_PASSWORD", "FOERDER_SMTP"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
FORM = N_("Write it as smtp://mail.example.org:587 or smtps://mail.example.org:465.")

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\Z"
)


@lru_cache(maxsize=4096)
def plain_address(text: str | None) -> str | None:
    """``local@domain`` in small letters, the domain in its ASCII form; None for anything else."""
    local, at, domain = (text or "").strip().lower().rpartition("@")
    try:
        address = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    return address if _ADDRESS.match(address) and len(address) <= 254 else None


def domain_of(text: str | None) -> str:
    """The domain of an address, with or without a name before it; empty where there is none."""
    return (plain_address(parseaddr(text or "")[1]) or "").rpartition("@")[2]


class ServerError(ValueError):
    """An address of a mail server that cannot be meant: the key at fault, why,
    and how to write it.
    """

    def __init__(self, key: str, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}. {remedy}" if remedy else message)
        self.key, self.message, self.remedy = key, message, remedy


def server_parts(url: str, wanted: str | None) -> tuple[str, int, str]:
    """Host, port and encryption of a server's address; ``wanted`` is ``tls`` of [notify].

    Raises `ServerError`.
    """
    scheme, host, port = _parts(url)
    tls = wanted or "starttls"
    if scheme == "smtps":
        if wanted in ("none", "starttls"):
            text = _('smtps:// and tls = "{tls}" contradict each other').format(tls=wanted)
            raise ServerError("tls", text)
        tls = "tls"
    return host, port or PORTS[tls], tls


def _parts(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a server's address. Raises `ServerError`."""
    hidden = repr(re.sub(r"//.*@", "//…@", url))
    text = _("the mail server {url} cannot be read").format(url=hidden)
    unreadable = ServerError("smtp", text, _(FORM))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise unreadable from None
    if parts.username or parts.password:
        text = _(
            "user and password do not belong in the address of the mail server: set {user} and {password}"
        )
        raise ServerError("smtp", text.format(user=USER, password=PASSWORD))
    more = parts.path.strip("/") or parts.query
    if parts.scheme not in ("smtp", "smtps") or not host or more:
        raise unreadable
    return parts.scheme, host, port


@lru_cache(maxsize=16)
def domains_of(notify: Notify) -> frozenset[str]:
    """Where mails may go; umlauts travel in their ASCII form, however the register writes them."""
    if not notify.domains:
        return frozenset((domain_of(notify.sender),))
    return frozenset(domain_of(f"x@{domain.lstrip('@')}") for domain in notify.domains)


def reachable(address: str | None, notify: Notify) -> str | None:
    """The address to write to, in small letters; None for what is none, or is
    outside the domains.
    """
    plain = plain_address(address)
    if plain is None or plain.rpartition("@")[2] not in domains_of(notify):
        return None
    return plain


def sender_fault(text: str | None) -> str:
    """What is wrong with ``from``, in words; empty where it is an address."""
    name, opened, rest = (text or "").partition("<")
    unquoted = re.sub(r'"[^"]*"', "", name)
    if opened and plain_address(rest.rstrip("> ")) and re.search(r"[,:;]", unquoted):
        return _("the name before the address needs quotation marks: {value}").format(
            value=f"from = '\"{name.strip()}\" <{rest}'"
        )
    if plain_address(parseaddr(text or "")[1]):
        return ""
    return _('[notify] names no sender: write from = "foerder@example.org"')
