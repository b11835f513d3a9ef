"""What the tests of `notify` share: registers, days, a way out that can be told to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from foerder.model import Notify
from foerder.notify.memory import Store
from foerder.notify.run import Report, Run
from foerder.notify.transport import PostError, Transport, Way
from foerder.register.load import load

ANNA, BODO, HEAD, DESK = (f"{name}@example.org" for name in ("anna", "bodo", "leitung", "fristen"))
NOW = datetime(2027, 1, 4, 6, 15, tzinfo=UTC)
HEADER = f"""\
format = 1
[settings]
language = "en"
holidays = "DE-TH"
[notify]
from = "Fristen <foerder@example.org>"
subject = "[Frist]"
domains = ["example.org"]
smtp = "smtp://127.0.0.1:1"
coordinator = "{DESK}"
head = "{HEAD}"
deputy_from = 14
heartbeat = "off"
"""


def project(name: str, due: str, more: str = "", owner: str | None = ANNA, deputy: str = BODO) -> str:
    """A project with one report that is due on a day."""
    people = (f'owner = "{owner}"\n' if owner else "") + (f'deputy = "{deputy}"\n' if deputy else "")
    return f"""
[[project]]
id = "{name}"
title = "Vorhaben {name}"
{people}[[project.period]]
id = "p"
start = 2026-01-01
[[project.period.deadline]]
id = "report"
kind = "final-report"
title = "Nachweis"
due = {due}
{more}
"""


@dataclass
class Basket:
    """A way out that keeps what it is given, or raises what it is told to."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    errors: dict[str, PostError] = field(default_factory=dict)
    taken: Callable[[], None] | None = None
    """Called after a mail was accepted, before anybody knows."""

    def send(self, sender: str, to: str, message_id: str, content: bytes) -> None:
        if to in self.errors:
            raise self.errors[to]
        self.mails.append((to, message_id, content))
        if self.taken:
            self.taken()

    def close(self) -> None:
        """Nothing."""

    @property
    def way(self) -> Way:
        """As a run asks for it."""

        def choose(notify: Notify) -> tuple[Transport, list[str]]:
            return self, []

        return choose


@dataclass
class Office:
    """A register on disk, its memory, and runs on days."""

    folder: Path
    basket: Basket = field(default_factory=Basket)

    @property
    def path(self) -> Path:
        return self.folder / "projects.toml"

    def write(self, *projects: str, header: str = HEADER) -> None:
        """Put a register in place."""
        self.path.write_text(header + "".join(projects), encoding="utf-8")

    def job(self, day: str) -> Run:
        """A run on a day, not begun yet."""
        return Run(load([self.path], ["projects.toml"]), Store(self.path), date.fromisoformat(day), NOW)

    def run(self, day: str) -> Report:
        """One run on a day."""
        return self.job(day).send(self.basket.way, patience=5)

    def told(self, day: str) -> dict[str, list[tuple[str | None, int | None, str]]]:
        """What each person is told on a day."""
        return {mail.to: [(item.id, item.step, item.reason) for item in mail.items] for mail in self.run(day).sent}

    def bodies(self) -> list[str]:
        """The plain texts of all mails so far."""
        return [text_of(content) for _to, _id, content in self.basket.mails]


def parsed(content: bytes) -> EmailMessage:
    """A mail, taken apart."""
    return message_from_bytes(content, _class=EmailMessage, policy=SMTP)


def text_of(content: bytes) -> str:
    """The plain text of a mail."""
    body = parsed(content).get_body(("plain",))
    assert body is not None
    return str(body.get_content())
