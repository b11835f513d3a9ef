"""Signs of life for those who watch from outside: an address to call, and a
file whose age another machine checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from foerder.notify.transport import in_words
from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.notify.run import Report

PING = "FOERDER_PING"
"""The variable that keeps the address, which is a secret, out of commands and logs."""
TIMEOUT = 10.0
"""Seconds for each answer."""


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is to see that a run went well."""

    ping: str | None = None
    alive: str | None = None


def address_of(option: str | None, environ: Mapping[str, str]) -> str | None:
    """The address to call: of the option, else of the variable.

    Raises ``ValueError`` where it cannot be called.
    """
    url = option or environ.get(PING) or None
    if url and not _callable(url):
        raise ValueError(
            _("{name}: write an address that begins with https:// or http://").format(
                name="--ping" if option else PING
            )
        )
    return url


def _callable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = re.fullmatch(r"[!-~]+", url) and "@" not in parts.netloc
    return bool(host and plain and parts.scheme in ("http", "https"))


def failure_address(url: str) -> str | None:
    """Where a failure is reported; None where only silence reports it.

    healthchecks.io and its software on a server of one's own: ``/fail`` after the address
    (https://healthchecks.io/docs/signaling_failures/).
    """
    parts = urlsplit(url)
    if parts.hostname != "hc-ping.com" and not parts.path.startswith("/ping/"):
        return None
    path = parts.path.rstrip("/") + "/fail"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def call(url: str, timeout: float = TIMEOUT) -> str | None:
    """Call an address; why that failed, without the address, which is a secret.

    A redirect is not followed: a page to log in answers 200, and nobody has been told.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_arguments: object) -> None:
            """Follow nowhere."""

    request = Request(url, headers={"User-Agent": "foerder"})
    try:
        with build_opener(Stay).open(request, timeout=timeout):
            return None
    except HTTPError as error:
        error.close()
        if error.code // 100 == 3:
            return _("the server sends us to another address; write that one")
        return _("the server answers {code}").format(code=error.code)
    except URLError as error:
        reason = error.reason
        return in_words(reason) if isinstance(reason, OSError) else _("there is no answer")
    except OSError as error:
        return in_words(error)
    except HTTPException:
        return _("what answers is no web server")


def alive_text(report: Report, problems: int, now: datetime) -> bytes:
    """What the file says: when the last good run was, how many mails it sent,
    how many faults the register has.
    """
    content = {
        "schema": 1,
        "time": now.isoformat(timespec="seconds"),
        "today": report.today.isoformat(),
        "sent": len(report.sent),
        "problems": problems,
    }
    return f"{json.dumps(content)}\n".encode()
