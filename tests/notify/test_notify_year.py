"""A year day by day against a real mail server: gaps, failures, moved dates; compared with a plain second opinion."""

from __future__ import annotations

import logging
import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from mailserver import PASSWORD, USER, Certificates, Post, serving
from notifying import ANNA, BODO, DESK, HEAD, HEADER

from foerder.law.holidays import holidays
from foerder.notify.memory import NotificationItem, Store
from foerder.notify.run import Report, Run
from foerder.notify.transport import by_smtp
from foerder.register.load import load

pytestmark = pytest.mark.slow

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
ONE = timedelta(days=1)
WEEK = timedelta(days=7)
STEPS = (90, 30, 14, 7, 1)
PEOPLE = (ANNA, BODO, DESK, HEAD)
FAILURES = ("refuse", "reject", "drop", "lost")


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays("DE-TH", day.year)


def back(day: date) -> date:
    while not works(day):
        day -= ONE
    return day


def on(day: date) -> date:
    while not works(day):
        day += ONE
    return day


@dataclass
class Duty:
    """One deadline as its clerk moves it about; ``version`` counts how often."""

    name: str
    day: date
    expiry: bool
    owner: str | None
    deputy: str | None
    version: int = 0
    done: bool = False

    @property
    def id(self) -> str:
        return f"{self.name}/p/{'period-end' if self.expiry else 'report'}"

    @property
    def due(self) -> date:
        return self.day if self.expiry else back(self.day)

    def steps(self, person: str) -> set[int]:
        """What a person is told of it."""
        found: set[int] = set()
        if person == (self.owner or DESK):
            found |= set(STEPS)
        if person == self.deputy:
            found |= {step for step in STEPS if step <= 14}
        return found

    def text(self) -> str:
        """As it is in the register."""
        people = f'owner = "{self.owner}"\n' if self.owner else ""
        people += f'deputy = "{self.deputy}"\n' if self.deputy else ""
        head = f'\n[[project]]\nid = "{self.name}"\ntitle = "Vorhaben {self.name} für Gäste"\n{people}'
        if self.done:
            head += '[[project.done]]\ndeadline = "p/report"\n'
        head += '[[project.period]]\nid = "p"\nstart = 2020-01-01\n'
        if self.expiry:
            return head + f"end = {self.day}\n"
        return head + f'[[project.period.deadline]]\nid = "report"\nkind = "final-report"\ndue = {self.day}\n'


@dataclass
class Year:
    """The office, the server, and what everybody was told."""

    folder: Path
    post: Post
    port: int
    chance: random.Random
    duties: list[Duty] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    contents: dict[str, tuple[NotificationItem, ...]] = field(default_factory=dict)
    """Message-ID → what the mail tells."""
    arrived: dict[str, tuple[date, str]] = field(default_factory=dict)
    """Message-ID → the day of its first arrival, and to whom."""
    told: dict[tuple[str, str, int, int], list[str]] = field(default_factory=dict)
    """(person, deadline, version, step) → Message-IDs that told it."""
    notices: dict[tuple[str, str, int], list[date]] = field(default_factory=dict)
    """(person, deadline, version) → days of the notices after the day had passed."""
    settled: dict[str, date] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    """Message-IDs that arrived while the program could not know."""

    def begin(self) -> None:
        owners = [(ANNA, BODO), (BODO, None), (None, ANNA), (ANNA, None)]
        for number in range(14):
            owner, deputy = owners[number % len(owners)]
            day = FIRST + ONE * self.chance.randrange(5, 420)
            self.duties.append(Duty(f"v{number}", day, number % 3 == 2, owner, deputy))

    def change(self, today: date) -> None:
        """What clerks do: move a date, hand something in."""
        for duty in self.duties:
            if not duty.done and self.chance.random() < 0.004:
                duty.day = today + ONE * self.chance.randrange(1, 150)
                duty.version += 1
            elif not duty.done and not duty.expiry and self.chance.random() < 0.004:
                duty.done = True
        path = self.folder / "projects.toml"
        path.write_text(HEADER + "".join(duty.text() for duty in self.duties), encoding="utf-8")

    def fail(self) -> tuple[int, set[str]]:
        """Trouble of the day: the port to use, and whose mail may go wrong."""
        self.post.refused.clear()
        self.post.behaviour.clear()
        if self.chance.random() < 0.7:
            return self.port, set()
        if self.chance.random() < 0.2:
            return 0, set(PEOPLE)
        person, how = self.chance.choice(PEOPLE), self.chance.choice(FAILURES)
        if how == "refuse":
            self.post.refused.add(person)
        else:
            self.post.behaviour[person] = how
        return self.port, {person}

    def run(self, today: date, port: int) -> Report:
        """One run, as cron would start it."""
        path = self.folder / "projects.toml"
        environ = {
            "FOERDER_SMTP": f"smtp://127.0.0.1:{port or closed_port()}",
            "FOERDER_SMTP_USER": USER,
            "FOERDER_SMTP_PASSWORD": PASSWORD,
        }
        now = datetime.combine(today, time(6, 15), UTC)
        before = len(self.post.mails)
        report = Run(load([path]), Store(path), today, now).send(by_smtp(environ, timeout=5))
        for mail in report.sent:
            self.contents[mail.message_id] = mail.items
        memory = Store(path).read()[0]
        assert memory is not None
        for pending in memory.pending.values():
            self.contents[pending.message_id] = pending.items
        accepted = {mail.message_id for mail in report.sent}
        for received in self.post.mails[before:]:
            self.note(today, received.to, received.message_id)
            if received.message_id not in accepted:
                self.unsure.add(received.message_id)
        return report

    def note(self, today: date, to: str, identity: str) -> None:
        """A mail has arrived; one that was there before is the same mail."""
        again = identity in self.arrived
        if not again:
            assert to in PEOPLE
            assert (today, to) not in self.arrived.values(), f"a second mail to {to} on {today}"
            self.arrived[identity] = (today, to)
        duties = {duty.id: duty for duty in self.duties}
        for item in self.contents[identity]:
            if item.id is None:
                continue
            duty = duties[item.id]
            assert not duty.done or identity in self.unsure
            if item.due != duty.due:
                continue  # a repeated mail about a date that has moved since
            if item.reason == "step" and not again:
                assert item.step is not None
                self.told.setdefault((to, duty.id, duty.version, item.step), []).append(identity)
            elif item.reason in ("overdue", "escalated"):
                self.notices.setdefault((to, duty.id, duty.version), []).append(today)

    def check(self, today: date, failed: set[str]) -> None:
        """Whoever could be reached today knows everything."""
        for person in PEOPLE:
            if person in failed:
                continue
            for duty in self.duties:
                if not duty.done:
                    self._steps_told(today, person, duty)
                    self._notice_told(today, person, duty)
            self.settled[person] = today

    def _steps_told(self, today: date, person: str, duty: Duty) -> None:
        known_until = self.settled.get(person)
        for step in duty.steps(person):
            planned = back(duty.due - ONE * step)
            in_gap = known_until is not None and known_until < planned
            if planned <= today and (today <= duty.due or in_gap):
                assert (person, duty.id, duty.version, step) in self.told, f"{person} not told {step} of {duty.id}"

    def _notice_told(self, today: date, person: str, duty: Duty) -> None:
        if duty.expiry or not (duty.steps(person) or person == HEAD):
            return
        begin = on(max(duty.due, duty.day) + ONE)
        if today < begin:
            return
        last = max(self.notices.get((person, duty.id, duty.version), [date.min]))
        assert last > today - WEEK, f"{person} does not know that {duty.id} is overdue"
        if today < begin + WEEK and works(today):
            assert last == today


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Post, int]]:
    certificates = Certificates(tmp_path_factory.mktemp("tls"))
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd on its own old names
    with pytest.MonkeyPatch.context() as patch, serving(certificates, auth=True) as found:
        patch.setenv("SSL_CERT_FILE", str(certificates.authority))
        patch.setattr("os.fsync", lambda handle: None)
        yield found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year(server: tuple[Post, int], tmp_path: Path, seed: int) -> None:
    """Every step of every deadline once per person, nothing forgotten, at most one mail per person and day."""
    post, port = server
    post.mails.clear()
    year = Year(tmp_path, post, port, random.Random(seed))
    year.begin()
    today, gaps = FIRST, 0
    while today <= LAST:
        if year.chance.random() < 0.03:
            gap = year.chance.randint(1, 21)
            gaps += gap
            today += ONE * gap
        year.change(today)
        used, trouble = year.fail()
        report = year.run(today, used)
        failed = {str(entry.to) for entry in report.failed}
        assert failed <= trouble
        year.check(today, failed)
        if not trouble and today.day % 10 == 0:
            assert year.run(today, used).sent == []
            # News at noon: whoever had a mail this morning is told tomorrow.
            for duty in year.duties:
                if not duty.done and year.chance.random() < 0.2:
                    duty.day, duty.version = today + ONE * year.chance.randrange(5, 60), duty.version + 1
            year.change(today)
            year.run(today, used)
        today += ONE
    assert gaps > 20
    assert len(year.told) > 50
    for key, mails in year.told.items():
        sure = [identity for identity in mails if identity not in year.unsure]
        assert len(sure) <= 1, f"{key} told more than once"


def test_exactly_once_where_the_server_only_refuses(
    server: tuple[Post, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without broken lines there is nothing to be unsure of: each step is told exactly once."""
    post, port = server
    post.mails.clear()
    monkeypatch.setattr("test_notify_year.FAILURES", ("refuse", "reject"))
    year = Year(tmp_path, post, port, random.Random(7))
    year.begin()
    for number in range(200):
        today = FIRST + ONE * number
        if number % 40 > 25:
            continue
        year.change(today)
        used, _trouble = year.fail()
        year.check(today, {str(entry.to) for entry in year.run(today, used).failed})
    assert year.unsure == set()
    assert {len(mails) for mails in year.told.values()} == {1}
