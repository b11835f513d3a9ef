"""A calendar on a CalDAV server (RFC 4791), kept exact: the one place that
knows the library ``caldav``.

Every entry is a resource of its own, named by its UID. Only those whose UID ends with this
register's id are ours. What somebody changed by hand is put right where the field is ours;
everything else in the entry stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from foerder.calendars.ics import fold
from foerder.calendars.own_files import checksum
from foerder.text.i18n import _
from foerder.text.plain import clean

USER, PASSWORD = "FOERDER_CALDAV_USER", "FOERDER_CALDAV_PASSWORD"
SERVICE = "foerder-caldav"
"""The name under which a keyring holds the password."""
TIMEOUT = 30
"""Seconds for each answer."""
OURS = frozenset(
    "UID DTSTAMP LAST-MODIFIED SEQUENCE DTSTART DTEND SUMMARY DESCRIPTION URL CATEGORIES STATUS TRANSP CLASS "
    "X-MICROSOFT-CDO-BUSYSTATUS".split()
)
"""The fields of an entry that are ours; the rest, its alarms included,
belongs to whoever reads it.
"""
UNTOLD = frozenset(("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"))
"""Ours as well, but no change that anybody made by hand: servers and
programs count for themselves.
"""


class ServerError(Exception):
    """Why the server did not take everything. ``str()`` is a sentence for people."""


@dataclass
class Synced:
    """What a run did."""

    created: int = 0
    changed: int = 0
    deleted: int = 0
    by_hand: list[str] = field(default_factory=list)
    """Titles of entries that somebody had changed in a field of ours."""


def address(url: str) -> tuple[str, str | None]:
    """A calendar's address without the user, and the user. Raises `ServerError`
    where it is none.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host:
        text = _("this is no address of a calendar: {address}")
        raise ServerError(text.format(address=clean(_hidden(url))))
    if parts.password:
        text = _(
            "the password does not belong in the address: set {variable}, or keep it in a keyring"
        )
        raise ServerError(text.format(variable=PASSWORD))
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        raise ServerError(_("a password is never sent without encryption: write https://"))
    name = f"[{host}]" if ":" in host else host
    place = f"{name}:{port}" if port else name
    path = parts.path.rstrip("/") + "/"
    user = unquote(parts.username) if parts.username else None
    return urlunsplit((parts.scheme, place, path, "", "")), user


def _hidden(url: str) -> str:
    """An address without what might be a password."""
    before, at, after = url.rpartition("@")
    return f"{before.partition('//')[0]}//…@{after}" if at else url


def credentials(user: str | None, environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    """User and password, from the environment or a keyring."""
    user = user or environ.get(USER) or None
    password = environ.get(PASSWORD) or None
    if user and not password:
        # A keyring's backends raise what they like; without one, it knows nothing.
        with suppress(Exception):
            password = import_module("keyring").get_password(SERVICE, user)
    return user, password


class Collection:
    """One calendar on a server."""

    def __init__(self, url: str, user: str | None, password: str | None, register: str) -> None:
        try:
            client: Any = import_module("caldav").DAVClient
        except ImportError:
            raise ServerError(
                _("calendars on a server need: pip install 'foerder[caldav]'")
            ) from None
        self.url = url
        self.suffix = f"@{register}.foerder.ics"
        self.client = client(
            url,
            username=user,
            password=password,
            timeout=TIMEOUT,
            enable_rfc6764=False,
            require_tls=False,
        )

    def sync(self, wanted: Mapping[str, bytes], known: dict[str, list[str]]) -> Synced:
        """Make the calendar hold exactly these resources of ours; ``known`` has
        their ETag and checksum of last time.

        Raises `ServerError`; what was done by then is noted, and the next run
        goes on from there.
        """
        try:
            return self._sync(wanted, known)
        finally:
            self.client.close()

    def _sync(self, wanted: Mapping[str, bytes], known: dict[str, list[str]]) -> Synced:
        result = Synced()
        tags = self._tags()
        for name, content in wanted.items():
            self._put(name, content, tags.get(name), known, result)
        for name in sorted(tags.keys() - wanted.keys()):
            self._request("DELETE", name, "", {"If-Match": tags[name]}, (200, 202, 204, 404))
            known.pop(name, None)
            result.deleted += 1
        for name in known.keys() - wanted.keys():
            del known[name]
        if result.created or result.changed:
            for name, tag in self._tags().items():
                if name in known:
                    known[name][:1] = [tag]
        return result

    def _put(
        self,
        name: str,
        content: bytes,
        tag: str | None,
        known: dict[str, list[str]],
        result: Synced,
    ) -> None:
        """Create or change one entry, where that is needed."""
        note = [tag or "", checksum(content)]
        if tag is None:
            self._request(
                "PUT", name, content.decode(), {"If-None-Match": "*", **TYPE}, (200, 201, 204)
            )
            result.created += 1
        elif known.get(name) != note:
            there = self._request("GET", name, "", {}, (200,)).raw
            merged, changed = merge(content.decode(), there)
            if changed:
                self._request("PUT", name, merged, {"If-Match": tag, **TYPE}, (200, 201, 204))
                result.changed += 1
            if changed - UNTOLD and known.get(name, note)[0] != tag:
                result.by_hand.append(value_of("SUMMARY", content.decode()))
        known[name] = note

    def _tags(self) -> dict[str, str]:
        """The ETags of our resources. Raises `ServerError` where the address is no
        calendar.
        """
        answer = self._request("PROPFIND", "", PROPERTIES, {"Depth": "1"}, (207,))
        try:
            found, is_calendar = self._listed(answer.parse_propfind())
        except Exception as error:
            # The library raises what it likes for an answer that is none.
            text = _("the server's answer is not understood ({reason})")
            raise ServerError(text.format(reason=clean(_at_bottom(error)))) from None
        if not is_calendar:
            raise ServerError(_("there is no calendar at {address}").format(address=self.url))
        return found

    def _listed(self, items: Iterable[Any]) -> tuple[dict[str, str], bool]:
        """The ETags of our resources, and whether the address is a calendar."""
        found, is_calendar = {}, False
        here = unquote(urlsplit(self.url).path).rstrip("/")
        for item in items:
            path = unquote(urlsplit(item.href).path).rstrip("/")
            if path == here:
                kinds = item.properties.get("{DAV:}resourcetype") or ()
                is_calendar = any("}calendar" in str(kind) for kind in kinds)
            name = path.rpartition("/")[2]
            if name.endswith(self.suffix):
                found[name] = str(item.properties.get("{DAV:}getetag") or "")
        return found, is_calendar

    def _request(
        self,
        method: str,
        name: str,
        body: str,
        headers: Mapping[str, str],
        good: tuple[int, ...],
    ) -> Any:
        """One request. Raises `ServerError` for anything but an answer that is
        expected.
        """
        from caldav.lib.error import DAVError

        url = self.url + quote(name)
        try:
            answer = self.client.request(url, method, body, dict(headers))
        except DAVError as error:
            raise ServerError(_said(error.status, error.reason)) from None
        except Exception as error:
            # The library below raises its own kinds for broken lines and names.
            text = _("the server cannot be reached ({reason})")
            raise ServerError(text.format(reason=clean(_at_bottom(error)))) from None
        if answer.status not in good:
            raise ServerError(_said(answer.status, str(getattr(answer, "reason", "") or "")))
        return answer


TYPE = {"Content-Type": "text/calendar; charset=utf-8"}
PROPERTIES = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<propfind xmlns="DAV:"><prop><getetag/><resourcetype/></prop></propfind>'
)


def _at_bottom(error: BaseException) -> str:
    """The system's own words for a broken line, below what libraries wrap around them."""
    below = error
    while below.__cause__ or below.__context__:
        below = below.__cause__ or below.__context__ or below
    reason = getattr(below, "strerror", None) or str(below)
    return " ".join(reason.split())[:200] or type(error).__name__


def _said(status: int | None, reason: str) -> str:
    """What an answer means."""
    texts = {
        401: _("the server refuses user or password"),
        403: _("the server does not allow that: no right to write in this calendar"),
        404: _("there is nothing at this address"),
        405: _("this address is no calendar"),
        409: _("the server has another entry with this UID, or no such calendar"),
        412: _("somebody changed an entry at the same moment; the next run puts it right"),
        429: _("the server is too busy"),
        503: _("the server is too busy"),
        507: _("there is no room left on the server"),
    }
    text = texts.get(status or 0, _("the server answers with an error"))
    words = clean(reason)
    if status:
        words = f"{status} {words}".rstrip()
    return f"{text} ({words})"


def merge(ours: str, theirs: str) -> tuple[str, set[str]]:
    """Our entry with what others added to theirs, and the names of the fields that differed.

    Alarms stay as they are on the server once the entry is there.
    """
    mine, alarms = _split(ours)
    there, kept = _split(theirs)
    old = [line for line in there if _name(line) in OURS]
    foreign = [line for line in there if _name(line) not in OURS]
    if there:
        alarms = kept
    changed = {_name(line) for line in set(mine).symmetric_difference(old)}
    head, _begin, _rest = ours.partition("BEGIN:VEVENT\r\n")
    lines = ["BEGIN:VEVENT", *mine, *foreign, *alarms, "END:VEVENT", "END:VCALENDAR", ""]
    return head + fold("\r\n".join(lines)).decode(), changed


def _split(text: str) -> tuple[list[str], list[str]]:
    """The content lines of an entry, unfolded, and those of the parts in it."""
    lines = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "").split("\n")
    own: list[str] = []
    parts: list[str] = []
    if "BEGIN:VEVENT" not in lines or "END:VEVENT" not in lines:
        return own, parts
    depth = 0
    for line in lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]:
        depth += line.startswith("BEGIN:")
        (parts if depth else own).append(line)
        depth -= line.startswith("END:")
    return own, parts


def _name(line: str) -> str:
    return line.partition(":")[0].partition(";")[0].upper()


def value_of(name: str, text: str) -> str:
    """The value of a field of an entry, as people read it."""
    for line in _split(text)[0]:
        if _name(line) == name:
            return line.partition(":")[2].replace("\\,", ",").replace("\\;", ";")
    return ""
