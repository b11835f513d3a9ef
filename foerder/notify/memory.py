"""What `notify` remembers: which step of which deadline with which date was told to whom, when, in which mail.

``.foerder/notify.json`` beside the register; ``.foerder/notify-good.json`` keeps the last good settings and
deadlines, and enough to rebuild a damaged memory without telling everybody everything again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from foerder.files import write_atomic
from foerder.notify import snapshot
from foerder.notify.snapshot import LastGoodState

FOLDER = ".foerder"
SCHEMA = 1
PRUNED = timedelta(days=400)
"""Told and over for this long: forgotten."""
DAMAGED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class NotificationItem(NamedTuple):
    """One thing told to one person. ``on`` is the day it was planned for; ``step`` in days, where there is one."""

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


@dataclass(frozen=True, slots=True)
class Pending:
    """A mail that was on its way when the program last knew; kept whole, so that a repeat is the same mail."""

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

    def person(self, address: str) -> Recipient:
        """The record of one address, empty at first."""
        return self.people.get(address) or Recipient()

    def mark(self, address: str, items: Iterable[NotificationItem], mark: Sent) -> None:
        """Remember what a mail told."""
        person = self.people.setdefault(address, Recipient())
        for item in items:
            if item.reason == "heartbeat":
                self.heartbeat = item.on
            elif item.id and item.due:
                told = person.told.get(item.id)
                if told is None or told.due != item.due:
                    told = person.told[item.id] = Told(item.due)
                if item.step is not None:
                    told.steps[item.step] = mark
                elif item.reason == "moved":
                    told.moved = mark
                else:
                    told.after = mark

    def prune(self, waiting: set[str], today: date) -> None:
        """Forget what was told about deadlines that are long over."""
        for person in self.people.values():
            person.told = {
                name: told for name, told in person.told.items() if name in waiting or told.due > today - PRUNED
            }


class BusyError(Exception):
    """Another run is sending."""


class NewerError(Exception):
    """A newer version of the program wrote this file; it is left alone."""


class Store:
    """The folder beside the register."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.memory_path = folder / "notify.json"
        self.good_path = folder / "notify-good.json"

    @contextmanager
    def locked(self, patience: float) -> Iterator[None]:
        """Hold the memory for this run alone. Raises `BusyError` when ``patience`` (seconds) is over, OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "notify.lock", timeout=patience)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError from None
        try:
            yield
        finally:
            lock.release()

    def read(self) -> tuple[DeliveryLog | None, bool]:
        """The memory, None where there is none; and whether it is damaged. Raises OSError, `NewerError`."""
        return _read(self.memory_path, _memory)

    def read_good(self) -> tuple[LastGoodState | None, bool]:
        """The last good state, None where there is none; and whether it is damaged. Raises OSError, `NewerError`."""
        return _read(self.good_path, snapshot.from_json)

    def set_aside(self, path: Path, today: date) -> Path:
        """Keep a damaged file under another name. Raises OSError."""
        number = 0
        while True:
            suffix = f"-{number}" if number else ""
            aside = path.with_name(f"{path.name}.damaged-{today.isoformat()}{suffix}")
            if not aside.exists():
                os.replace(path, aside)
                return aside
            number += 1

    def write(self, memory: DeliveryLog) -> None:
        """Replace the memory. Raises OSError."""
        write_atomic(self.memory_path, _document({"schema": SCHEMA, **_fields(memory)}))

    def write_good(self, good: LastGoodState) -> None:
        """Replace the last good state. Raises OSError."""
        write_atomic(self.good_path, _document(snapshot.to_json(good)))


def _read(path: Path, build: Any) -> tuple[Any, bool]:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None, False
    try:
        content = json.loads(text)
        if isinstance(content["schema"], int) and content["schema"] > SCHEMA:
            raise NewerError(path)
        return build(content), False
    except DAMAGED:
        return None, True


def _document(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, default=_encode)
    return (text + "\n").encode("utf-8", "surrogatepass")


def _encode(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else _fields(value)


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _memory(data: Any) -> DeliveryLog:
    """The memory again. Raises one of `DAMAGED`."""
    return DeliveryLog(
        last_run=_day(data["last_run"]),
        last_success=_day(data["last_success"]),
        people={str(who): _person(record) for who, record in data["people"].items()},
        pending={
            str(who): Pending(
                record["message_id"],
                date.fromisoformat(record["day"]),
                _items(record["items"]),
                record["subject"],
                record["message"],
            )
            for who, record in data["pending"].items()
        },
        failed={
            str(who): Failure(date.fromisoformat(record["day"]), str(record["error"]), _items(record["items"]))
            for who, record in data["failed"].items()
        },
        heartbeat=_day(data["heartbeat"]),
        faults=data["faults"],
        faults_on=_day(data["faults_on"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _mark(record: Any) -> Sent | None:
    return Sent(date.fromisoformat(record["on"]), str(record["at"]), str(record["message_id"])) if record else None


def _person(record: Any) -> Recipient:
    told = {}
    for name, entry in record["told"].items():
        steps = {int(step): mark for step, value in entry["steps"].items() if (mark := _mark(value))}
        told[str(name)] = Told(date.fromisoformat(entry["due"]), steps, _mark(entry["moved"]), _mark(entry["after"]))
    return Recipient(_day(record["mailed"]), _day(record["settled"]), told)


def _items(records: Any) -> tuple[NotificationItem, ...]:
    return tuple(
        NotificationItem(
            name,
            _day(due),
            None if step is None else int(step),
            str(reason),
            date.fromisoformat(on),
        )
        for name, due, step, reason, on in records
    )
