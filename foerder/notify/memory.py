"""What `notify` remembers: which step of which deadline with which date was
told to whom, when, in which mail.

``notify.json`` in the memory of the register; ``notify-good.json`` beside it
keeps the last good settings and deadlines, and enough to rebuild a damaged
memory without telling everybody everything again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from foerder.editor.memory import DELIVERIES, GOOD, NOTIFY_LOCK, Memory
from foerder.notify.snapshot import LastGoodState
from foerder.text.records import DAMAGED, Record, from_plain, to_plain

SCHEMA = 1
PRUNED = timedelta(days=400)
"""Told and over for this long: forgotten."""
AT_ONCE = 500
"""Rows of a table that are written at once."""


class NotificationItem(NamedTuple):
    """One thing told to one person.

    ``on`` is the day it was planned for; ``step`` in days, where there is one.
    """

    id: str | None
    due: date | None
    step: int | None
    reason: str
    """``step``, ``moved``, ``overdue``, ``escalated``, ``heartbeat``, or ``fault``."""
    on: date


@dataclass(frozen=True, slots=True)
class Sent:
    """That something was told: on which day, at which moment and in which mail."""

    on: date
    at: str
    message_id: str


@dataclass(slots=True)
class Told:
    """What one person was told about one deadline with this date."""

    due: date
    steps: dict[int, Sent] = field(default_factory=dict)
    moved: Sent | None = None
    after: Sent | None = None
    """The last notice after the day passed without proof."""


@dataclass(slots=True)
class Recipient:
    """One address: the day of the last mail, the day until which everything was told, and what."""

    mailed: date | None = None
    settled: date | None = None
    told: dict[str, Told] = field(default_factory=dict)

    def note(self, item: NotificationItem, mark: Sent) -> None:
        """Remember what was told about a deadline."""
        assert item.id
        assert item.due
        told = self.told.get(item.id)
        if told is None or told.due != item.due:
            told = self.told[item.id] = Told(item.due)
        if item.step is not None:
            told.steps[item.step] = mark
        elif item.reason == "moved":
            told.moved = mark
        else:
            told.after = mark


@dataclass(frozen=True, slots=True)
class Pending:
    """A mail that was on its way when the program last knew; kept whole, so
    that a repeat is the same mail.
    """

    message_id: str
    day: date
    items: tuple[NotificationItem, ...]
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail that was refused or did not get through."""

    day: date
    error: str
    items: tuple[NotificationItem, ...]


@dataclass(frozen=True, slots=True)
class Leap:
    """The days of two runs that are further apart than usual."""

    since: date
    until: date


@dataclass(slots=True)
class DeliveryLog:
    """The whole of it."""

    last_run: date | None = None
    last_success: date | None = None
    people: dict[str, Recipient] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)
    failed: dict[str, Failure] = field(default_factory=dict)
    heartbeat: date | None = None
    faults: str | None = None
    """Fingerprint of the register's faults that the coordinator was told."""
    faults_on: date | None = None
    leap: Leap | None = None
    """The last leap of the clock, as long as it may turn out to have been wrong."""

    def person(self, address: str) -> Recipient:
        """The record of one address, empty at first."""
        return self.people.get(address) or Recipient()

    @property
    def settled(self) -> dict[str, date]:
        """The day until which each person was told everything."""
        return {who: one.settled for who, one in self.people.items() if one.settled}

    def tick_off(self, address: str, items: Iterable[NotificationItem], mark: Sent) -> None:
        """Remember what a mail told that was accepted."""
        person = self.people.setdefault(address, Recipient())
        person.mailed = mark.on
        self.pending.pop(address, None)
        self.failed.pop(address, None)
        for item in items:
            if item.reason == "heartbeat":
                self.heartbeat = item.on
            elif item.id and item.due:
                person.note(item, mark)

    def prune(self, waiting: set[str], today: date) -> None:
        """Forget what was told about deadlines that are long over."""
        for person in self.people.values():
            person.told = {
                name: told
                for name, told in person.told.items()
                if name in waiting or told.due > today - PRUNED
            }


class NewerError(Exception):
    """A newer version of the program wrote this file; it is left alone."""


class Store:
    """The memory of a register, of a file or of a folder that is one, as far as
    it is about mails.
    """

    def __init__(self, register: Path) -> None:
        self.memory = Memory(register)
        self.folder = self.memory.folder
        self.memory_path = self.folder / DELIVERIES
        self.good_path = self.folder / GOOD
        self._told: dict[str, bytes] = {}
        """What people were told as it was last written: a run writes the memory
        twice for each of its mails.
        """

    @contextmanager
    def locked(self, patience: float, now: datetime) -> Iterator[None]:
        """Hold the memory for this run alone.

        Raises `BusyError` when ``patience`` (seconds) is over, OSError.
        """
        with self.memory.locked(NOTIFY_LOCK, "notify", now, patience):
            yield

    def read(self) -> tuple[DeliveryLog | None, bool]:
        """The memory, None where there is none; and whether it is damaged.

        Raises OSError, `NewerError`.
        """
        return _read(self.memory, DELIVERIES, DeliveryLog, "people")

    def read_good(self) -> tuple[LastGoodState | None, bool]:
        """The last good state, None where there is none; and whether it is damaged.

        Raises OSError, `NewerError`.
        """
        return _read(self.memory, GOOD, LastGoodState, "watched")

    def write(self, memory: DeliveryLog, changed: str | None = None) -> None:
        """Replace the memory. Raises OSError.

        ``changed``: since it was last written, nobody but this person was told anything.
        """
        self._told.pop(changed or "", None)
        for address, person in memory.people.items():
            if address not in self._told:
                self._told[address] = _json(person.told)
        self.memory.write(DELIVERIES, _document(memory, self._told))

    def write_good(self, good: LastGoodState) -> None:
        """Replace the last good state. Raises OSError."""
        self.memory.write(GOOD, _document(good, {}))


def _read(
    memory: Memory, name: str, kind: type[Record], needed: str
) -> tuple[Record | None, bool]:
    text = memory.read(name)
    if text is None:
        return None, False
    try:
        content = json.loads(text)
        if isinstance(content["schema"], int) and content["schema"] > SCHEMA:
            raise NewerError(memory.folder / name)
        content[needed]
        return from_plain(kind, content), False
    except DAMAGED:
        return None, True


def _document(record: Any, told: Mapping[str, bytes]) -> Iterator[bytes]:
    """A record in pieces, its tables some rows at a time; ``told``: what is
    known of what people were told.
    """
    yield f'{{"schema": {SCHEMA}'.encode()
    for each in fields(record):
        value = getattr(record, each.name)
        yield f', "{each.name}": '.encode()
        if each.name == "people":
            yield from _people(value, told)
        elif isinstance(value, Mapping):
            yield from _rows(value)
        else:
            yield _json(value)
    yield b"}\n"


def _people(people: Mapping[str, Recipient], told: Mapping[str, bytes]) -> Iterator[bytes]:
    lead = b"{"
    for address, person in people.items():
        head = _json({"mailed": person.mailed, "settled": person.settled}).removesuffix(b"}")
        yield b'%b%b: %b, "told": %b}' % (lead, _json(address), head, told[address])
        lead = b", "
    yield b"{}" if not people else b"}"


def _rows(table: Mapping[Any, Any]) -> Iterator[bytes]:
    lead, rows = b"{", iter(table.items())
    while some := dict(islice(rows, AT_ONCE)):
        yield lead + _json(some)[1:-1]
        lead = b", "
    yield b"}" if table else b"{}"


def _json(value: Any) -> bytes:
    return _encode(to_plain(value)).encode("utf-8", "surrogatepass")


_encode = json.JSONEncoder(ensure_ascii=False).encode
