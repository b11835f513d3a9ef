"""The lists of costs, payments and of what has been handed in: rows that belong to a project and period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from foerder.spreadsheets.columns import Sheet
from foerder.spreadsheets.projects import EXAMPLE_ID, Projects
from foerder.spreadsheets.result import New
from foerder.spreadsheets.rows import Line, Reading, Target, of_period
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _
from foerder.text.values import Doubtful

TABLES = {"costs": "cost", "payments": "payment", "finished": "done"}
KEYS = ("project", "period", "nr")
"""Columns that say whose row it is."""


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
                    text = (
                        item.deadline
                        if self.table == "done"
                        else f"{self.sheet.label} {number}"
                    )
                    self.reading.result.missing.append((self.table, f"{name}: {text}"))

    def _says_anything(self, line: Line) -> bool:
        """A row with nothing but sums is foerder's own: spending of a type that no plan holds."""
        told = {name for name, cell in line.cells.items() if not cell.is_empty} - set(KEYS)
        return bool(told - {"type"}) or bool(line.text("nr")) or self.table == "done"

    def _row(self, line: Line) -> None:
        for name in KEYS:
            if name in line.cells:
                self.reading.see(line.cells[name])
        owner = self._owner(line)
        self.touched[owner.target.subject] = owner.items
        item = self._item(line, owner)
        if item is None:
            self._new(line, owner)
            return
        if item.place in self.seen:
            raise Doubtful(_("a second row for the same entry"))
        self.seen.add(item.place)
        subject = f"{owner.target.subject} · {self._name(line)}"
        target = Target(
            subject,
            item.place.file,
            item.place.path,
            lambda key: getattr(item, key, None),
        )
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
        mine = list(self.projects.periods.get(identity, ()))
        old = list(project.periods) if project else []
        if name:
            mine = [new for new in mine if new.subject == f"{identity}/{name}"]
            old = [period for period in old if period.id == name]
        if len(old) + len(mine) != 1:
            raise Doubtful(
                _('no period "{period}"').format(period=name)
                if name
                else _("which period? its id is needed")
            )
        if old:
            items = old[0].costs if self.table == "cost" else old[0].payments
            assert project is not None
            return Owner(of_period(project, old[0]), items)
        return Owner(self.projects.new_period(mine[0]), ())

    def _project(self, text: str) -> str:
        if text in self.projects.by_id or text in self.projects.fresh:
            return text
        same = self.projects.titles.named(text)
        if len(same) == 1:
            return same[0]
        raise Doubtful(
            _('no project "{id}"').format(id=text)
            if text
            else _("no project: whose row is this?")
        )

    def _item(self, line: Line, owner: Owner) -> Any:
        """The table of the register that a row is about; None where it is a new one. Raises `Doubtful`."""
        number = line.text("nr")
        if number:
            if not number.isdigit() or not 0 < int(number) <= len(owner.items):
                if owner.items or not number.isdigit():
                    raise Doubtful(
                        _(
                            "no entry with the number {n}; leave the number of new rows empty"
                        ).format(n=number)
                    )
                return None
            return owner.items[int(number) - 1]
        tests: dict[str, tuple[tuple[str, ...], ...]] = {
            "cost": (("type", "title"), ("type",)),
            "payment": (("id",), ("received",), ("requested",)),
            "done": (("deadline",),),
        }
        for names in tests[self.table]:
            values = [self._value(line, name) for name in names]
            if any(value is None for value in values):
                continue
            found = [
                item
                for item in owner.items
                if item.place not in self.seen
                and [getattr(item, name) for name in names] == values
            ]
            if len(found) > 1:
                raise Doubtful(_("several entries are like this: the number is needed"))
            if found:
                return found[0]
        return None

    def _value(self, line: Line, name: str) -> Any:
        cell = line.cells.get(name)
        if cell is None or cell.is_empty:
            return None
        try:
            return self.reading.read(cell)
        except Doubtful:
            return None

    def _new(self, line: Line, owner: Owner) -> None:
        """A table that the register does not have."""
        holder = owner.target
        new = New(
            self.table,
            f"{holder.subject} · {self._name(line)}",
            {},
            line.where,
            holder.path,
            holder.file,
        )
        kind = tuple(part for part in holder.path if isinstance(part, str))
        target = Target(new.subject, new.file, (*kind, self.table), new.values.get, new)
        for cell in line.cells.values():
            if cell.column.name not in KEYS:
                self.reading.apply(target, cell)
        if not new.values or (self.table == "done" and "deadline" not in new.values):
            return
        if holder.new is not None:
            holder.new.inner.setdefault(self.table, []).append(new)
        else:
            self.reading.result.new.append(new)
