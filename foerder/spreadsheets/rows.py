"""The rows of a recognised sheet, cell by cell, against tables of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from foerder.editor.change import schema
from foerder.model import Period, Project, Register, Rule
from foerder.register.values import FieldError
from foerder.spreadsheets.body import rows_of_list
from foerder.spreadsheets.cells import Reader, habits_of, is_empty, written
from foerder.spreadsheets.columns import Column, cell_of
from foerder.spreadsheets.grid import Grid, Row, text_cell
from foerder.spreadsheets.result import Change, Comparison, Doubt, Kept, New
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _
from foerder.text.values import Doubtful
from foerder.toml.positions import Path

LONGEST = 60
DEFAULTS = {"kind": "grant", "status": "approved"}
REQUIRED = ("id", "title", "deadline", "project")
EXPIRIES = ("earmark-end", "retention-end")
"""Duties whose column may hold a span of time as well as a day."""


class Cell(NamedTuple):
    """One cell of a row; of an empty one ``position`` is None."""

    column: Column
    value: Any
    grid: Grid
    row: int
    position: int | None

    @property
    def where(self) -> str:
        """Its address in the file."""
        return self.grid.where(self.row, self.position)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told in it."""
        return is_empty(self.value, self.column.holds)


class Line(NamedTuple):
    """One row: its cells by the name of their column, the days of duties by kind."""

    grid: Grid
    number: int
    cells: dict[str, Cell]
    duties: dict[str, Cell]

    @property
    def where(self) -> str:
        """The row as people name it."""
        return self.grid.where(self.number)

    def get(self, name: str) -> Cell | None:
        """The cell of a column; None where nothing is told in it."""
        cell = self.cells.get(name)
        return None if cell is None or cell.is_empty else cell

    def text(self, name: str) -> str:
        """The same as text."""
        cell = self.get(name)
        return "" if cell is None else written(cell.value)

    @property
    def tells_of_period(self) -> bool:
        """Whether a cell of a period's column says something."""
        return any(cell.column.period and not cell.is_empty for cell in self.cells.values())

    def all(self) -> Iterator[Cell]:
        """Every cell that is not empty."""
        for cell in (*self.cells.values(), *self.duties.values()):
            if cell.position is not None and cell.value is not None:
                yield cell


@dataclass
class Target:
    """A table that a row is about: one of the register, or a new one."""

    subject: str
    file: int
    path: Path
    """The place in the register; of a new one without its number."""
    current: Callable[[str], Any]
    new: New | None = None


def old(subject: str, record: Any) -> Target:
    """A table of the register."""
    place = record.place
    return Target(subject, place.file, place.path, lambda key: getattr(record, key, None))


def of_period(project: Project, period: Period) -> Target:
    """The table of a period of the register."""
    return old(f"{project.id}/{period.id}", period)


def of_rule(subject: str, rule: Rule) -> Target | None:
    """The table of a rule, where it is one of the register."""
    if rule.place is None:
        return None
    return Target(subject, rule.place.file, rule.place.path, rule.keys.get)


def fresh(new: New) -> Target:
    """A table that is new."""

    def current(key: str) -> Any:
        return DEFAULTS.get(key, new.values.get(key))

    return Target(new.subject, new.file, (*new.path, new.table), current, new)


class Reading:
    """The common ground of all sheets: what was found, and how a cell is compared."""

    def __init__(
        self,
        register: Register,
        as_written: Sequence[Callable[[object], str]],
        clear: bool,
        result: Comparison,
    ) -> None:
        self.register = register
        self.as_written = as_written
        self.clear = clear
        self.result = result
        self.told: dict[tuple[str, str], Cell] = {}
        """What the first row said that has something in a column: it counts for
        its project or period.
        """
        self.contradicted: set[tuple[str, str]] = set()
        self.readers: dict[tuple[str, int | None], Reader] = {}
        self.exported = False
        """Whether the sheet at hand is foerder's own: then the one row of a
        project that was edited counts.
        """

    def lines(self, found: Found) -> Iterator[Line]:
        """The rows of a sheet, those without any value left out."""
        self.exported = bool(found.computed)
        rows = list(rows_of_list(found))
        places = dict(found.columns)
        for position, kind in found.duties.items():
            places[position] = Column("due", "length" if kind in EXPIRIES else "date")
        texts: dict[str, list[str]] = {}
        """The texts of all columns that hold the same."""
        own: dict[int, list[str]] = {}
        for position, column in places.items():
            own[position] = _texts(rows, position)
            texts.setdefault(column.holds, []).extend(own[position])
        for position, column in places.items():
            habits = habits_of(column, own[position], texts[column.holds])
            head = found.meanings.get(position)
            if head is not None:
                habits = habits._replace(factor=head.factor, percent=head.percent)
            self.readers[found.grid.name, position] = Reader(column, habits)
        for row in rows:
            line = self._line(found, row, places)
            if any(not cell.is_empty for cell in line.all()):
                self.result.rows += 1
                yield line
            else:
                self.see(*line.all())

    def _line(self, found: Found, row: Row, places: dict[int, Column]) -> Line:
        line = Line(found.grid, row.number, {}, {})
        for position, column in places.items():
            value = row.cells.get(position)
            told = None if value is None else position
            cell = Cell(column, value, found.grid, row.number, told)
            if position not in found.duties:
                line.cells[column.name] = cell
            elif cell.is_empty:
                self.see(cell)
            else:
                line.duties[found.duties[position]] = cell
        return line

    def see(self, *cells: Cell) -> None:
        """Note that something was made of cells."""
        for cell in cells:
            if cell.position is not None:
                self.result.seen.add((cell.grid.name, cell.row, cell.position))

    def leftover(self, line: Line) -> None:
        """List what nothing was made of: no cell is passed over in silence."""
        for cell in line.all():
            if (cell.grid.name, cell.row, cell.position) in self.result.seen:
                continue
            if cell.is_empty:
                self.see(cell)
            else:
                self.doubt(cell, _("not taken over with its row"))

    def read(self, cell: Cell) -> Any:
        """The value of a cell. Raises `Doubtful`."""
        self.see(cell)
        reader = self.readers.get((cell.grid.name, cell.position))
        if reader is None or reader.column.holds != cell.column.holds:
            # A day that was made of a period of time is a day already.
            reader = Reader(cell.column)
        value = reader.read(cell.value)
        if reader.remark:
            text = _("read without its remark: {text}").format(text=reader.remark)
            self.result.further.append((cell.where, text))
        return value

    @contextmanager
    def doubting(self, cell: Cell) -> Iterator[None]:
        """List a cell that turns out to be doubtful."""
        try:
            yield
        except Doubtful as fault:
            self.doubt(cell, str(fault))

    def doubt(self, cell: Cell, why: str) -> None:
        """List a cell that is not taken over."""
        self.see(cell)
        self.result.doubts.append(Doubt(cell.where, cell.column.label, short(cell.value), why))

    def doubt_row(self, line: Line, why: str) -> None:
        """List a row that is not taken over."""
        self.see(*line.all())
        self.result.doubts.append(
            Doubt(line.where, "", line.text("title") or line.text("project"), why)
        )

    def same(self, cell: Cell, current: Any) -> bool:
        """Whether a cell holds what the register's value looks like when it is written out."""
        shown = cell_of(cell.column, current, self.register)
        if shown is None:
            return cell.is_empty
        if isinstance(shown, str) and isinstance(cell.value, str):
            forms = [shown, *(write(shown) for write in self.as_written)]
            return cell.value in [text_cell(form) for form in forms]
        return type(shown) is type(cell.value) and shown == cell.value

    def apply(self, target: Target, cell: Cell, key: str | None = None) -> None:
        """Compare a cell with its key, and note the change."""
        name = key or cell.column.name
        if not self.is_first(target, name, cell):
            return
        current = target.current(name)
        if self.same(cell, current):
            return
        if cell.is_empty:
            self._empty(target, cell, name, current)
            return
        with self.doubting(cell):
            value = self.checked(target, name, self.read(cell))
            self.set(target, name, value, cell)

    def is_first(self, target: Target, name: str, cell: Cell) -> bool:
        """Whether a row is the first to say something; a later one that says
        something else is listed.
        """
        self.see(cell)
        place = (target.subject, name)
        before = self.told.get(place)
        edited = before and before.value != cell.value and self._is_old(target, name, before)
        if before is None or edited:
            if self.clear or not cell.is_empty:
                self.told[place] = cell
            return True
        known = cell.is_empty or before.value == cell.value or self._is_old(target, name, cell)
        if not known and place not in self.contradicted:
            self.contradicted.add(place)
            why = _("the first row of {name} counts: {place}")
            self.doubt(cell, why.format(name=target.subject, place=before.where))
        return False

    def _is_old(self, target: Target, name: str, cell: Cell) -> bool:
        """Whether a cell of foerder's own list only says what the register says."""
        return (
            self.exported
            and target.new is None
            and not cell.is_empty
            and self.same(cell, target.current(name))
        )

    def _empty(self, target: Target, cell: Cell, name: str, current: Any) -> None:
        if target.new is not None:
            return
        if self.clear and name not in REQUIRED and cell.value is None:
            self.change(target, name, current, None, cell)
            return
        last = [(kept.subject, kept.key) for kept in self.result.kept[-40:]]
        if (target.subject, name) not in last:
            self.result.kept.append(Kept(target.subject, name, cell.where))

    def checked(self, target: Target, name: str, value: Any) -> Any:
        """The value, if the register can hold it. Raises `Doubtful`."""
        table = schema(target.path)
        assert table is not None
        try:
            table.keys[name](value)
        except FieldError as fault:
            raise Doubtful(fault.message) from None
        return value

    def set(self, target: Target, name: str, value: Any, cell: Cell) -> None:
        """Give a key a value, where it has another one."""
        current = target.current(name)
        if target.new is not None:
            target.new.told = True
        if same_value(value, current):
            return
        if target.new is None:
            self.change(target, name, current, value, cell)
            return
        target.new.values[name] = value
        target.new.cells[name] = cell.where

    def begin(self, new: New, holder: New | None = None) -> None:
        """Note a table that the register does not have, by itself or inside another one."""
        items = self.result.new
        if holder is not None:
            items = holder.inner.setdefault(new.table, [])
        items.append(new)

    def change(self, target: Target, name: str, old: Any, new: Any, cell: Cell) -> None:
        """Note that a key of the register gets another value."""
        self.result.changed[target.file, target.path, name] = Change(
            target.subject, name, old, new, cell.where
        )


def _texts(rows: Sequence[Row], position: int) -> list[str]:
    """The texts of a column."""
    found = []
    for row in rows:
        cell = row.cells.get(position)
        if isinstance(cell, str):
            found.append(cell)
    return found


def same_value(one: Any, other: Any) -> bool:
    """Equal values; a list and a tuple of the same things are."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return list(one) == list(other)
    return bool(one == other)


def short(value: Any) -> str:
    """A cell as it may be in a message."""
    text = written(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
