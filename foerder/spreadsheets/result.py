"""What comes of a list: what is new, changed, missing, doubtful; and the
changes of the register's text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from foerder.editor.change import Append, AppendAll, Op, Set, Unset, schema
from foerder.spreadsheets.tables import Passed
from foerder.toml.positions import Path


class Doubt(NamedTuple):
    """A cell or row that is not taken over, and why."""

    where: str
    head: str
    shown: str
    why: str


class Change(NamedTuple):
    """A key that gets another value; ``new`` is None where it goes."""

    subject: str
    key: str
    old: Any
    new: Any
    where: str


class Kept(NamedTuple):
    """An empty cell where the register holds a value, which stays."""

    subject: str
    key: str
    where: str


@dataclass
class New:
    """A table that the register does not have yet."""

    table: str
    subject: str
    values: dict[str, Any]
    where: str
    path: Path
    """The table that it is added to; () for the file itself."""
    file: int
    inner: dict[str, list[New]] = field(default_factory=dict)
    """Tables inside it: periods, costs."""
    cells: dict[str, str] = field(default_factory=dict)
    """The addresses of the cells that gave its keys."""
    told: bool = False
    """Whether a row told something of it, be it what holds anyway."""

    def data(self) -> dict[str, Any]:
        """The table as the editor takes it."""
        table = schema((*self.path, self.table))
        assert table is not None
        found = {key: self.values[key] for key in table.keys if key in self.values}
        for name, items in self.inner.items():
            # Periods are kept in order; those without a start come last.
            items = sorted(items, key=lambda item: item.values.get("start") or date.max)
            found[name] = [item.data() for item in items]
        return found


@dataclass
class Comparison:
    """The list against the register."""

    new: list[New] = field(default_factory=list)
    changed: dict[tuple[int, Path, str], Change] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    """Kind and name of what the register has and the list has not; it stays."""
    kept: list[Kept] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    further: list[tuple[str, str]] = field(default_factory=list)
    """Rows taken for a further period, or for more of the same, by what they were taken for."""
    remarks: list[str] = field(default_factory=list)
    """What is to be said of the file and its sheets."""
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Columns that are not read, by sheet and head."""
    nowhere: list[tuple[str, str]] = field(default_factory=list)
    passed: list[tuple[str, Passed]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    """Sheets that are not read, and why."""
    seen: set[tuple[str, int, int]] = field(default_factory=set)
    """Cells that were taken or listed: sheet, row, column."""
    rows: int = 0

    def undated(self) -> tuple[int, int]:
        """How many new periods have no last day, and how many of them no day at all."""
        open_end = dateless = 0
        for new in self.new:
            for period in [new] if new.table == "period" else new.inner.get("period", []):
                open_end += "end" not in period.values
                dateless += not {"start", "end"} & period.values.keys()
        return open_end, dateless

    def ops(self) -> dict[int, list[Op]]:
        """The changes, by file of the register."""
        found: dict[int, list[Op]] = {}
        for (file, path, key), change in self.changed.items():
            op = Unset(path, key) if change.new is None else Set(path, key, change.new)
            found.setdefault(file, []).append(op)
        tops: dict[tuple[str, int], list[New]] = {}
        for new in self.new:
            if new.path:
                found.setdefault(new.file, []).append(Append(new.path, new.table, new.data()))
            else:
                tops.setdefault((new.table, new.file), []).append(new)
        # An authority is named by programmes, a programme by projects.
        for (table, file), items in sorted(tops.items()):
            found.setdefault(file, []).append(
                AppendAll(table, tuple(new.data() for new in items))
            )
        return found
