"""The rows of a list, and what stands around them: titles, totals, legends, other tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foerder.spreadsheets.cells import TYPED, is_empty, written
from foerder.spreadsheets.columns import PROJECTS
from foerder.spreadsheets.grid import Broken, Row
from foerder.spreadsheets.headings import WORD, is_legend, is_total, key, known
from foerder.spreadsheets.tables import Found
from foerder.text.i18n import _

FEW = 3
"""A list of fewer columns may have rows of one cell."""
Cells = dict[int, Any]


def rows_of_list(found: Found) -> Iterator[Row]:
    """The rows of the list; the others are noted as passed over."""
    found.passed.clear()
    rows = found.grid.rows
    for row in rows[: found.first]:
        found.passing(row.number, _("above the list"))
    body = Body(found)
    for index in range(found.last + 1, len(rows)):
        row = body.filled(rows[index])
        if found.sheet is PROJECTS and body.is_other_head(row):
            for rest in rows[index:]:
                found.passing(rest.number, _("another table below the list"))
            return
        why = body.why_passed(row)
        if why:
            found.passing(row.number, why)
        else:
            yield row


class Body:
    """The part of a sheet below the head."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.names = found.names()
        self.typed = frozenset(found.typed())
        self.merged = _merged(found)
        self.before = found.grid.rows[found.last].number
        self.below = False
        """Whether an empty row or a legend has divided the list from what comes."""

    def filled(self, row: Row) -> Row:
        """A row with what merged cells say of it: words are each row's, a day
        or amount is nobody knows whose.
        """
        if not self.merged:
            return row
        cells = dict(row.cells)
        for position, column in self.found.columns.items():
            value = self.merged.get((row.number, position))
            if value is None:
                continue
            if column.holds in TYPED:
                why = _("merged over several rows: which of them does it belong to?")
                value = Broken(written(value), why)
            cells[position] = value
        return Row(row.number, cells)

    def why_passed(self, row: Row) -> str:
        """Why a row is not one of the list; empty where it is."""
        self.below = self.below or row.number > self.before + 1
        self.before = row.number
        cells = self._told(row)
        if not cells:
            return _("nothing but dashes")
        if self._is_total(cells):
            return _("a total")
        if self.found.sheet is not PROJECTS:
            return ""
        if self._is_head(cells):
            return _("the header again")
        if self.found.own or "id" in self.names:
            return ""
        first = cells[min(cells)]
        if isinstance(first, str) and is_legend(first) and len(cells) < FEW:
            self.below = True
            return _("a legend or note")
        return self._too_little(cells)

    def _told(self, row: Row) -> Cells:
        """The cells of the list that say something."""
        cells = {}
        for position, cell in row.cells.items():
            if position not in self.found.beside and not is_empty(cell):
                cells[position] = cell
        return cells

    def _is_head(self, cells: Cells) -> bool:
        for position, cell in cells.items():
            if self.found.heads.get(position) != " ".join(written(cell).split()):
                return False
        return True

    def _is_total(self, cells: Cells) -> bool:
        """Whether one of the first cells says so, and the row has no days of its own."""
        for position, column in self.found.columns.items():
            if column.holds == "date" and position in cells:
                return False
        first = [cells[position] for position in sorted(cells)[:FEW]]
        return any(isinstance(cell, str) and is_total(cell) for cell in first)

    def _too_little(self, cells: Cells) -> str:
        """Rows of one cell inside a list are headings, rows without any day or
        amount below it are notes.
        """
        columns = len(self.found.columns) + len(self.found.duties)
        if columns < FEW or self.typed & cells.keys():
            return ""
        if len(cells) == 1:
            return _("one cell alone: a heading or a note")
        return _("below the list, without a day or an amount") if self.below else ""

    def is_other_head(self, row: Row) -> bool:
        """Whether another table begins here."""
        if len(row.cells) < 2 or len(row.texts) < len(row.cells):
            return False
        if self._is_head(row.cells):
            return False
        table, recognised = known(PROJECTS), 0
        for position, cell in row.cells.items():
            word = key(cell)
            if position in self.typed and word.isdigit():
                return False
            head = table.get(word)
            recognised += head is not None and head.level <= WORD
        return recognised > 1 and recognised * 2 > len(row.cells)


def _merged(found: Found) -> dict[tuple[int, int], Any]:
    """The value of cells that are one with others above or below."""
    values = {row.number: row.cells for row in found.grid.rows[found.last + 1 :]}
    places: dict[tuple[int, int], Any] = {}
    for area in found.grid.merged:
        if area.top in values and 0 < area.bottom - area.top < len(values):
            for number in range(area.top, area.bottom + 1):
                places[number, area.left] = values[area.top].get(area.left)
    return places
