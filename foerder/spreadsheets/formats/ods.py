"""Spreadsheets of LibreOffice (.ods): OpenDocument 1.3 part 3, 9.1 (tables) and
19.385 (values).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zipfile import ZipFile

from foerder.spreadsheets.formats.numbers import day_of, number_of
from foerder.spreadsheets.formats.parts import Budget, local, opened, whole
from foerder.spreadsheets.grid import (
    LAST_COLUMN,
    LONGEST_CELL,
    MOST_BYTES,
    MOST_ROWS,
    Area,
    Grid,
    error_cell,
    formula_cell,
    text_cell,
)

REPEATED = 2_000
"""So often a cell with a value may be repeated; beyond it is a filled column, not a list."""


def read(packed: ZipFile) -> list[Grid]:
    """The sheets of a document. Raises ``KeyError``, ``ValueError`` and
    ``SyntaxError`` where it is damaged.
    """
    grids: list[Grid] = []
    hidden: set[str] = set()
    sheet: Table | None = None
    with opened(packed, "content.xml", MOST_BYTES) as stream:
        for around, element in whole(stream, ("style", "table-row"), Budget()):
            if local(element) == "style":
                if any(get(part, "display") == "false" for part in element):
                    hidden.add(get(element, "name"))
                continue
            table = next((each for each in around if local(each) == "table"), None)
            if table is None:
                continue
            if sheet is None or sheet.element is not table:
                sheet = Table(table, hidden)
                grids.append(sheet.grid)
            sheet.row(element)
    return grids


def get(element: Any, name: str) -> str:
    """An attribute by its name without the namespace."""
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def times(element: Any, name: str) -> int:
    """How often a row or cell is there."""
    return int(get(element, name) or 1)


class Table:
    """One sheet while it is read."""

    def __init__(self, element: Any, hidden: set[str]) -> None:
        self.element = element
        self.grid = Grid(get(element, "name"), hidden=get(element, "style-name") in hidden)
        self.number = 1

    def row(self, row: Any) -> None:
        """Take one row, as often as it is repeated."""
        count = times(row, "number-rows-repeated")
        if self.grid.unread:
            return
        cells = dict(self.cells(row))
        taken = min(count, MOST_ROWS + 1) if cells else 0
        for number in range(self.number, self.number + taken):
            if get(row, "visibility") in ("collapse", "filter"):
                self.grid.hidden_rows.append(number)
            if not self.grid.add(number, dict(cells)):
                break
        self.number += count

    def cells(self, row: Any) -> Iterator[tuple[int, Any]]:
        """The cells with a value, and their columns."""
        position = 0
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            count = times(cell, "number-columns-repeated")
            self.note(cell, position)
            found = value(cell) if local(cell) == "table-cell" else None
            if found is not None:
                for offset in range(min(count, REPEATED)):
                    yield position + offset, found
            position += count
            if position > LAST_COLUMN:
                break

    def note(self, cell: Any, position: int) -> None:
        """Comments and merged cells."""
        across = times(cell, "number-columns-spanned")
        down = times(cell, "number-rows-spanned")
        if across > 1 or down > 1:
            area = Area(self.number, self.number + down - 1, position, position + across - 1)
            self.grid.merge(area)
        for part in cell:
            if local(part) == "annotation":
                paragraphs = [text(each) for each in part if local(each) == "p"]
                self.grid.notes.append((self.number, position, " ".join(paragraphs)))


def text(element: Any) -> str:
    """The text of a paragraph; spaces and line breaks are elements."""
    found = element.text or ""
    for part in element:
        if len(found) > LONGEST_CELL:
            break
        name = local(part)
        if name == "s":
            found += " " * min(times(part, "c"), LONGEST_CELL)
        elif name in ("line-break", "tab"):
            found += "\n"
        elif name != "annotation":
            found += text(part)
        found += part.tail or ""
    return found


def value(cell: Any) -> Any:
    """The value of a cell; None where it has none."""
    kinds = [value for key, value in cell.items() if key.endswith("}value-type")]
    shown = "\n".join(text(part) for part in cell if local(part) == "p")
    if not kinds:
        formula = get(cell, "formula")
        return formula_cell(formula) if formula and not shown else text_cell(shown)
    if "error" in kinds:
        return error_cell(shown)
    kind = kinds[0]
    if kind == "date":
        return day_of(datetime.fromisoformat(get(cell, "date-value")))
    if kind == "boolean":
        return get(cell, "boolean-value") == "true"
    if kind in ("float", "currency", "percentage"):
        return number_of(get(cell, "value"))
    return text_cell(shown)
