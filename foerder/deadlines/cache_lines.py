"""The deadlines of a month as the index holds them: as plain lines, and as records that become deadlines again.

Many lines share the two days from which their states come: each pair stands once at the top, and a character names it
for each line. So a month is looked through without looking at its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.terms import DUTIES, state_of

if TYPE_CHECKING:
    from foerder.model import Deadline

HEAD = 21
"""Characters of a head: the day to plan for, the last day by law, and whether it is a duty."""
FIRST = ord("0")
"""The first of the characters that name the heads."""
MOST = 50_000
"""So many heads a month may have: behind them come the characters that are no text."""
KEYS = ("title_en", "basis", "version", "source", "grade", "time", "by")
"""What the views of `due` show of a rule's keys."""


class Block(NamedTuple):
    """Plain lines of one state without what hangs on today; ``names`` has a character for each, a key of ``days``."""

    state: str
    days: Mapping[str, tuple[date, date]]
    """The day to plan for, and the last day by law."""
    names: str
    lines: list[str]


class Lines:
    """A month of plain lines, by the day to plan for."""

    def __init__(self, text: bytes) -> None:
        heads, self._names, *self._lines = text.decode("utf-8").split("\n")
        self._heads: dict[str, tuple[bool, date, date]] = {}
        for number in range(len(heads) // HEAD):
            head = heads[number * HEAD : (number + 1) * HEAD]
            days = date.fromisoformat(head[:10]), date.fromisoformat(head[10:20])
            self._heads[chr(FIRST + number)] = (head[20] == "1", *days)
        if len(self._names) != len(self._lines):
            raise ValueError(self._names)

    def states(self, track_from: date | None, today: date, until: date) -> dict[str, str]:
        """The state of each head."""
        return {
            name: state_of(duty, due, latest, track_from, today, until)
            for name, (duty, due, latest) in self._heads.items()
        }

    def in_state(self, states: Mapping[str, str], state: str) -> Block:
        """The lines in a state."""
        days = {name: (due, latest) for name, (_duty, due, latest) in self._heads.items() if states[name] == state}
        if len(days) == len(self._heads):
            return Block(state, days, self._names, self._lines)
        chosen = [name in days for name in self._names] if days else []
        return Block(state, days, "".join(compress(self._names, chosen)), list(compress(self._lines, chosen)))

    def places(self, states: Mapping[str, str], state: str) -> Iterable[int]:
        """Which lines are in a state."""
        return (place for place, name in enumerate(self._names) if states[name] == state)


class Written:
    """Deadlines as the index holds them; what many of them share is made once."""

    def __init__(self, rest: Callable[[Deadline], str]) -> None:
        self._rest = rest
        self._days: dict[date | None, str | None] = {None: None}
        self._keys: dict[int, tuple[Any, ...]] = {}

    def _iso(self, day: date | None) -> str | None:
        text = self._days.get(day)
        if text is None and day is not None:
            text = self._days[day] = day.isoformat()
        return text

    def lines(self, deadlines: Iterable[Deadline]) -> bytes:
        """A month of plain lines. ValueError where a line or the heads cannot be kept so."""
        heads: dict[str, str] = {}
        names, lines = [], []
        for deadline in deadlines:
            head = f"{self._iso(deadline.due)}{self._iso(deadline.latest)}{deadline.kind in DUTIES:d}"
            name = heads.get(head)
            if name is None:
                name = heads[head] = chr(FIRST + len(heads))
            names.append(name)
            lines.append(self._rest(deadline))
        text = "\n".join(["".join(heads), "".join(names), *lines])
        if text.count("\n") != len(lines) + 1 or len(heads) > MOST or any(len(head) != HEAD for head in heads):
            raise ValueError(text[:HEAD])
        return text.encode("utf-8")

    def records(self, deadlines: Iterable[Deadline]) -> list[tuple[Any, ...]]:
        """A month of records, in the order of the lines."""
        return [self._record(deadline) for deadline in deadlines]

    def _record(self, deadline: Deadline) -> tuple[Any, ...]:
        project, programme, keys = deadline.project, deadline.programme, deadline.keys
        shown = self._keys.get(id(keys))
        if shown is None:
            shown = self._keys[id(keys)] = tuple([keys.get(key) for key in KEYS])
        return (
            deadline.id,
            deadline.kind,
            deadline.title,
            self._iso(deadline.nominal),
            self._iso(deadline.latest),
            self._iso(deadline.due),
            self._iso(deadline.ready_by),
            deadline.occurrence,
            (project.id, project.title, project.kind) if project else None,
            deadline.period.id if deadline.period else None,
            (programme.id, programme.title) if programme else None,
            deadline.authority,
            deadline.owner,
            deadline.rule,
            shown,
            deadline.provisional,
        )


def from_record(record: tuple[Any, ...], state: str) -> Deadline:
    """A deadline again, with what the views of `due` show of it."""
    from foerder.model import Deadline, Period, Place, Programme, Project

    nowhere = Place(0, ())
    (identity, kind, title, nominal, latest, due, ready_by, occurrence, project, period, programme) = record[:11]
    (authority, owner, rule, keys, provisional) = record[11:]
    return Deadline(
        id=identity,
        kind=kind,
        title=title,
        state=state,
        nominal=_day(nominal),
        latest=_day(latest),
        due=_day(due),
        ready_by=_day(ready_by),
        occurrence=occurrence,
        project=Project(nowhere, project[0], project[1], project[2]) if project else None,
        period=None if period is None else Period(nowhere, period),
        programme=Programme(nowhere, programme[0], programme[1]) if programme else None,
        authority=authority,
        owner=owner,
        rule=rule,
        keys={key: value for key, value in zip(KEYS, keys, strict=True) if value is not None},
        provisional=provisional,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
