"""Two machines on one share, each with a home, a cache and a clock of its own: one register, one memory beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from notifying import HEADER, project
from oddserver import Answer, OddServer, odd_server
from program import ROOT, foerder

pytestmark = pytest.mark.slow

PEOPLE = [f"{name}@example.org" for name in ("anna", "bodo", "cora", "dirk", "emma")]
DAY = "2027-03-24"


@dataclass
class Machine:
    """One of them: what it has for itself, and how it sees the share."""

    home: Path
    share: Path
    name: str

    def begin(self, *words: str, today: str = DAY) -> subprocess.Popen[str]:
        """Start the program."""
        own = {
            "HOME": self.home,
            "XDG_CACHE_HOME": self.home / "cache",
            "XDG_CONFIG_HOME": self.home / "config",
            "LOCALAPPDATA": self.home / "cache",
            "PYTHONPATH": ROOT,
            "LOGNAME": self.name,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOERDER_", "COLUMNS"))}
        arguments = ["--today", today, "--lang", "en", "-f", self.share / "projects.toml", *words]
        return subprocess.Popen(
            [sys.executable, "-m", "foerder", *map(str, arguments)],
            env={**kept, **{name: str(value) for name, value in own.items()}},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *words: str, today: str = DAY) -> str:
        """Run the program to its end; what it says on stderr."""
        return ended(self.begin(*words, today=today))


def ended(process: subprocess.Popen[str], code: int = 0) -> str:
    out, err = process.communicate()
    assert process.returncode == code, out + err
    return err


@dataclass
class Share:
    """The register, and two machines that see it under names of their own."""

    folder: Path
    machines: list[Machine] = field(default_factory=list)

    def write(self, server: OddServer, due: str = "2027-03-31") -> None:
        header = HEADER.replace("smtp://127.0.0.1:1", f"smtp://127.0.0.1:{server.port}")
        header = header.replace('heartbeat = "off"', 'heartbeat = "off"\ntls = "none"')
        projects = [project(f"p{number}", due, owner=who, deputy="") for number, who in enumerate(PEOPLE)]
        (self.folder / "projects.toml").write_text(header + "".join(projects), encoding="utf-8")

    @property
    def memory(self) -> Path:
        return self.folder / ".foerder" / "projects"


@pytest.fixture
def share(tmp_path: Path) -> Share:
    folder = tmp_path / "server"
    folder.mkdir()
    share = Share(folder)
    for name in ("maier", "schulz"):
        home = tmp_path / name
        home.mkdir()
        (home / "share").symlink_to(folder)
        share.machines.append(Machine(home, home / "share", name))
    return share


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as server:
        yield server


def test_at_the_same_moment_each_mail_goes_out_once(share: Share, server: OddServer) -> None:
    share.write(server)
    for process in [machine.begin("notify") for machine in share.machines]:
        ended(process)
    assert Counter(server.accepted()) == dict.fromkeys(PEOPLE, 1)
    assert not list(share.memory.glob("*.lock.json"))


def test_who_waits_too_long_hears_who_is_sending_and_who_is_killed_loses_nothing(
    share: Share, server: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = share.machines
    share.write(server)
    server.odd = lambda step, to: Answer(b"", "silent") if step == "text" else None
    sending = first.begin("notify")
    assert server.reached.wait(60)
    monkeypatch.setattr("foerder.notify.run.PATIENCE", 0.05)
    waiting = foerder("-f", second.share / "projects.toml", "notify", today=DAY)
    assert waiting.code == 5
    assert f"maier on {socket.gethostname()} has been sending mails since" in waiting.err
    assert f"(foerder notify, process {sending.pid})" in waiting.err
    sending.kill()
    sending.communicate()
    server.odd = lambda step, to: None
    # Nobody knows whether that mail was taken: it is sent again as it was, the others for the first time.
    second.run("notify")
    assert Counter(server.accepted()) == dict.fromkeys(PEOPLE, 1)
    assert len({identity for _to, identity, _answer in server.texts}) == len(PEOPLE)


def test_day_by_day_in_turn(share: Share, server: OddServer) -> None:
    """In between one of them changes the register, and the other one has not seen it since."""
    share.write(server)
    for number, day in enumerate(("2027-03-01", "2027-03-17", "2027-03-24", "2027-03-30")):
        machine = share.machines[number % 2]
        machine.run("due", today=day)
        machine.run("notify", today=day)
        share.machines[1 - number % 2].run("notify", today=day)
        if number == 1:
            machine.run("extend", "p0/p/report", "--to", "2027-05-31", today=day)
            machine.run("done", "p1/p/report", today=day)
    count = Counter(server.accepted())
    # Anna's step of seven days is replaced by the news of the new day; Bodo has handed in.
    assert count == {PEOPLE[0]: 3, PEOPLE[1]: 2, **dict.fromkeys(PEOPLE[2:], 4)}


def test_around_midnight_one_clock_is_a_day_ahead(share: Share, server: OddServer) -> None:
    share.write(server)
    for day in ("2027-03-24", "2027-03-25", "2027-03-24", "2027-03-25", "2027-03-26"):
        for machine in share.machines:
            machine.run("notify", today=day)
    assert Counter(server.accepted()) == dict.fromkeys(PEOPLE, 1)


def test_calendars_of_both_are_the_same_bytes(share: Share, server: OddServer) -> None:
    share.write(server)
    for machine in share.machines:
        machine.run("export", str(machine.home / "a.ics"))
    first, second = ((machine.home / "a.ics").read_bytes() for machine in share.machines)
    assert first == second
    share.machines[0].run("extend", "p0/p/report", "--to", "2027-05-31")
    for machine in reversed(share.machines):
        machine.run("export", str(machine.home / "a.ics"))
    first, second = ((machine.home / "a.ics").read_bytes() for machine in share.machines)
    assert first == second
    assert b"SEQUENCE:1" in first
