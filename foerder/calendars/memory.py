"""What the calendars remember: ``calendar.json`` in the memory of the register, two tables and the register's id.

``events``: for every entry of the register how often it changed (SEQUENCE), when last, and what it was then.
``targets``: for every file that was written which entries went out, and as what. So a second target of the same
register gets the same bytes, and every target knows what is new to it. ``owners``: whose a target is that was
written for one owner, who may have nothing left by the next time. ``published``: for every web folder the
files that are ours and the secret that its file names come from.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from foerder.editor import memory as editor
from foerder.model import Register
from foerder.text.i18n import slug

SCHEMA = 1
NAME = editor.CALENDARS
DAMAGED = "calendar.json.damaged"


class Fingerprint(NamedTuple):
    """What an entry shows of itself; the first three are what SEQUENCE counts."""

    day: date
    title: str
    state: str
    """``open``, ``provisional``, ``done`` or ``dropped``; never what only the passing of time changes."""
    digest: str = ""
    """Of everything else in it."""


class Revision(NamedTuple):
    """An entry of the register: how often and when it changed last (UTC, as iCalendar writes it)."""

    sequence: int
    stamp: str
    face: Fingerprint


class Sent(NamedTuple):
    """An entry as it went out to a target."""

    day: date
    title: str
    state: str


@dataclass
class Published:
    """A web folder: the names of our files there, and what its secret names come from."""

    files: list[str] = field(default_factory=list)
    secret: str = ""


@dataclass
class Memory:
    """All of it, and how the reading went."""

    register: str
    events: dict[str, Revision] = field(default_factory=dict)
    targets: dict[str, dict[str, Sent]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    published: dict[str, Published] = field(default_factory=dict)
    state: str = "new"
    """``new``, ``read``, ``damaged`` (begun anew in part or whole), ``newer`` or ``unreadable`` (left alone)."""
    raw: bytes = b""

    def advance(self, key: str, face: Fingerprint, now: str) -> tuple[int, str]:
        """SEQUENCE and time of change of an entry that looks like this now."""
        known = self.events.get(key)
        if known is None:
            known = Revision(0, now, face)
        elif known.face != face:
            moved = known.face[:3] != face[:3]
            known = Revision(known.sequence + moved, now, face)
        self.events[key] = known
        return known.sequence, known.stamp


def register_id(register: Register) -> str:
    """The name of a register in the UIDs of its entries: from what stays the same while it grows.

    Its own id; without one the recipient that most projects name, else the domain the mails come from, else the
    domain of most owners; never a path or a machine. Once in the memory it stays, unless the register gets an id of
    its own.
    """
    if register.settings.id:
        return register.settings.id
    recipient = first_recipient(register)
    if recipient:
        return slug(recipient)
    sender = register.notify.sender if register.notify else None
    if sender and "@" in sender:
        return slug(sender.rpartition("@")[2])
    owners = Counter(p.owner.rpartition("@")[2] for p in register.projects if p.owner and "@" in p.owner)
    return slug(_most(owners)) if owners else "register"


def first_recipient(register: Register) -> str:
    """The recipient that most projects name; empty where none does."""
    recipients = Counter(project.recipient for project in register.projects if project.recipient)
    return _most(recipients) if recipients else ""


def _most(counted: Counter[str]) -> str:
    return min(counted, key=lambda word: (-counted[word], word))


def target_key(target: Path, folder: Path) -> str:
    """A target's name in the memory: its way from the register, the same for everybody who shares the drive."""
    real = os.path.realpath(target)
    try:
        return Path(os.path.relpath(real, os.path.realpath(folder))).as_posix()
    except ValueError:  # another drive on Windows
        return Path(real).as_posix()


def load(folder: editor.Memory, register: Register) -> Memory:
    """Read the memory of the register; whatever cannot be understood is left out."""
    memory = Memory(register_id(register))
    try:
        raw = folder.read(NAME)
    except OSError:
        memory.state = "unreadable"
        return memory
    if raw is None:
        return memory
    memory.raw = raw
    try:
        content = json.loads(memory.raw)
        if isinstance(content["schema"], int) and content["schema"] > SCHEMA:
            memory.state = "newer"
            return memory
        _read(memory, content)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        memory.state = "damaged"
    return memory


def _read(memory: Memory, content: Mapping[str, Any]) -> None:
    """Take over what is sound; ValueError at the end where anything was not."""
    faults = 0
    name = content.get("register")
    if isinstance(name, str) and name and slug(name) == name:
        memory.register = name
    else:
        faults += 1
    for key, row in content["events"].items():
        try:
            face = Fingerprint(date.fromisoformat(row["date"]), *_texts(row, "title", "state", "digest"))
            (stamp,) = _texts(row, "stamp")
            sequence = row["sequence"]
            if type(sequence) is not int or sequence < 0 or not _is_stamp(stamp):
                raise ValueError(row)
            memory.events[key] = Revision(sequence, stamp, face)
        except (KeyError, TypeError, ValueError):
            faults += 1
    for target, rows in content["targets"].items():
        sent = memory.targets[target] = {}
        for key, row in rows.items():
            try:
                sent[key] = Sent(date.fromisoformat(row["date"]), *_texts(row, "title", "state"))
            except (KeyError, TypeError, ValueError):
                faults += 1
    for target, owner in content.get("owners", {}).items():
        if isinstance(owner, str):
            memory.owners[target] = owner
        else:
            faults += 1
    for target, row in content["published"].items():
        files = [name for name in row["files"] if isinstance(name, str) and _is_ours(name)]
        memory.published[target] = Published(files, *_texts(row, "secret"))
    if faults:
        raise ValueError(faults)
    memory.state = "read"


def _texts(row: Mapping[str, Any], *names: str) -> list[str]:
    texts = [row[name] for name in names]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(names)
    return texts


def _is_ours(name: str) -> bool:
    """Whether a name can be one that `publish` gave: nothing else is ever removed from a web folder."""
    return name.endswith((".ics", ".html")) and Path(name).name == name


def _is_stamp(text: str) -> bool:
    return (
        len(text) == 16 and text[8] == "T" and text[15] == "Z" and (text[:8] + text[9:15]).isdigit() and text.isascii()
    )


def save(memory: Memory, folder: editor.Memory) -> None:
    """Write the memory; a damaged one is kept beside it once. Raises `foerder.files.WriteError`."""
    if memory.state in ("newer", "unreadable"):
        return
    text = _text(memory)
    try:
        if memory.state == "damaged":
            folder.write(DAMAGED, memory.raw)
        if text != memory.raw:
            folder.write(NAME, text)
    except OSError as error:
        from foerder.files import WriteError, why

        raise WriteError(why(str(folder.folder / NAME), error)) from error
    memory.state, memory.raw = "read", text


def _text(memory: Memory) -> bytes:
    """One line for each entry, in order: the same memory is the same file, and a difference is easy to see."""
    events = {
        key: {
            "sequence": known.sequence,
            "stamp": known.stamp,
            "date": known.face.day.isoformat(),
            "title": known.face.title,
            "state": known.face.state,
            "digest": known.face.digest,
        }
        for key, known in sorted(memory.events.items())
    }
    targets = {
        target: {
            key: {"date": sent.day.isoformat(), "title": sent.title, "state": sent.state}
            for key, sent in sorted(entries.items())
        }
        for target, entries in sorted(memory.targets.items())
    }
    published = {
        target: {"files": sorted(place.files), "secret": place.secret}
        for target, place in sorted(memory.published.items())
    }
    parts = [f'"schema": {SCHEMA}', f'"register": {_json(memory.register)}', f'"events": {_rows(events)}']
    nested = [f"{_json(target)}: {_rows(rows)}" for target, rows in targets.items()]
    parts.append('"targets": {' + ",".join(f"\n{row}" for row in nested) + "}")
    parts.append(f'"owners": {_rows(dict(sorted(memory.owners.items())))}')
    parts.append(f'"published": {_rows(published)}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8", "backslashreplace")


def _rows(rows: Mapping[str, Any]) -> str:
    lines: Iterable[str] = (f"\n{_json(key)}: {_json(row)}" for key, row in rows.items())
    return "{" + ",".join(lines) + "}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
