"""Old workbooks (.xls), with xlrd: it reads values, formats, merged and hidden
cells, and comments.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from foerder.spreadsheets.formats.numbers import kind_of, number_of, value_of
from foerder.spreadsheets.grid import Area, Grid, error_cell, text_cell


def read(path: Path) -> list[Grid]:
    """The sheets of a workbook. Raises `xlrd.XLRDError` and others where it is damaged."""
    import os

    import xlrd

    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        book = xlrd.open_workbook(path, formatting_info=True, ragged_rows=True, logfile=nowhere)
    return [_sheet(xlrd, book, sheet) for sheet in book.sheets()]


def _sheet(xlrd: Any, book: Any, sheet: Any) -> Grid:
    grid = Grid(sheet.name, hidden=sheet.visibility != 0)
    for top, bottom, left, right in sheet.merged_cells:
        grid.merge(Area(top + 1, bottom, left, right - 1))
    for (row, column), note in sheet.cell_note_map.items():
        grid.notes.append((row + 1, column, " ".join(note.text.split())))
    for number in range(sheet.nrows):
        cells: dict[int, Any] = {}
        for column, cell in enumerate(sheet.row(number)):
            value = _value(xlrd, book, cell)
            if value is not None:
                cells[column] = value
        info = sheet.rowinfo_map.get(number)
        if cells and info is not None and info.hidden:
            grid.hidden_rows.append(number + 1)
        if not grid.add(number + 1, cells):
            break
    return grid


def _value(xlrd: Any, book: Any, cell: Any) -> Any:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return text_cell(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return error_cell(xlrd.error_text_from_code.get(cell.value, "#"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return value_of(number_of(str(cell.value)), kind_of(code), bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return number_of(str(cell.value).removesuffix(".0"))
    return None
