"""foerder's own list come back: what it said when it was written, and what was
typed over it since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foerder.spreadsheets.cells import written
from foerder.spreadsheets.columns import DEADLINES, Lists, Sheet, cell_of, rows_of
from foerder.spreadsheets.grid import Row, text_cell
from foerder.spreadsheets.rows import Cell, Reading
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import LANGUAGES, _, using

KEYS: Mapping[str, tuple[str, ...]] = {
    "projects": ("id", "period"),
    "deadlines": ("deadline_id",),
    "costs": ("project", "period", "nr"),
    "payments": ("project", "period", "nr"),
    "finished": ("project", "deadline"),
}
"""The columns that tell the rows of a sheet apart."""
Values = dict[str, Any]


class Exported:
    """The cells of a sheet as they were written, in every language."""

    def __init__(self, found: Found, lists: Lists) -> None:
        self.found = found
        self.sheet: Sheet = DEADLINES if found.own else found.sheet
        self.places = found.places()
        self.rows: dict[tuple[str, ...], list[Values]] = {}
        for language in LANGUAGES:
            with using(language):
                for row in rows_of(self.sheet, lists):
                    cells = {}
                    for column in self.sheet.columns:
                        value = row.get(column.name)
                        cells[column.name] = cell_of(column, value, lists.register)
                    self.rows.setdefault(self._key(row), []).append(cells)

    def _key(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(row.get(name) or "") for name in KEYS[self.sheet.name])

    def row(self, row: Row) -> list[Values]:
        """What was written into a row, by language; nothing where foerder wrote no such row."""
        found = {}
        for name in KEYS[self.sheet.name]:
            found[name] = written(row.cells.get(self.places.get(name, -1)) or "")
        return self.rows.get(self._key(found), [])

    def report(self, reading: Reading) -> None:
        """List the computed cells that were typed over."""
        for row in self.found.grid.rows[self.found.last + 1 :]:
            told = self.row(row)
            for position, column in self.found.computed.items():
                value = row.cells.get(position)
                if value is None or not told:
                    continue
                if not any(is_same(value, each.get(column.name)) for each in told):
                    cell = Cell(column, value, self.found.grid, row.number, position)
                    why = _("foerder computes this: what is typed here is not read")
                    reading.doubt(cell, why)


def is_same(value: Any, expected: Any) -> bool:
    """Whether a cell holds what was written into it."""
    if isinstance(expected, int | Decimal) and isinstance(value, int | Decimal):
        return abs(Decimal(expected) - value) < Decimal("0.00005")
    if isinstance(expected, str):
        return bool(value == text_cell(expected))
    return bool(value == expected)


def day_of(found: Sequence[Found], today: date) -> date:
    """The day on which the workbook was written: its numbers of days left are counted from it."""
    days: Counter[date] = Counter()
    for each in found:
        every = each.places()
        days.update(_days(each, every.get("days_left"), every.get("due", every.get("end"))))
    return days.most_common(1)[0][0] if days else today


def _days(found: Found, left: int | None, last: int | None) -> Iterator[date]:
    if left is None or last is None:
        return
    for row in found.grid.rows[found.last + 1 :]:
        number, day = row.cells.get(left), row.cells.get(last)
        if isinstance(number, int) and isinstance(day, date) and abs(number) < 40_000:
            yield day - timedelta(days=number)
