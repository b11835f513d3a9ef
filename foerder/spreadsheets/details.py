"""The lists of costs, payments and of what has been handed in: rows that belong
to a project and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from foerder.spreadsheets.columns import Sheet
from foerder.spreadsheets.projects import EXAMPLE_ID, Projects
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Line, Reading, Target, fresh, old
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _
from foerder.text.values import Doubtful

TABLES = {"costs": "cost", "payments": "payment", "finished": "done"}
KEYS = ("project", "period", "nr")
"""Columns that say whose row it is."""
SIGNS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "cost": (("type", "title"), ("type",)),
    "payment": (("id",), ("received",), ("requested",)),
    "done": (("deadline",),),
}
"""The keys that tell which table a row without a number is about."""


class Owner(NamedTuple):
    """What a row depends on: a period, or a project for what has been handed in."""

    target: Target
    items: Sequence[Any]
    """The tables of this kind that the register has there."""


class Details:
    """Reads one of these sheets."""

    def __init__(self, reading: Reading, projects: Projects, sheet: Sheet) -> None:
        self.reading = reading
        self.projects = projects
        self.sheet = sheet
        self.table = TABLES[sheet.name]
        self.seen: set[Any] = set()
        self.touched: dict[str, Sequence[Any]] = {}

    def read(self, found: Found) -> None:
        """Every row, then what the register has beyond them."""
        for line in self.reading.lines(found):
            if line.text("project").startswith(EXAMPLE_ID) or not self._says_anything(line):
                self.reading.see(*line.all())
                continue
            try:
                self._row(line)
            except Doubtful as fault:
                self.reading.doubt_row(line, str(fault))
            self.reading.leftover(line)
        for name, items in self.touched.items():
            for number, item in enumerate(items, 1):
                if item.place not in self.seen:
                    text = getattr(item, "deadline", f"{self.sheet.label} {number}")
                    self.reading.result.missing.append((self.table, f"{name}: {text}"))

    def _says_anything(self, line: Line) -> bool:
        """A row with nothing but sums is foerder's own: spending of a type that no plan holds."""
        told = {name for name in line.cells if line.get(name)} - {"project", "period", "type"}
        return bool(told) or self.table == "done"

    def _row(self, line: Line) -> None:
        for name in KEYS:
            if name in line.cells:
                self.reading.see(line.cells[name])
        owner = self._owner(line)
        self.touched[owner.target.subject] = owner.items
        item = self._item(line, owner)
        subject = f"{owner.target.subject} · {self._name(line)}"
        if item is None:
            self._new(line, owner.target, subject)
            return
        if item.place in self.seen:
            raise Doubtful(_("a second row for the same entry"))
        self.seen.add(item.place)
        self._apply(line, old(subject, item))

    def _apply(self, line: Line, target: Target) -> None:
        for cell in line.cells.values():
            if cell.column.name not in KEYS:
                self.reading.apply(target, cell)

    def _name(self, line: Line) -> str:
        words = [
            line.text(name) for name in ("nr", "deadline", "title", "type") if line.text(name)
        ]
        return f"{self.sheet.label} {' '.join(words[:2])}".strip()

    def _owner(self, line: Line) -> Owner:
        """The project or period of a row. Raises `Doubtful`."""
        identity = self._project(line.text("project"))
        project = self.projects.by_id.get(identity)
        if self.table == "done":
            return Owner(self.projects.target(identity), project.done if project else ())
        name = line.text("period")
        begun = self.projects.periods.get(identity, ())
        mine = [new for new in begun if name in ("", new.subject.partition("/")[2])]
        periods = project.periods if project else ()
        known = [period for period in periods if name in ("", period.id)]
        if len(known) + len(mine) != 1:
            why = _('no period "{period}"') if name else _("which period? its id is needed")
            raise Doubtful(why.format(period=name))
        if mine:
            return Owner(fresh(mine[0]), ())
        items = known[0].costs if self.table == "cost" else known[0].payments
        return Owner(old(f"{identity}/{known[0].id}", known[0]), items)

    def _project(self, text: str) -> str:
        if text in self.projects.by_id or text in self.projects.fresh:
            return text
        same = self.projects.titles.named(text)
        if len(same) == 1:
            return same[0]
        why = _('no project "{id}"') if text else _("no project: whose row is this?")
        raise Doubtful(why.format(id=text))

    def _item(self, line: Line, owner: Owner) -> Any:
        """The table of the register that a row is about; None where it is a new one.

        Raises `Doubtful`.
        """
        number = line.text("nr")
        if number:
            return self._numbered(number, owner.items)
        left = [item for item in owner.items if item.place not in self.seen]
        for names in SIGNS[self.table]:
            values = [self._value(line, name) for name in names]
            if None in values:
                continue
            found = [item for item in left if [getattr(item, key) for key in names] == values]
            if len(found) > 1:
                raise Doubtful(_("several entries are like this: the number is needed"))
            if found:
                return found[0]
        return None

    def _numbered(self, number: str, items: Sequence[Any]) -> Any:
        """The table with a number; None where there is no table at all. Raises `Doubtful`."""
        if number.isdigit() and not items:
            return None
        if number.isdigit() and 0 < int(number) <= len(items):
            return items[int(number) - 1]
        why = _("no entry with the number {n}; leave the number of new rows empty")
        raise Doubtful(why.format(n=number))

    def _value(self, line: Line, name: str) -> Any:
        cell = line.get(name)
        with suppress(Doubtful):
            return self.reading.read(cell) if cell else None
        return None

    def _new(self, line: Line, holder: Target, subject: str) -> None:
        """A table that the register does not have."""
        new = New(self.table, subject, {}, line.where, holder.path, holder.file)
        self._apply(line, fresh(new))
        if new.values and (self.table != "done" or "deadline" in new.values):
            self.reading.begin(new, holder.new)
