"""What the calendars remember of a register: ``calendar.json`` in its memory.

``events``: for every entry how often it changed (SEQUENCE), when last, and what it was then.
``targets``: for every file that was written what went out. So a second target gets the same
bytes, and every target knows what is new to it. ``published``: for every web folder or calendar
server the entries as they were last put there, and which files are ours. ``names`` and
``secret``: where the names of the files come from; once given they stay.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from foerder.calendars.entry import Entry, Fingerprint
from foerder.editor import memory as editor
from foerder.files import WriteError, why
from foerder.model import Register
from foerder.text.i18n import slug
from foerder.text.records import DAMAGED as FAULTS
from foerder.text.records import Record, from_plain, to_plain

SCHEMA = 1
NAME = editor.CALENDARS
DAMAGED = "calendar.json.damaged"
MOST = 2**31 - 1
"""The greatest number that iCalendar has (RFC 5545, 3.3.8)."""
TOGETHER = 500
"""So many rows are encoded at a time."""


class Revision(NamedTuple):
    """An entry of the register: how often and when it changed last (UTC, as
    iCalendar writes it).
    """

    sequence: int
    stamp: str
    day: date
    title: str
    state: str
    digest: str = ""
    on: date | None = None
    """The day of the run that met the change: warning steps before it ring no more."""

    @property
    def face(self) -> Fingerprint:
        """What the entry looked like."""
        return Fingerprint(self.day, self.title, self.state, self.digest)


class Sent(NamedTuple):
    """An entry as it went out to a target."""

    day: date
    title: str
    state: str


class LastExport(NamedTuple):
    """When a file was last written, by whom, on which computer."""

    on: date
    by: str
    host: str
    files: tuple[str, ...] = ()
    """The files of the register that it was made from."""


@dataclass
class Reader:
    """Somebody's published calendar: the whole one, or that of an owner. It
    outlives its last entry.
    """

    owner: str
    keys: list[str] = field(default_factory=list)
    idle: date | None = None
    """Since when nothing in it is open."""
    units: list[str] = field(default_factory=list)


@dataclass
class Published:
    """A web folder, or a calendar on a server."""

    files: dict[str, list[str]] = field(default_factory=dict)
    """Our files and the checksums that they may have; none: written by a
    version that did not remember them.
    """
    entries: dict[str, Entry] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)


@dataclass
class Memory:
    """All of it, and how the reading went."""

    register: str
    secret: str = ""
    last_run: date | None = None
    """The last day on which something was published by the machine's clock."""
    names: dict[str, str] = field(default_factory=dict)
    events: dict[str, Revision] = field(default_factory=dict)
    targets: dict[str, dict[str, Sent]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    exports: dict[str, LastExport] = field(default_factory=dict)
    published: dict[str, Published] = field(default_factory=dict)
    state: str = "new"
    """``new``, ``read``, ``damaged`` (started again in part or whole),
    ``newer`` or ``unreadable`` (left alone).
    """
    raw: bytes = b""

    def advance(self, key: str, face: Fingerprint, now: str, today: date) -> Revision:
        """The revision of an entry that looks like this now. A clock that goes
        wrong never takes a stamp back.
        """
        known = self.events.get(key)
        if known is None:
            known = Revision(0, now, *face, on=today)
        elif known.face != face:
            moved = known.face[:3] != face[:3]
            known = Revision(
                min(known.sequence + moved, MOST), max(now, known.stamp), *face, on=today
            )
        self.events[key] = known
        return known


def register_id(register: Register) -> str:
    """The name of a register in the UIDs of its entries: from what stays the
    same while it grows.

    Its own id; without one the recipient that most projects name, else the domain the mails
    come from, else the domain of most owners; never a path or a machine. Once in the memory it
    stays, unless the register gets an id of its own.
    """
    if register.settings.id:
        return register.settings.id
    recipient = first_recipient(register)
    if recipient:
        return slug(recipient)
    sender = register.notify.sender if register.notify else None
    if sender and "@" in sender:
        return slug(sender.rpartition("@")[2])
    owners = Counter(
        p.owner.rpartition("@")[2] for p in register.projects if p.owner and "@" in p.owner
    )
    return slug(_most(owners)) if owners else "register"


def first_recipient(register: Register) -> str:
    """The recipient that most projects name; empty where none does."""
    recipients = Counter(
        project.recipient for project in register.projects if project.recipient
    )
    return _most(recipients) if recipients else ""


def _most(counted: Mapping[str, int]) -> str:
    return min(counted, key=lambda word: (-counted[word], word))


def target_key(target: Path, folder: Path) -> str:
    """A target's name in the memory: its way from the register, the same for
    everybody who shares the drive.
    """
    real = os.path.realpath(target)
    try:
        return Path(os.path.relpath(real, os.path.realpath(folder))).as_posix()
    except ValueError:  # another drive on Windows
        return Path(real).as_posix()


def load(home: editor.Memory, register: Register) -> Memory:
    """Read the memory of the register; whatever cannot be understood is left out."""
    memory = Memory(register_id(register))
    try:
        raw = home.read(NAME)
    except OSError:
        memory.state = "unreadable"
        return memory
    if raw is None:
        return memory
    memory.raw = raw
    try:
        content = json.loads(raw)
        if isinstance(content["schema"], int) and content["schema"] > SCHEMA:
            memory.state = "newer"
            return memory
        _take_over(memory, content)
    except FAULTS:
        memory.state = "damaged"
    if register.settings.id:
        memory.register = register.settings.id
    return memory


class _Rows:
    """Takes over what is sound, row by row, and counts the rest."""

    def __init__(self) -> None:
        self.faults = 0

    def of(self, kind: type[Record], rows: Any) -> dict[str, Record]:
        """The rows of a table. Raises one of `FAULTS` where it is no table."""
        found = {}
        for key, row in rows.items():
            try:
                found[key] = _sound(from_plain(kind, _renamed(row)))
            except FAULTS:
                self.faults += 1
        return found

    def texts(self, rows: Any) -> dict[str, str]:
        """A table of texts."""
        found = {key: text for key, text in rows.items() if isinstance(text, str)}
        self.faults += len(rows) - len(found)
        return found


def _renamed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with the names of today."""
    return {"day": row["date"], **row} if "date" in row else row


def _published(rows: _Rows, place: Any) -> Published:
    """A web folder; names that lead out of it are none of ours."""
    files = place["files"]
    if isinstance(files, list):
        files = {name: [] for name in files}
    ours = {name: list(sums) for name, sums in files.items() if Path(name).name == name}
    rows.faults += len(files) - len(ours)
    entries, readers = place.get("entries", {}), place.get("readers", {})
    return Published(ours, rows.of(Entry, entries), rows.of(Reader, readers))


def _sound(record: Record) -> Record:
    """The record, where its numbers and times can be. Raises ValueError."""
    if isinstance(record, (Revision, Entry)):
        stamp = record.stamp
        hour, minute, second = (int(stamp[place : place + 2]) for place in (9, 11, 13))
        moment = datetime.combine(date_of(stamp), time(hour, minute, second))
        if stamp != stamp_of(moment) or not 0 <= record.sequence <= MOST:
            raise ValueError(record)
    return record


def date_of(stamp: str) -> date:
    """The day of a stamp. Raises ValueError."""
    return date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))


def stamp_of(moment: datetime) -> str:
    """A moment in UTC, as iCalendar writes it (RFC 5545, 3.3.5)."""
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"


def _take_over(memory: Memory, content: Mapping[str, Any]) -> None:
    """Take over what is sound; ValueError at the end where anything was not."""
    rows = _Rows()
    memory.events = rows.of(Revision, content["events"])
    for target, sent in content["targets"].items():
        memory.targets[target] = rows.of(Sent, sent)
    for target, place in content["published"].items():
        memory.published[target] = _published(rows, place)
    memory.exports = rows.of(LastExport, content.get("exports", {}))
    memory.owners = rows.texts(content.get("owners", {}))
    memory.names = rows.texts(content.get("names", {}))
    older = [
        place.get("secret") for place in content["published"].values() if place.get("secret")
    ]
    head = {
        "register": content["register"],
        "secret": content.get("secret") or "".join(older[:1]),
    }
    last_run = content.get("last_run")
    if slug(head["register"]) != head["register"] or not isinstance(head["secret"], str):
        raise ValueError(head)
    memory.register, memory.secret = head["register"], head["secret"]
    memory.last_run = date.fromisoformat(last_run) if last_run else None
    if rows.faults:
        raise ValueError(rows.faults)
    memory.state = "read"


def save(memory: Memory, home: editor.Memory) -> None:
    """Write the memory; a damaged one is kept beside it once. Raises
    `foerder.files.WriteError`.
    """
    if memory.state in ("newer", "unreadable"):
        return
    text = _text(memory)
    try:
        if memory.state == "damaged":
            home.write(DAMAGED, memory.raw)
        if text != memory.raw:
            home.write(NAME, text)
    except OSError as error:
        raise WriteError(why(str(home.folder / NAME), error)) from error
    memory.state, memory.raw = "read", text


def _text(memory: Memory) -> bytes:
    """One line for each entry, in order: the same memory is the same file, and
    a difference is easy to see.
    """
    text, pieces = BytesIO(), _pieces(memory)
    while some := "".join(islice(pieces, TOGETHER)):
        text.write(some.encode("utf-8", "backslashreplace"))
    return text.getvalue()


def _pieces(memory: Memory) -> Iterator[str]:
    yield f'{{\n"schema": {SCHEMA}'
    for name in ("register", "secret", "last_run"):
        yield f',\n"{name}": {_json(getattr(memory, name))}'
    for name in ("names", "events", "owners", "exports"):
        yield f',\n"{name}": '
        yield from _rows(getattr(memory, name))
    for name, inner in (("targets", _rows), ("published", _place)):
        yield f',\n"{name}": '
        lead = "{"
        for key, table in sorted(getattr(memory, name).items()):
            yield f"{lead}\n{_json(key)}: "
            yield from inner(table)
            lead = ","
        yield "{}" if lead == "{" else "}"
    yield "\n}\n"


def _place(place: Published) -> Iterator[str]:
    lead = "{"
    for name in ("files", "entries", "readers"):
        yield f'{lead}"{name}": '
        yield from _rows(getattr(place, name))
        lead = ", "
    yield "}"


def _rows(rows: Mapping[str, Any]) -> Iterator[str]:
    lead = "{"
    for key in sorted(rows):
        yield f"{lead}\n{_json(key)}: {_row(rows[key])}"
        lead = ","
    yield "{}" if lead == "{" else "}"


def _row(row: Any) -> str:
    """A row of a table, of which a calendar may have 160,000: the names in it
    are written once for each kind.
    """
    if isinstance(row, tuple):
        return _frame(type(row)) % tuple(map(_json, row))
    return _json(row)


@cache
def _frame(kind: type[NamedTuple]) -> str:
    return "{" + ", ".join([f'"{name}": %s' for name in kind._fields]) + "}"


def _json(value: Any) -> str:
    if type(value) is int:
        return str(value)
    if type(value) is date:
        return f'"{value.isoformat()}"'
    return _encode(value if type(value) is str else to_plain(value))


_encode = json.JSONEncoder(ensure_ascii=False).encode
