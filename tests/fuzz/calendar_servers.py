"""CalDAV servers that answer at random: wrong states, XML that is none, half answers, silence, redirections, lies."""

from __future__ import annotations

import random
import socketserver
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from program import Result, foerder

CODES = (100, 200, 201, 204, 207, 301, 302, 304, 400, 401, 403, 404, 405, 409, 412, 423, 429, 500, 502, 503, 507, 999)
PATIENCE, CALM = 0.3, 10.0
"""Seconds that the program waits for an odd server, and for a polite one."""
HOME = "/fristen/amt/"
REGISTER = 'format = 1\n[settings]\nlanguage = "de"\nid = "amt"\nholidays = "DE-TH"\n' + "".join(
    f'[[project]]\nid = "{name}"\ntitle = "{name}"\n[[project.period]]\nid = "x"\nstart = 2026-01-01\n'
    f'[[project.period.deadline]]\nid = "bericht"\nkind = "interim-report"\ndue = 2027-03-31\n'
    for name in ("eins", "zwei")
)
NAMES = {f"{name}.x.bericht@amt.foerder.ics" for name in ("eins", "zwei")}


@dataclass
class Calendar:
    """The server: its entries, and how odd it is."""

    chance: random.Random
    is_odd: bool = True
    items: dict[str, bytes] = field(default_factory=dict)
    connections: int = 0
    after_silence: int = 0
    is_silent: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)

    def polite(self, method: str, name: str, body: bytes) -> tuple[int, bytes]:
        """What a server should answer, and does."""
        if method == "PROPFIND":
            return 207, self.listed()
        if method == "GET":
            return (200, self.items[name]) if name in self.items else (404, b"")
        if not name:
            return 405, b""
        if method == "PUT":
            self.items[name] = body
            return 201, b""
        return (204, b"") if self.items.pop(name, None) is not None else (404, b"")

    def listed(self) -> bytes:
        """The entries with their ETags, and the calendar itself."""
        kind = '<resourcetype><collection/><calendar xmlns="urn:ietf:params:xml:ns:caldav"/></resourcetype>'
        parts = [(HOME, kind)]
        parts += [(HOME + name, f"<getetag>{len(text)}</getetag><resourcetype/>") for name, text in self.items.items()]
        rows = "".join(
            f"<response><href>{href}</href><propstat><prop>{prop}</prop><status>HTTP/1.1 200 OK</status></propstat>"
            "</response>"
            for href, prop in parts
        )
        return f'<?xml version="1.0"?><multistatus xmlns="DAV:">{rows}</multistatus>'.encode()

    def spoilt(self, body: bytes) -> bytes:
        """A body with something wrong in it."""
        place = self.chance.randrange(len(body) + 1)
        return self.chance.choice(
            (
                body[:place],
                body[:place] + self.chance.randbytes(9) + body[place:],
                body.replace(b"HTTP/1.1 200 OK", b"nonsense"),
                body.replace(b"<getetag>", b"<getetag><x/>"),
                body.replace(HOME.encode(), b"http://[::1"),
                body.replace(b"DAV:", b"VAD:"),
                b"<a>" * 500,
                self.chance.randbytes(40),
                b"",
            )
        )


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Answer requests until somebody has enough."""
        about: Any = self.server
        self.calendar: Calendar = about.calendar
        self.calendar.connections += 1
        self.calendar.after_silence += self.calendar.is_silent.is_set()
        with suppress(OSError, ValueError):
            while self._answered():
                pass

    def _answered(self) -> bool:
        words = self.rfile.readline().decode("latin-1").split()
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if len(words) < 2:
            return False
        method, name, body = words[0], words[1].rpartition("/")[2].replace("%40", "@"), self.rfile.read(length)
        if not self.calendar.is_odd or self.calendar.chance.random() < 0.5:
            return self._sent(*self.calendar.polite(method, name, body))
        return self._odd(method, name, body)

    def _odd(self, method: str, name: str, body: bytes) -> bool:
        chance = self.calendar.chance
        kind = chance.randrange(10)
        if kind == 0:
            self.calendar.is_silent.set()
            self.calendar.is_over.wait()
        if kind < 4:
            self.wfile.write(
                (b"", b"", chance.randbytes(50), b"HTTP/1.1 207 ok\r\nContent-Length: 5000\r\n\r\n<x>")[kind]
            )
            return False
        status, told = self.calendar.polite(method, name, body)
        heads = {
            4: (chance.choice((301, 302, 307)), f"Location: {HOME}{chance.choice((name, '', '..'))}"),
            5: (401, f"WWW-Authenticate: {chance.choice(('Basic', 'Digest', 'Negotiate x', '=', ''))}"),
            6: (status, "Content-Encoding: gzip"),
            7: (status, "Server: odd"),
        }
        code, head = heads.get(kind, (chance.choice(CODES), "Server: odd"))
        return self._sent(code, self.calendar.spoilt(told) if told or kind == 6 else b"", head)

    def _sent(self, status: int, body: bytes, head: str = "Server: odd") -> bool:
        kind = "text/calendar" if body.startswith(b"BEGIN") else "text/xml"
        text = f"HTTP/1.1 {status} odd\r\nContent-Type: {kind}\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(text.encode("latin-1") + body)
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(chance: random.Random) -> Iterator[tuple[Calendar, str]]:
    """The server and the address of its calendar."""
    calendar = Calendar(chance)
    with _Server(("127.0.0.1", 0), _Talk) as server:
        about: Any = server
        about.calendar = calendar
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield calendar, f"http://fristen@127.0.0.1:{server.server_address[1]}{HOME}"
        finally:
            calendar.is_over.set()
            server.shutdown()


def wrong(chance: random.Random, folder: Path) -> str:
    """What is wrong with runs against such a server, and with one against a polite one; empty where nothing is."""
    (folder / "amt.toml").write_text(REGISTER, encoding="utf-8")
    with serving(chance) as (calendar, url):
        try:
            first = run(folder, url, PATIENCE)
            asked = calendar.after_silence
            calendar.is_odd = False
            last = run(folder, url, CALM)
        except Exception:
            return traceback.format_exc(limit=-6)
        if first.code not in (0, 5) or "Traceback" in first.err:
            return f"exit code {first.code}: {first.err}"
        if asked:
            return f"{asked} connections after the server fell silent"
        if last.code != 0 or set(calendar.items) != NAMES:
            return f"a polite server afterwards: exit code {last.code}, {sorted(calendar.items)}: {last.err}"
        if first.code == 0 and not first.err:
            return "nothing was said"
    return ""


def run(folder: Path, url: str, patience: float) -> Result:
    """One run of `publish`."""
    with mock.patch("foerder.calendars.server.TIMEOUT", patience):
        return foerder("-f", folder / "amt.toml", "publish", url, today="2026-11-30", FOERDER_CALDAV_PASSWORD="geheim")
