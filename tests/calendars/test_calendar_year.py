"""A year of working days: twelve duties moved, extended, done, undone, removed and forgotten, on a server that fails.

After each day the calendar on the server holds exactly what a plain second opinion says, the web folder holds the
same, and no run sends more than what changed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from calendars import titles
from program import foerder

pytest.importorskip("caldav", reason="needs the extra caldav")
pytest.importorskip("radicale", reason="needs the server radicale")

from radicale_server import PASSWORD, CalendarServer, serving

from foerder.law.holidays import holidays

pytestmark = pytest.mark.slow

FIRST, LAST = date(2027, 1, 4), date(2027, 12, 30)
ONE = timedelta(days=1)
HEAD = 'format = 1\n[settings]\nlanguage = "de"\nid = "amt"\nholidays = "DE-TH"\n'


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays("DE-TH", day.year)


def working(day: date) -> date:
    while not works(day):
        day += ONE
    return day


@dataclass
class Duty:
    """One report, as its clerk treats it."""

    name: str
    day: date
    extended: date | None = None
    done: bool = False
    removed: bool = False

    @property
    def due(self) -> date:
        return self.extended or self.day

    @property
    def title(self) -> str:
        return f"Zwischennachweis: {self.name.title()}"

    def text(self) -> str:
        if self.removed:
            return ""
        more = '[[project.done]]\ndeadline = "x/bericht"\non = 2027-01-04\n' if self.done else ""
        if self.extended:
            more += f'[[project.extension]]\ndeadline = "x/bericht"\nto = {self.extended}\n'
        return (
            f'[[project]]\nid = "{self.name}"\ntitle = "{self.name.title()}"\nowner = "a@stadt.example"\n'
            '[[project.period]]\nid = "x"\nstart = 2026-01-01\n[[project.period.deadline]]\nid = "bericht"\n'
            f'kind = "interim-report"\ndue = {self.day}\n{more}'
        )

    def act(self, chance: random.Random, today: date) -> None:
        """What happens to it on a day, if anything."""
        what = chance.random()
        if what < 0.01:
            self.day, self.extended = working(self.day + timedelta(days=chance.randrange(1, 40))), None
        elif what < 0.015:
            self.extended = working(self.due + timedelta(days=30))
        elif what < 0.03 and today > self.due - timedelta(days=10):
            self.done = True
        elif what < 0.033:
            self.done = False
        elif what < 0.035:
            self.removed = not self.removed


def expected(duties: list[Duty], today: date) -> dict[str, tuple[str, str]]:
    """The entries by resource: title and day. The last duty is far ahead and never done: something is always open."""
    found, late = {}, []
    for duty in sorted(duties, key=lambda duty: (duty.due, duty.name)):
        if duty.done or duty.removed:
            continue
        title = duty.title
        if today > duty.due:
            late.append(title)
            title = f"ÜBERFÄLLIG seit {duty.due:%d.%m.}: {title}"
        found[f"{duty.name}.x.bericht@amt.foerder.ics"] = (title, f"{duty.due:%Y%m%d}")
    if late:
        text = f"{len(late)} überfällig: {', '.join(late)}"
        monday = working(today - ONE * today.weekday())
        found["overdue"] = (text if len(text) <= 60 else text[:59].rstrip() + "…", f"{monday:%Y%m%d}")
    return found


def on_server(server: CalendarServer) -> dict[str, tuple[str, str]]:
    found = {}
    for name, text in server.items.items():
        lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        key = "overdue" if name.startswith("overdue.") else name
        found[key] = (lines["SUMMARY"].replace("\\,", ","), lines["DTSTART;VALUE=DATE"])
    return found


def test_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)
    chance = random.Random(18)
    duties = [Duty(f"p{n:02}", working(FIRST + timedelta(days=20 + 27 * n))) for n in range(11)]
    duties.append(Duty("p99", working(date(2028, 6, 30))))
    register, web = tmp_path / "amt.toml", tmp_path / "web"
    folder = tmp_path / "radicale"
    folder.mkdir()
    outages = 0
    with serving(folder) as server:
        day = FIRST
        while day <= LAST:
            if works(day):
                for duty in duties[:-1]:
                    duty.act(chance, day)
                register.write_text(HEAD + "".join(duty.text() for duty in duties), encoding="utf-8")
                words = ("--lang", "de", "-f", register, "--today", day.isoformat())
                plan, before = expected(duties, day), on_server(server)
                missing = {name for name in plan.keys() | before.keys() if plan.get(name) != before.get(name)}
                fails = chance.random() < 0.08
                broken = chance.choice(("PUT", "DELETE", "PROPFIND"))
                server.fail = lambda method, path, f=fails, b=broken: 507 if f and method == b else None  # type: ignore[misc]
                server.requests.clear()
                result = foerder(*words, "publish", server.url, FOERDER_CALDAV_PASSWORD=PASSWORD)
                # The reminder lists what is overdue, and changes with it.
                sent = [one for one in server.requests if "overdue" in missing or not missing or "overdue." not in one]
                assert len(sent) <= len(missing), (day, server.requests, missing)
                if result.code == 5:
                    outages += 1
                else:
                    assert result.code == 0, (day, result)
                    assert on_server(server) == plan, day
                assert foerder(*words, "publish", web).code == 0
                published = sorted(titles((web / "fristen.ics").read_bytes()))
                assert published == sorted(title for title, _day in plan.values()), day
                assert foerder(*words, "export", tmp_path / "k.ics").code == 0
                exported = titles((tmp_path / "k.ics").read_bytes())
                assert sorted(exported) == sorted(title for key, (title, _day) in plan.items() if key != "overdue")
            day += ONE
    assert outages > 3
