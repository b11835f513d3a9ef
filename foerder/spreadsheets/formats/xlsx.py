"""Workbooks of Office Open XML, transitional and strict: values, formats,
merged and hidden cells, comments.

Read here and not with a library: formulas without values, hidden rows and comments must be
told, and a cell in the last row must cost nothing. ECMA-376 part 1, 18.3 (sheets), 18.4
(strings), 18.8 (formats).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zipfile import ZipFile

from foerder.spreadsheets.formats.numbers import BUILT_IN, day_of, kind_of, number_of, value_of
from foerder.spreadsheets.formats.parts import MOST_SMALL, Budget, local, opened, tree, whole
from foerder.spreadsheets.grid import (
    MOST_BYTES,
    MOST_CELLS,
    Area,
    Grid,
    column_of,
    error_cell,
    formula_cell,
    text_cell,
)
from foerder.text.i18n import _

MOST_SHEETS = 500
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def read(packed: ZipFile) -> list[Grid]:
    """The sheets of a workbook. Raises ``KeyError``, ``ValueError`` and
    ``SyntaxError`` where it is damaged.
    """
    return list(Book(packed).sheets())


class Book:
    """A workbook: its parts by their relations, its strings, its formats."""

    def __init__(self, packed: ZipFile) -> None:
        self.packed = packed
        self.budget = Budget()
        self.path = next(
            path for kind, path, _id in self.relations("") if kind == "officeDocument"
        )
        self.parts = list(self.relations(self.path))
        self.since_1904 = False
        self.strings = self.read_strings()
        self.kinds = self.read_kinds()

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Kind, path and id of the parts that a part names."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.packed.namelist():
            return
        for element in self.parsed(path).iter(_RELATION):
            target = element.get("Target", "")
            target = (
                target[1:]
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            yield (element.get("Type", "").rpartition("/")[2], target, element.get("Id", ""))

    def parsed(self, path: str) -> Any:
        """A small part as a tree. Raises ``OverflowError``."""
        with opened(self.packed, path, MOST_SMALL) as stream:
            return tree(stream, self.budget)

    def place(self, kind: str) -> str | None:
        """The path of a part by its kind."""
        return next((path for each, path, _id in self.parts if each == kind), None)

    def part(self, kind: str) -> Any:
        """A part of the workbook by its kind; None where it has none."""
        path = self.place(kind)
        return self.parsed(path) if path in self.packed.namelist() else None

    def read_strings(self) -> list[Any]:
        """The shared strings; of a phonetic one only the writing."""
        path = self.place("sharedStrings")
        found: list[Any] = []
        if path not in self.packed.namelist():
            return found
        with opened(self.packed, path, MOST_BYTES) as stream:
            for _around, element in whole(stream, ("si",), self.budget):
                found.append(string(element))
                if len(found) > MOST_CELLS:
                    raise OverflowError(path)
        return found

    def read_kinds(self) -> list[str]:
        """What each style of a cell makes of a number."""
        root = self.part("styles")
        if root is None:
            return []
        codes = dict(BUILT_IN)
        for element in root.iter():
            if local(element) == "numFmt":
                codes[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
        styles = next((element for element in root if local(element) == "cellXfs"), ())
        return [
            kind_of(codes.get(int(style.get("numFmtId", 0)), "general")) for style in styles
        ]

    def sheets(self) -> Iterator[Grid]:
        """Every sheet in the order of the tabs."""
        paths = {identity: path for kind, path, identity in self.parts if kind == "worksheet"}
        root = self.parsed(self.path)
        count = 0
        for element in root.iter():
            if local(element) == "workbookPr":
                self.since_1904 = element.get("date1904") in ("1", "true")
            if local(element) != "sheet":
                continue
            identity = next(
                (value for key, value in element.items() if key.endswith("}id")), ""
            )
            grid = Grid(
                element.get("name", ""), hidden=element.get("state", "visible") != "visible"
            )
            if identity in paths:
                count += 1
                if count > MOST_SHEETS:
                    raise OverflowError(self.path)
                self.fill(grid, paths[identity])
                yield grid

    def fill(self, grid: Grid, path: str) -> None:
        """Read a sheet's cells."""
        if self.packed.getinfo(path).file_size > MOST_BYTES:
            grid.unread = _("larger than any list: more than 64 MB unpacked")
            return
        for kind, other, _id in self.relations(path):
            if kind == "comments" and not grid.hidden:
                grid.notes += self.comments(other)
        try:
            with self.packed.open(path) as stream:
                Sheet(self, grid).read(stream)
        except OverflowError:
            grid.give_up()

    def comments(self, path: str) -> Iterator[tuple[int, int, str]]:
        """The comments of a sheet: row, column, text."""
        if path not in self.packed.namelist():
            return
        for element in self.parsed(path).iter():
            if local(element) == "comment":
                place = area(element.get("ref", "A1"))
                text = "".join(part.text or "" for part in element.iter() if local(part) == "t")
                yield place.top, place.left, " ".join(text.split())


class Sheet:
    """The cells of one sheet."""

    def __init__(self, book: Book, grid: Grid) -> None:
        self.book = book
        self.grid = grid
        self.number = 0

    def read(self, stream: Any) -> None:
        """Row by row, so that the tree is never whole in memory. Raises ``OverflowError``."""
        for _around, element in whole(stream, ("row", "mergeCell"), self.book.budget):
            if local(element) == "mergeCell":
                going = self.grid.merge(area(element.get("ref", "A1")))
            else:
                going = self.row(element)
            if not going:
                return

    def row(self, row: Any) -> bool:
        """Take one row; False where the sheet is too large."""
        self.number = int(row.get("r") or self.number + 1)
        cells: dict[int, Any] = {}
        position = -1
        for cell in row:
            address = cell.get("r")
            position = column_of(address) if address else position + 1
            value = self.value(cell)
            if value is not None:
                cells[position] = value
        if cells and row.get("hidden") in ("1", "true"):
            self.grid.hidden_rows.append(self.number)
        return self.grid.add(self.number, cells)

    def value(self, cell: Any) -> Any:
        """The value of a cell; None where it has none."""
        text, formula, inline = None, None, None
        for part in cell:
            name = local(part)
            if name == "v":
                text = part.text
            elif name == "f":
                formula = part
            elif name == "is":
                inline = part
        kind = cell.get("t", "n")
        if inline is not None:
            return string(inline)
        if text is None:
            return (
                None
                if formula is None or kind == "str"
                else formula_cell(f"={formula.text or ''}")
            )
        return self.typed(kind, text, cell.get("s"))

    def typed(self, kind: str, text: str, style: str | None) -> Any:
        """A stored value by its type."""
        if kind == "s":
            return self.book.strings[int(text)]
        if kind == "str":
            return text_cell(unescaped(text))
        if kind == "e":
            return error_cell(text)
        if kind == "b":
            return text == "1"
        if kind == "d":
            return day_of(datetime.fromisoformat(text))
        number = number_of(text)
        kinds = self.book.kinds
        shape = kinds[int(style)] if style and int(style) < len(kinds) else "number"
        return value_of(number, shape, self.book.since_1904) if shape != "number" else number


def string(item: Any) -> Any:
    """The text of a string with or without formats; what is only pronunciation is left out."""
    parts = []
    for element in item:
        name = local(element)
        if name == "t":
            parts.append(element.text or "")
        elif name == "r":
            parts += [each.text or "" for each in element if local(each) == "t"]
    return text_cell(unescaped("".join(parts)))


def unescaped(text: str) -> str:
    """A text in which ``_x000D_`` is the character again (18.9.29)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def area(reference: str) -> Area:
    """Merged cells such as ``B1:C2``."""
    first, _colon, last = reference.replace("$", "").partition(":")
    last = last or first
    numbers = [int(re.sub(r"\D", "", each) or 1) for each in (first, last)]
    return Area(numbers[0], numbers[1], column_of(first), column_of(last))
