"""Calendar files as parsers of five other languages read them: each sees the same entries as we do.

What a machine has not is skipped with the reason; CONTRIBUTING.md says how to install all of them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from calendars import REGISTER, events, unfolded
from program import EXAMPLE, REAL, ROOT, foerder

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent / "parsers"
NODE_MODULES = Path(os.environ.get("FOERDER_NODE_MODULES", ROOT / "node_modules"))
DAY = "2026-11-22"


class Parser(NamedTuple):
    """How to run one, and what it leaves out of what is in the file."""

    command: tuple[str, ...]
    probe: tuple[str, ...]
    """A command that succeeds where the library is there."""
    needs: str
    is_raw: bool = False
    """It gives back escaped characters as they are in the file."""
    has_alarms: bool = True
    keeps_backslashes: bool = True
    """It tells a backslash before an n from the end of a line (RFC 5545, 3.3.11)."""


PARSERS = {
    "ical.js": Parser(("node", "ical_js.cjs"), ("node", "-e", "require('ical.js')"), "npm install ical.js"),
    "node-ical": Parser(
        ("node", "node_ical.cjs"),
        ("node", "-e", "require('node-ical')"),
        "npm install node-ical",
        keeps_backslashes=False,
    ),
    "Data::ICal": Parser(
        ("perl", "data_ical.pl"),
        ("perl", "-MData::ICal", "-e1"),
        "apt install libdata-ical-perl",
        keeps_backslashes=False,
    ),
    "iCal::Parser": Parser(
        ("perl", "ical_parser.pl"),
        ("perl", "-MiCal::Parser", "-e1"),
        "apt install libical-parser-perl",
        is_raw=True,
        has_alarms=False,
    ),
    "sabre/vobject": Parser(
        ("php", "sabre.php"),
        ("php", "-r", "require 'Sabre/VObject/includes.php';"),
        "apt install php-cli php-sabre-vobject",
        is_raw=True,
        keeps_backslashes=False,
    ),
    "icalendar (Ruby)": Parser(
        ("ruby", "icalendar.rb"),
        ("ruby", "-ricalendar", "-e1"),
        "apt install ruby ruby-icalendar",
        keeps_backslashes=False,
    ),
    "libical": Parser(
        (), ("gcc", "-E", "-include", "libical/ical.h", "-x", "c", os.devnull), "apt install libical-dev"
    ),
}


def run(words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """A command, with the libraries of npm in reach and a zone in which a day that is a moment would be another day."""
    env = {**os.environ, "NODE_PATH": str(NODE_MODULES), "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"}
    return subprocess.run(words, env=env, capture_output=True, encoding="utf-8", cwd=HERE, check=False)


@cache
def is_there(name: str) -> bool:
    """Whether runtime and library are installed."""
    probe = PARSERS[name].probe
    return shutil.which(probe[0]) is not None and run(probe).returncode == 0


@pytest.fixture(scope="module")
def libical(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program for libical, compiled."""
    target = tmp_path_factory.mktemp("libical") / "libical"
    done = run(("gcc", "-Wall", "-Werror", "-o", str(target), "libical.c", "-lical"))
    assert done.returncode == 0, done.stderr
    return str(target)


def unescaped(text: str) -> str:
    """A value without the backslashes of RFC 5545, 3.3.11."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)


class Entry(NamedTuple):
    """What is compared of an entry."""

    start: str
    summary: str
    description: str
    status: str
    alarms: int


def ours(data: bytes) -> dict[str, Entry]:
    """The entries as they are written."""
    alarms: dict[str, int] = {}
    uid = ""
    for line in unfolded(data):
        uid = line.removeprefix("UID:") if line.startswith("UID:") else uid
        alarms[uid] = alarms.get(uid, 0) + (line == "BEGIN:VALARM")
    found = {}
    for uid, event in events(data).items():
        summary, description = (unescaped(event[key]) for key in ("SUMMARY", "DESCRIPTION"))
        found[uid] = Entry(event["DTSTART;VALUE=DATE"], summary, description, event.get("STATUS", ""), alarms[uid])
    return found


def theirs(name: str, answer: list[dict[str, Any]]) -> dict[str, Entry]:
    """The entries as a parser tells them."""
    parser = PARSERS[name]
    found = {}
    for event in answer:
        summary, description = event["summary"], event["description"]
        if parser.is_raw:
            summary, description = unescaped(summary), unescaped(description)
        start = event["start"].replace("-", "")[:8]
        found[event["uid"]] = Entry(start, summary, description, event["status"] or "", len(event.get("alarms") or ()))
    assert len(found) == len(answer), "an entry comes twice"
    return found


HOSTILE = {
    "emoji": "🎉 Fest 👩‍👩‍👧‍👦 der Familien",
    "quotes": "\"Doppelt\" 'einfach' „deutsch“",
    "semicolon and comma": "Eins; zwei, drei: vier",
    "backslash": "C:\\neu\\Ordner\\;\\n",
    "injection": "x\r\nBEGIN:VEVENT\r\nUID:evil\r\nATTENDEE:mailto:a@b.example",
    "long": "Ärger mit größeren Übermäßigkeiten " * 30,
    "long emoji": "🏛️" * 250,
    "right to left": "قلب \u202eעברית",
}


def exported(folder: Path, text: str, *words: str) -> bytes:
    """The calendar file of a register."""
    (folder / "projects.toml").write_text(text, encoding="utf-8")
    target = folder / "a.ics"
    result = foerder("-f", folder / "projects.toml", "export", target, *words, today=DAY)
    assert result.code in (0, 3), result.err
    return target.read_bytes()


def hostile(folder: Path) -> bytes:
    """Titles and notes that break what does not escape and fold."""
    text = REGISTER
    for number, title in enumerate(HOSTILE.values()):
        written = json.dumps(title, ensure_ascii=False)
        text += f'[[project]]\nid = "h{number}"\ntitle = {written}\n[[project.period]]\nid = "p"\nstart = 2026-01-01\n'
        text += f'[[project.period.deadline]]\nid = "x"\nkind = "other"\ntitle = {written}\nnote = {written}\n'
        text += "due = 2027-02-01\n"
    return exported(folder, text, "--steps")


GONE = '[[project.done]]\ndeadline = "2026/gespraech"\non = 2026-11-20\n[[project]]\nid = "plan"'


def cancelled(folder: Path) -> bytes:
    """What has changed since the last export: something is done."""
    exported(folder, REGISTER)
    return exported(folder, REGISTER.replace('[[project]]\nid = "plan"', GONE), "--changes")


def revived(folder: Path) -> bytes:
    """What was done is open again."""
    cancelled(folder)
    return exported(folder, REGISTER, "--changes")


FILES: dict[str, Callable[[Path], bytes]] = {
    "shipped": lambda folder: exported(folder, REAL.read_text(encoding="utf-8")),
    "example": lambda folder: exported(folder, EXAMPLE.read_text(encoding="utf-8")),
    "example with steps": lambda folder: exported(folder, EXAMPLE.read_text(encoding="utf-8"), "--steps", "--all"),
    "without alarms": lambda folder: exported(folder, REGISTER, "--no-alarm"),
    "hostile": hostile,
    "cancelled": cancelled,
    "revived": revived,
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("name", PARSERS)
def test_every_parser_sees_the_same_entries(
    tmp_path: Path, name: str, file: str, request: pytest.FixtureRequest
) -> None:
    parser = PARSERS[name]
    if not is_there(name):
        pytest.skip(f"needs {name}: {parser.needs}")
    data = FILES[file](tmp_path)
    command = parser.command or (request.getfixturevalue("libical"),)
    done = run((*command, str(tmp_path / "a.ics")))
    assert done.returncode == 0, done.stderr
    found, wanted = theirs(name, json.loads(done.stdout)), ours(data)
    if not parser.has_alarms:
        wanted = {uid: entry._replace(alarms=0) for uid, entry in wanted.items()}
    if not parser.keeps_backslashes:
        odd = [uid for uid, entry in wanted.items() if "\\" in entry.summary + entry.description]
        assert found.keys() == wanted.keys()
        for uid in odd:
            del found[uid], wanted[uid]
    assert wanted
    assert found == wanted
