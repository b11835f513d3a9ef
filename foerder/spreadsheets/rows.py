"""The rows of a recognised sheet, cell by cell, against tables of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from foerder.editor.change import schema
from foerder.model import Register
from foerder.register.values import FieldError
from foerder.spreadsheets.cells import Doubtful, Reader, is_empty, written
from foerder.spreadsheets.columns import Column, cell_of
from foerder.spreadsheets.headers import Found
from foerder.spreadsheets.result import Change, Comparison, Doubt, Kept, New
from foerder.text.i18n import _
from foerder.toml.positions import Path

LONGEST = 60
REQUIRED = ("id", "title", "deadline", "project")


class Cell(NamedTuple):
    """One cell of a row."""

    column: Column
    value: Any
    where: str


class Line(NamedTuple):
    """One row: its cells by the name of their column, the days of duties by kind."""

    where: str
    cells: dict[str, Cell]
    duties: dict[str, Cell]

    def get(self, name: str) -> Any:
        """What stands in a column; None where nothing does."""
        cell = self.cells.get(name)
        return None if cell is None or is_empty(cell.value) else cell.value

    def text(self, name: str) -> str:
        """The same as text."""
        value = self.get(name)
        return "" if value is None else written(value)


@dataclass
class Target:
    """A table that a row is about: one of the register, or a new one."""

    subject: str
    file: int
    path: Path
    """The place in the register; of a new one the table's kind alone, for the format."""
    current: Callable[[str], Any]
    new: New | None = None


class Reading:
    """The common ground of all sheets: what was found, and how a cell is compared."""

    def __init__(
        self, register: Register, as_written: Sequence[Callable[[object], str]], clear: bool, result: Comparison
    ) -> None:
        self.register = register
        self.as_written = as_written
        self.clear = clear
        self.result = result
        self.told: dict[tuple[str, str], Cell] = {}
        """What the first row said that has something in a column: it counts for its project or period."""
        self.contradicted: set[tuple[str, str]] = set()
        self.readers: dict[tuple[str, str], Reader] = {}

    def lines(self, found: Found) -> Iterator[Line]:
        """The rows of a sheet, those without any value left out."""
        rows = found.rows()
        for position, column in found.columns.items():
            held = [row[position] for _number, row in rows if position < len(row)]
            self.readers[found.sheet.name, column.name] = Reader(column, held, found.grid.since_1904)
        for number, row in rows:
            cells = {
                column.name: Cell(column, row[position], _where(found, number, position))
                for position, column in found.columns.items()
                if position < len(row) and row[position] is not None
            }
            for column in found.columns.values():
                cells.setdefault(column.name, Cell(column, None, _where(found, number, None)))
            duties = {
                kind: Cell(Column("due", "date"), row[position], _where(found, number, position))
                for position, kind in found.duties.items()
                if position < len(row) and not is_empty(row[position])
            }
            if duties or any(not is_empty(cell.value) for cell in cells.values()):
                self.result.rows += 1
                yield Line(_where(found, number, None), cells, duties)

    def read(self, sheet: str, cell: Cell) -> Any:
        """The value of a cell. Raises `Doubtful`."""
        return self.readers.get((sheet, cell.column.name), Reader(cell.column)).read(cell.value)

    def doubt(self, cell: Cell, why: str) -> None:
        """List a cell that is not taken over."""
        self.result.doubts.append(Doubt(cell.where, cell.column.label, short(cell.value), why))

    def doubt_row(self, line: Line, why: str) -> None:
        """List a row that is not taken over."""
        self.result.doubts.append(Doubt(line.where, "", line.text("title") or line.text("project"), why))

    def same(self, cell: Cell, current: Any) -> bool:
        """Whether a cell holds what the register's value looks like when it is written out."""
        shown = cell_of(cell.column, current, self.register)
        if shown is None:
            return is_empty(cell.value)
        if isinstance(shown, str) and isinstance(cell.value, str):
            given = cell.value.strip().replace("\r\n", "\n")
            return given == shown.strip() or any(given == write(shown).strip() for write in self.as_written)
        return False

    def apply(self, sheet: str, target: Target, cell: Cell, key: str | None = None) -> None:
        """Compare a cell with its key, and note the change."""
        name = key or cell.column.name
        if not self.is_first(target, name, cell):
            return
        current = target.current(name)
        if self.same(cell, current):
            return
        if is_empty(cell.value):
            self._empty(target, cell, name, current)
            return
        try:
            value = self.checked(target, name, self.read(sheet, cell))
        except Doubtful as fault:
            self.doubt(cell, str(fault))
            return
        self.set(target, name, value, cell)

    def is_first(self, target: Target, name: str, cell: Cell) -> bool:
        """Whether a row is the first to say something; a later one that says something else is listed."""
        place = (target.subject, name)
        before = self.told.get(place)
        if before is None:
            if self.clear or not is_empty(cell.value):
                self.told[place] = cell
            return True
        if not is_empty(cell.value) and before.value != cell.value and place not in self.contradicted:
            self.contradicted.add(place)
            self.doubt(
                cell, _("the first row of {name} counts: {place}").format(name=target.subject, place=before.where)
            )
        return False

    def _empty(self, target: Target, cell: Cell, name: str, current: Any) -> None:
        if target.new is not None:
            return
        if self.clear and name not in REQUIRED:
            self._change(target, name, current, None, cell)
        elif all((kept.subject, kept.key) != (target.subject, name) for kept in self.result.kept[-40:]):
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
        if same_value(value, current):
            return
        if target.new is None:
            self._change(target, name, current, value, cell)
            return
        target.new.values[name] = value

    def _change(self, target: Target, name: str, old: Any, new: Any, cell: Cell) -> None:
        self.result.changed[target.file, target.path, name] = Change(target.subject, name, old, new, cell.where)


def same_value(one: Any, other: Any) -> bool:
    """Equal values; a list and a tuple of the same things are, 60.00 and 60 too."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return list(one) == list(other)
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return one is not None and other is not None and one == other
    return bool(one == other)


def short(value: Any) -> str:
    """A cell as it may stand in a message."""
    text = written(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _where(found: Found, number: int, position: int | None) -> str:
    """The place in the file as a spreadsheet names it."""
    if position is None or found.grid.is_csv:
        return _("{sheet}, row {n}").format(sheet=found.grid.name, n=number)
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{found.grid.name}!{letters}{number}"
