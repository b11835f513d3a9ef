"""The programs that foerder is measured beside: how each gets the same dated items and is asked for them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

TODAY = date(2026, 11, 22)
DAYS = 90
UNTIL = TODAY + timedelta(days=DAYS)
AFTER = UNTIL + timedelta(days=1)
"""For those that do not count the last day in."""


class Item(NamedTuple):
    """One dated thing to do."""

    day: date
    id: str
    title: str

    @property
    def text(self) -> str:
        """What a program shows of it: the id is how its answer is counted."""
        return f"{self.id} {self.title}"


def remind(found: list[Item], folder: Path) -> list[str]:
    """A line per item that speaks up 90 days ahead."""
    path = folder / "items.rem"
    lines = [f"REM {item.day} +{DAYS} MSG {item.day} {item.text}\n" for item in found]
    path.write_text("".join(lines), encoding="utf-8")
    return ["remind", "-q", str(path), str(TODAY)]


def taskwarrior(found: list[Item], folder: Path) -> list[str]:
    """Pending tasks with a due day, in taskwarrior's own data file."""
    data = folder / "task"
    data.mkdir()
    rc = folder / "taskrc"
    rc.write_text(f"data.location={data}\nverbose=nothing\nconfirmation=no\ngc=off\n", encoding="utf-8")
    with (data / "pending.data").open("w", encoding="utf-8") as file:
        for n, item in enumerate(found):
            due = (item.day - date(1970, 1, 1)).days * 86400
            file.write(
                f'[description:"{item.text}" due:"{due}" entry:"1700000000" status:"pending" '
                f'uuid:"00000000-0000-4000-8000-{n:012d}"]\n'
            )
    return ["task", f"rc:{rc}", f"due.before:{AFTER}", "export"]


def _journal(found: list[Item], path: Path) -> str:
    """A transaction per item, as hledger and ledger read it."""
    path.write_text("".join(f"{item.day} {item.text}\n    (due)  1\n\n" for item in found), encoding="utf-8")
    return str(path)


def hledger(found: list[Item], folder: Path) -> list[str]:
    """A transaction per item."""
    journal = _journal(found, folder / "items.hledger")
    return ["hledger", "-f", journal, "register", "-b", "2000-01-01", "-e", str(AFTER), "--width", "300"]


def ledger(found: list[Item], folder: Path) -> list[str]:
    """A transaction per item."""
    journal = _journal(found, folder / "items.ledger")
    form = "%(format_date(date, '%Y-%m-%d')) %(payee)\n"
    words = ["-b", "2000-01-01", "-e", str(AFTER), "--sort", "date", "--format", form]
    return ["ledger", "--args-only", "-f", journal, "register", *words]


def beancount(found: list[Item], folder: Path) -> list[str]:
    """A transaction per item, asked for with a query; the first run leaves its cache beside the file."""
    path = folder / "items.beancount"
    head = "2000-01-01 open Assets:Due\n2000-01-01 open Equity:Law\n"
    lines = (f'{item.day} * "{item.text}"\n  Assets:Due  1 ITEM\n  Equity:Law\n' for item in found)
    path.write_text(head + "".join(lines), encoding="utf-8")
    query = f"SELECT date, narration WHERE account = 'Assets:Due' AND date <= {UNTIL} ORDER BY date"
    return ["bean-query", str(path), query]


JRNL = """\
colors: {{body: none, date: none, tags: none, title: none}}
default_hour: 9
default_minute: 0
editor: ''
encrypt: false
highlight: false
indent_character: '|'
journals: {{default: {{journal: {path}}}}}
linewrap: 300
tagsymbols: '#@'
template: false
timeformat: '%F %r'
version: v4.0
"""


def jrnl(found: list[Item], folder: Path) -> list[str]:
    """An entry per item."""
    path, config = folder / "items.jrnl", folder / "jrnl.yaml"
    path.write_text("".join(f"[{item.day} 12:00:00 PM] {item.text}\n\n" for item in sorted(found)), encoding="utf-8")
    config.write_text(JRNL.format(path=path), encoding="utf-8")
    return ["jrnl", "--config-file", str(config), "-from", "2000-01-01", "-to", str(UNTIL), "--short"]


def _collection(found: list[Item], target: Path, what: Callable[[Item], str]) -> Path:
    """A folder with an iCalendar file per item."""
    target.mkdir(parents=True)
    for n, item in enumerate(found):
        text = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n"
            + what(item).format(uid=f"UID:{n}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{item.text}\r\n")
            + "END:VCALENDAR\r\n"
        )
        (target / f"{n}.ics").write_text(text, encoding="utf-8", newline="")
    return target


def todoman(found: list[Item], folder: Path) -> list[str]:
    """To-dos; the first run fills its cache. It takes the day from the clock: its items are moved by as much."""
    moved = date.today() - TODAY

    def what(item: Item) -> str:
        return f"BEGIN:VTODO\r\n{{uid}}DUE;VALUE=DATE:{item.day + moved:%Y%m%d}\r\nEND:VTODO\r\n"

    target = _collection(found, folder / "todo" / "items", what)
    config = folder / "todoman.py"
    lines = f'path = "{target.parent}/*"\ncache_path = "{folder}/todoman.sqlite"\ndate_format = "%Y-%m-%d"\n'
    config.write_text(lines, encoding="utf-8")
    return ["todo", "-c", str(config), "list", "--due", str(DAYS * 24)]


def khal(found: list[Item], folder: Path) -> list[str]:
    """Events; the first run fills its cache."""

    def what(item: Item) -> str:
        end = item.day + timedelta(days=1)
        days = f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}\r\nDTEND;VALUE=DATE:{end:%Y%m%d}\r\n"
        return f"BEGIN:VEVENT\r\n{{uid}}{days}END:VEVENT\r\n"

    target = _collection(found, folder / "khal" / "items", what)
    config = folder / "khal.conf"
    config.write_text(
        f"[calendars]\n[[items]]\npath = {target}\n[sqlite]\npath = {folder}/khal.db\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    return ["khal", "-c", str(config), "list", str(TODAY), f"{DAYS + 1}d"]


class Program(NamedTuple):
    """One program to compare with."""

    asked: Callable[[list[Item], Path], list[str]]
    """Writes the items into a folder, and returns the command that lists what is due."""
    version: list[str]
    """The command that tells its version."""
    overdue: bool = True
    """Whether it lists what is overdue as well."""


PROGRAMS = {
    "remind": Program(remind, ["remind", "-v"], overdue=False),
    "taskwarrior": Program(taskwarrior, ["task", "--version"]),
    "ledger": Program(ledger, ["ledger", "--version"]),
    "hledger": Program(hledger, ["hledger", "--version"]),
    "beancount": Program(beancount, ["bean-check", "--version"]),
    "jrnl": Program(jrnl, ["jrnl", "--version"]),
    "todoman": Program(todoman, ["todo", "--version"]),
    "khal": Program(khal, ["khal", "--version"], overdue=False),
}


def located(words: list[str]) -> list[str]:
    """A command with the path of its program, empty where that is not installed."""
    place = shutil.which(words[0])
    return [place, *words[1:]] if place else []


def version(name: str) -> str:
    """The version of a program, empty where it is not installed."""
    words = located(PROGRAMS[name].version)
    if not words:
        return ""
    told = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    found = re.search(r"\d+(\.\d+)+", told.stdout + told.stderr)
    return found[0] if found else "?"


def ids(answer: str) -> set[str]:
    """The items that an answer names."""
    return set(re.findall(r"vorhaben-\d+/[\w/-]+", answer.replace("\\/", "/")))
