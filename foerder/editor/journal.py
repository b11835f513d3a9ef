"""The history beside the register: who changed what and when, one JSON record a line."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from foerder.editor.memory import INTENDED, JOURNAL, SEEN, Memory, user
from foerder.files import append
from foerder.text.records import to_plain
from foerder.toml.parse import UNREADABLE, loads
from foerder.toml.tree import is_tables

BY_HAND = "by-hand"
"""The verb of changes that were made with an editor."""
Where = tuple[tuple[str, str | None], ...]
Name = tuple[str, int]
"""What a table of a list is called, and how many before it are called so too."""
NAMES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "requires": (("project",),),
    "cost": (("type", "title"), ("type",), ("title",)),
    "financing": (("funder", "from"), ("funder",)),
    "payment": (("id",), ("received",), ("requested",)),
    "spending": (("on", "type"), ("on",)),
    "year": (("year",),),
    "amendment": (("date",), ("reference",)),
    "done": (("deadline",),),
    "extension": (("deadline",),),
    "accept": (("code", "project"), ("code",)),
    "clause": (("nr",),),
}
"""What a table of a list is known by, where that is not its id; the first whose
keys are there counts.
"""


def name_of(table: str, item: Mapping[str, Any], number: int) -> str:
    """What a table of a list is called."""
    start = item.get("start")
    if table == "period" and not item.get("id") and isinstance(start, date):
        return str(start.year)
    for keys in NAMES.get(table, (("id",),)):
        if all(item.get(key) not in (None, "") for key in keys):
            return " ".join(str(item[key]) for key in keys)
    return str(number + 1)


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], where: Where = ()
) -> Iterator[dict[str, Any]]:
    """What differs between two states of the data, down to the key: where, key,
    old and new value.
    """
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before == after and type(before) is type(after):
            continue
        if is_tables(before) or is_tables(after):
            yield from _of_list(key, before or [], after or [], where)
        elif all(isinstance(each, dict | None) for each in (before, after)):
            yield from differences(before or {}, after or {}, (*where, (key, None)))
        else:
            yield _entry(where, key, before, after)


def _of_list(key: str, before: Any, after: Any, where: Where) -> Iterator[dict[str, Any]]:
    lists = isinstance(before, list) and isinstance(after, list)
    if not lists or not all(isinstance(item, dict) for item in (*before, *after)):
        yield _entry(where, key, before, after)
        return
    old, new = _named(key, before), _named(key, after)
    if len(old) == len(new):
        new = _under_old_names(old, new)
    for name in dict.fromkeys([*old, *new]):
        inside = (*where, (key, name[0]))
        if name not in new:
            yield _entry(inside, None, old[name], None)
        elif name not in old:
            yield _entry(inside, None, None, new[name])
        elif old[name] != new[name]:
            yield from differences(old[name], new[name], inside)


def _under_old_names(old: Mapping[Name, Any], new: Mapping[Name, Any]) -> dict[Name, Any]:
    """What is in the same place under another name is the same table: a payment
    asked for that has come.
    """
    found = {}
    for mine, theirs in zip(old, new, strict=True):
        same = mine not in new and theirs not in old
        found[mine if same else theirs] = new[theirs]
    return found


def _named(key: str, items: list[dict[str, Any]]) -> dict[Name, dict[str, Any]]:
    """Tables by their name, the second of the same name apart from the first."""
    found: dict[Name, dict[str, Any]] = {}
    for number, item in enumerate(items):
        name, times = name_of(key, item, number), 0
        while (name, times) in found:
            times += 1
        found[name, times] = item
    return found


def _entry(where: Where, key: str | None, old: Any, new: Any) -> dict[str, Any]:
    values = {"old": to_plain(old), "new": to_plain(new)}
    return {"where": [list(pair) for pair in where], "key": key, **values}


class Journal:
    """The history of one register."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = Path(os.path.realpath(path)).name
        self.memory = Memory(path)
        self.file = self.memory.folder / JOURNAL

    def notice(self, raw: bytes, data: Mapping[str, Any]) -> None:
        """Record what was changed since the last record: by a run that was
        killed, else by hand.

        Raises ``OSError``.
        """
        self.enter(raw)
        known = self.memory.read(SEEN)
        if known is None or known == raw:
            return
        try:
            changes = list(differences(loads(known.decode("utf-8-sig")), data))
        except UNREADABLE:
            changes = []
        when = datetime.fromtimestamp(int(self.path.stat().st_mtime)).astimezone()
        about = {"when": when.isoformat(), "who": None, "verb": BY_HAND, "id": None}
        self._append(self._record(about, changes, raw))
        self.memory.write(SEEN, raw)

    def intend(
        self,
        verb: str,
        subject: str | None,
        changes: list[dict[str, Any]],
        new: bytes,
        now: datetime,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down a change before it is made, so that it is known whose it
        is; ``more``: how to take it back.

        Raises ``OSError``.
        """
        about = {"when": now.isoformat(), "who": user(), "verb": verb, "id": subject}
        record = self._record({**about, **(more or {})}, changes, new)
        self.memory.write(INTENDED, json.dumps(record, ensure_ascii=False).encode())

    def enter(self, raw: bytes) -> None:
        """Record the change that was written down, if it was made: the register is ``raw`` now.

        Raises ``OSError``.
        """
        intended = self.memory.read(INTENDED)
        if intended is None:
            return
        record = _record_of(intended)
        if record and record.get("sha256") == checksum(raw):
            if self._last() != record:
                self._append(record)
            self.memory.write(SEEN, raw)
        self.give_up()

    def give_up(self) -> None:
        """Forget a change that was written down and not made."""
        self.memory.remove(INTENDED)

    def _record(
        self, about: dict[str, Any], changes: list[dict[str, Any]], raw: bytes
    ) -> dict[str, Any]:
        return {**about, "file": self.name, "changes": changes, "sha256": checksum(raw)}

    def _append(self, record: dict[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=False).encode("utf-8") + b"\n"
        append(self.memory.make() / JOURNAL, line, self.memory.rights)

    def _last(self) -> dict[str, Any] | None:
        last = None
        for record in self.records():
            last = record
        return last

    def records(self) -> Iterator[dict[str, Any]]:
        """The records of this register, oldest first; lines that are no records
        are passed over.

        Raises ``OSError``.
        """
        for line in (self.memory.read(JOURNAL) or b"").split(b"\n"):
            record = _record_of(line)
            if record and record.get("file") == self.name:
                yield record


def history(journals: Iterable[Journal]) -> list[dict[str, Any]]:
    """The records of several registers in one order, each numbered from 1, with
    its journal's place among them.

    Several changes of one second are in the order of their journal. Raises ``OSError``.
    """
    found = []
    for place, journal in enumerate(journals):
        found += [{**record, "journal": place} for record in journal.records()]
    found.sort(key=_timestamp)
    return [{**record, "number": number} for number, record in enumerate(found, 1)]


def _timestamp(record: Mapping[str, Any]) -> float:
    when = moment(record)
    return when.timestamp() if when else 0


def _record_of(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def moment(record: Mapping[str, Any]) -> datetime | None:
    """When a change was made, in the local time of who reads it; None where its
    record does not say.
    """
    try:
        return datetime.fromisoformat(str(record.get("when"))).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def checksum(raw: bytes) -> str:
    """The sum that tells one text from another."""
    return hashlib.sha256(raw).hexdigest()
