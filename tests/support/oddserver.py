"""A mail server on loopback that answers each step as a test wants: with any bytes, cut, drop by drop, or never."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

STEPS = ("greeting", "EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "DATA", "text", "RSET", "QUIT")
"""What a server answers: the connection itself, each command, and the text of the mail."""
DROPS = 500
"""So many times a trickling server sends a byte before it hangs up: ten times the patience of the tests."""


class Answer(NamedTuple):
    """What is sent at a step, and what happens then."""

    data: bytes
    then: str = ""
    """Empty: the talk goes on; ``close``, ``silent`` (for ever), or ``trickle`` (a byte now and then)."""


POLITE = {
    "greeting": Answer(b"220 odd.example\r\n"),
    "EHLO": Answer(b"250-odd.example\r\n250 8BITMIME\r\n"),
    "DATA": Answer(b"354 go on\r\n"),
    "QUIT": Answer(b"221 bye\r\n", "close"),
}
OTHERWISE = Answer(b"250 ok\r\n")


@dataclass
class OddServer:
    """The server, and what it saw. ``odd`` is asked first for a step and the recipient; None: as a server should."""

    odd: Callable[[str, str], Answer | None] = lambda step, to: None
    port: int = 0
    connections: int = 0
    texts: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Whole texts that came in: to whom, Message-ID, and what was answered."""
    patient_clients: int = 0
    """Clients that listened to a trickle to its end."""
    after_silence: int = 0
    """Connections after somebody was left without an answer: nobody should try again in the same run."""
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when somebody is left without an answer."""
    is_over: threading.Event = field(default_factory=threading.Event)

    def accepted(self) -> list[str]:
        """To whom a mail was taken."""
        return [to for to, _identity, answer in self.texts if answer.startswith(b"2")]

    def asked(self, step: str, to: str) -> Answer:
        """What to answer."""
        return self.odd(step, to) or POLITE.get(step, OTHERWISE)


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Answer until one of the two has enough."""
        about: Any = self.server
        self.odd: OddServer = about.odd
        self.odd.connections += 1
        self.odd.after_silence += self.odd.reached.is_set()
        self.to = ""
        with suppress(OSError):
            going = self._answer("greeting")
            while going and (line := self.rfile.readline(8192)):
                going = self._command(line.decode("latin-1"))

    def _command(self, line: str) -> bool:
        """Answer one command; whether the talk goes on."""
        verb = line[:4].upper().strip()
        step = next((step for step in STEPS if step.startswith(verb)), "other") if verb else "other"
        if step == "RCPT":
            self.to = line.partition("<")[2].partition(">")[0]
        answer = self.odd.asked(step, self.to)
        going = self._send(answer)
        if step == "DATA" and going and answer.data.startswith(b"354"):
            return self._text()
        return going

    def _text(self) -> bool:
        """Take the text of a mail, and answer it."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return False
        found = re.search(rb"^Message-ID: (.*)\r$", b"".join(lines), re.MULTILINE)
        answer = self.odd.asked("text", self.to)
        self.odd.texts.append((self.to, found[1].decode() if found else "", answer.data))
        return self._send(answer)

    def _answer(self, step: str) -> bool:
        return self._send(self.odd.asked(step, self.to))

    def _send(self, answer: Answer) -> bool:
        """Send, and whether the talk goes on."""
        self.wfile.write(answer.data)
        if answer.then == "silent":
            self.odd.reached.set()
            self.odd.is_over.wait()
        if answer.then == "trickle":
            self.odd.reached.set()
            for _turn in range(DROPS):
                if self.odd.is_over.wait(0.01):
                    return False
                self.wfile.write(b"2")
            self.odd.patient_clients += 1
        return not answer.then


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 50

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@contextmanager
def odd_server(odd: Callable[[str, str], Answer | None] | None = None) -> Iterator[OddServer]:
    """The server, as long as it is needed."""
    found = OddServer(odd) if odd else OddServer()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        about: Any = server
        about.odd, found.port = found, server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield found
        finally:
            found.is_over.set()
            server.shutdown()
